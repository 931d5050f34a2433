#pragma once

#include <filesystem>
#include <string>

namespace bros::plots {

/// A file with a name of its own that nothing else has: it is gone with this object, and with the program where a
/// signal ends it (remove_partial_files_on_signals), unless it was moved to where it belongs.
class PartialFile {
 public:
  /// Makes it in `folder`; if that fails, descriptor() is -1 and errno says why.
  explicit PartialFile(const std::filesystem::path& folder, const char* suffix = ".partial");
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Open for writing; the caller closes it.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// In the place of what is there, at once; false if that fails, and errno says why.
  [[nodiscard]] bool move_to(const std::filesystem::path& place);

 private:
  std::filesystem::path path_;
  std::string name_;
  int descriptor_ = -1;
};

/// Removes those of this process. For the end of the program, from a signal handler as well.
void remove_partial_files();

/// From here on a signal that ends the program first removes its partial files; signals that are ignored stay ignored.
/// A file that grows beyond a limit (SIGXFSZ) is an error of the write and not the end of the program.
void remove_partial_files_on_signals();

}  // namespace bros::plots
