#include "program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace bros::plots {

Ended run_program(std::vector<std::string> words, const std::string& left_out, const std::filesystem::path& folder,
                  int output) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return {.error = errno};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!std::string_view(*variable).starts_with(left_out + "=")) environment.push_back(*variable);
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t child = 0;
  Ended ended{.error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environment.data())};
  posix_spawn_file_actions_destroy(&actions);
  close(pipe[1]);
  std::array<char, 256> chunk{};
  for (ssize_t n = 0; (n = read(pipe[0], chunk.data(), chunk.size())) > 0 || (n < 0 && errno == EINTR);)
    if (n > 0) ended.words.append(chunk.data(), static_cast<std::size_t>(n));
  close(pipe[0]);
  if (ended.error != 0) return ended;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

}  // namespace bros::plots
