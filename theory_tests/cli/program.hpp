// Runs a program in a folder of its own: how it ends, what it says and what it leaves behind.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace bros::test {

struct Outcome {
  int status;
  std::string out, err, left;  // left: names of what is in the folder now and was not so before
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Runs a program with arguments in a fresh folder of files "NAME: BYTES" and links "NAME: ->
/// TARGET"; ends it after a minute.
inline Outcome run(const std::string& program, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& files) {
  std::string name = (std::filesystem::temp_directory_path() / "bros-program-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(name.data()), work = folder / "work";
  std::filesystem::create_directory(work);
  const std::string link = "-> ";
  const auto name_and_bytes = [&](const std::string& file) {
    return std::pair(work / file.substr(0, file.find(": ")), file.substr(file.find(": ") + 2));
  };
  for (const std::string& file : files)
    if (const auto [path, bytes] = name_and_bytes(file); bytes.starts_with(link))
      std::filesystem::create_symlink(bytes.substr(link.size()), path);
    else
      std::ofstream(path) << bytes;

  std::vector<std::string> words{"timeout", "60", program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, (folder / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, (folder / "err").c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, work.c_str());
  pid_t child = 0;
  int status = -1;
  if (posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0) waitpid(child, &status, 0);
  posix_spawn_file_actions_destroy(&actions);

  Outcome seen{WIFEXITED(status) ? WEXITSTATUS(status) : -1, bytes_of(folder / "out"), bytes_of(folder / "err"), ""};
  const auto now = [&](const std::filesystem::path& path) {
    return std::filesystem::is_symlink(path) ? link + std::filesystem::read_symlink(path).string() : bytes_of(path);
  };
  for (const std::string& file : files)
    if (const auto [path, bytes] = name_and_bytes(file); now(path) == bytes) std::filesystem::remove(path);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(work))
    seen.left += entry.path().filename().string() + " ";
  std::filesystem::remove_all(folder);
  return seen;
}

/// The same with arguments that are split at blanks.
inline std::vector<std::string> words_of(const std::string& arguments) {
  std::istringstream in(arguments);
  return {std::istream_iterator<std::string>(in), {}};
}
inline Outcome run(const std::string& program, const std::string& arguments, const std::vector<std::string>& files) {
  return run(program, words_of(arguments), files);
}

}  // namespace bros::test
