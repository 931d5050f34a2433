#include "program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace bros::plots {

namespace {

/// What is left to read; the descriptor is closed.
std::string rest_of(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t n = 0; (n = read(descriptor, chunk.data(), chunk.size())) > 0 || (n < 0 && errno == EINTR);)
    if (n > 0) text.append(chunk.data(), static_cast<std::size_t>(n));
  close(descriptor);
  return text;
}

}  // namespace

Ended run_program(std::vector<std::string> words, const std::string& left_out, const std::filesystem::path& folder) {
  std::array<int, 2> output{};
  const int complaints = memfd_create("complaints", MFD_CLOEXEC);
  if (complaints < 0 || pipe2(output.data(), O_CLOEXEC) != 0) {
    const int error = errno;
    if (complaints >= 0) close(complaints);
    return {.error = error};
  }
  std::vector<char*> argv, environment;
  for (std::string& word : words) argv.push_back(word.data());
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!std::string_view(*variable).starts_with(left_out + "=")) environment.push_back(*variable);
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t child = 0;
  Ended ended{.error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environment.data())};
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  ended.output = rest_of(output[0]);
  int status = 0;
  while (ended.error == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  lseek(complaints, 0, SEEK_SET);
  ended.words = rest_of(complaints);
  return ended;
}

}  // namespace bros::plots
