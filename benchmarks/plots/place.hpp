// What the name of a file leads to, and whether two names lead to the same.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bros::plots {

/// What a name leads to: behind all links, whether there is something yet or not.
/// "-" is standard output. /dev/stdout, /dev/fd/3 and links to them are what this process has open under that number.
struct Place {
  explicit Place(std::filesystem::path name);

  std::filesystem::path path;
  int descriptor = -1;                ///< where it is open already
  std::optional<struct stat> status;  ///< of what is there
  int error = 0;                      ///< errno where that cannot be told, as at a loop of links
};

/// A file as it was asked for: by which flag, and its name. Without a name it was not.
struct NamedFile {
  std::string flag;
  std::filesystem::path name;
};

/// Requires: outputs that are different files, and none that is an input or a file that standard output or error is led
///           to by the shell; a folder among the inputs stands for the files in it. /dev/null and the like are the same
///           as nothing [-> ArgumentError that names both flags]
void require_apart(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs);

/// The same for the outputs of a command whose names in the folder of --out begin with one of `beginnings`: none of
/// them but a picture may be a folder.
void require_apart_in(const std::filesystem::path& folder, const std::vector<std::string>& beginnings,
                      const std::vector<NamedFile>& inputs);

}  // namespace bros::plots
