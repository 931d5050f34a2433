// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace bros::plots {

/// An output file that is written beside its place and moved there by commit(); without it nothing is left behind.
/// What is not a regular file, such as /dev/null or a named pipe, is written in place.
/// Requires: a writable place [-> ArgumentError that names `field`, at once and again if the disk fills up]
class OutputFile {
 public:
  OutputFile(std::string field, std::filesystem::path path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] std::ostream& stream() { return out_; }
  void commit();

 private:
  std::string field_;
  std::filesystem::path path_, partial_;
  std::ofstream out_;
  bool committed_ = false, in_place_ = false;
};

/// Writes `text` to `path` as OutputFile does.
void write_file(const std::string& field, const std::filesystem::path& path, const std::string& text);

/// Creates the folder if need be and makes sure that files can be written there [-> ArgumentError that names --out].
void require_output_folder(const std::filesystem::path& folder);

}  // namespace bros::plots
