#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bros::plots {

/// How a program ended.
struct Ended {
  int error = 0;                        ///< errno, where it could not be started: ENOENT if there is none of that name
  int status = 0;                       ///< its exit status, or 128 and the signal
  std::string output = {}, words = {};  ///< what it wrote to standard output and to standard error
};

/// Runs a program of PATH in a folder, without a shell and without the variable `left_out` of the environment, with
/// nothing to read.
[[nodiscard]] Ended run_program(std::vector<std::string> words, const std::string& left_out,
                                const std::filesystem::path& folder);

}  // namespace bros::plots
