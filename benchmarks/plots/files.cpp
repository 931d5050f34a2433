#include "files.hpp"

#include <bros/core/error.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace bros::plots {

namespace {
[[noreturn]] void refuse(const std::string& field, const std::filesystem::path& path, const std::string& reason) {
  require(false, field.c_str(), path.string(), "must be a place that can be written (" + reason + ")");
  std::abort();
}
}  // namespace

OutputFile::OutputFile(std::string field, std::filesystem::path path)
    : field_(std::move(field)), path_(std::move(path)), partial_(path_) {
  // A device or a pipe is written as it is: moving a file to its place would replace it.
  std::error_code ignored;
  const auto status = std::filesystem::status(path_, ignored);
  in_place_ = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  if (!in_place_) partial_ += "." + std::to_string(getpid()) + ".partial";  // another process may write there too
  if (std::filesystem::is_directory(status)) refuse(field_, path_, "it is a folder");
  errno = 0;
  out_.open(partial_, std::ios::binary);
  if (!out_) refuse(field_, path_, std::strerror(errno));
}

OutputFile::~OutputFile() {
  if (committed_ || in_place_) return;
  out_.close();
  std::error_code ignored;
  std::filesystem::remove(partial_, ignored);
}

void OutputFile::commit() {
  errno = 0;
  out_.close();
  if (!out_) refuse(field_, path_, errno != 0 ? std::strerror(errno) : "write failed");
  committed_ = true;
  if (in_place_) return;
  std::error_code error;
  std::filesystem::rename(partial_, path_, error);
  committed_ = !error;
  if (error) refuse(field_, path_, error.message());
}

void write_file(const std::string& field, const std::filesystem::path& path, const std::string& text) {
  OutputFile file(field, path);
  file.stream() << text;
  file.commit();
}

void require_output_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse("--out", folder, error.message());
  const OutputFile probe("--out", folder / "probe");
}

}  // namespace bros::plots
