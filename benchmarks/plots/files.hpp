// The one writer of files.
#pragma once

#include "partial_file.hpp"
#include "place.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bros::plots {

/// An output. A regular file is written beside its place, with the permissions of the one that is there, and moved
/// there at once by commit(); without that nothing is left behind. Links are followed. What cannot be replaced is
/// written as it stands: standard output ("-"), what is open already (/dev/fd/3), pipes and devices, a file of several
/// names (hard links) or in a folder where none can be made.
/// Requires: a place that can be written [-> ArgumentError that names `flag`, at once, and again if the disk fills up]
class OutputFile {
 public:
  OutputFile(std::string flag, std::filesystem::path name);

  void write(std::string_view text);
  void commit();
  [[nodiscard]] bool is_standard_output() const { return file_.get() == stdout; }

 private:
  [[noreturn]] void refuse(const std::string& reason) const;
  struct Close {
    void operator()(FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };

  std::string flag_;
  std::filesystem::path name_;
  Place place_;
  std::optional<PartialFile> partial_;
  std::unique_ptr<FILE, Close> file_;
};

/// Writes `text` to a file as OutputFile does.
void write_file(const std::string& flag, const std::filesystem::path& name, std::string_view text);

/// Creates the folder if need be and makes sure that files can be written there [-> ArgumentError that names --out].
void require_output_folder(const std::filesystem::path& folder);

}  // namespace bros::plots
