#include "files.hpp"

#include <bros/core/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace bros::plots {

namespace {

[[noreturn]] void refuse_place(const std::string& flag, const std::filesystem::path& name, const std::string& reason) {
  require(false, flag.c_str(), name.string(), "must be a place that can be written (" + reason + ")");
  std::abort();
}

std::filesystem::path folder_around(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

/// Whether another file may come to this place.
bool can_be_replaced(const Place& place) {
  if (place.descriptor >= 0) return false;
  if (!place.status) return true;
  return S_ISREG(place.status->st_mode) && place.status->st_nlink == 1 &&
         access(folder_around(place.path).c_str(), W_OK) == 0;
}

/// Owner and permissions, as far as this user may give them.
void like(const struct stat& other, int descriptor) {
  if (fchown(descriptor, other.st_uid, other.st_gid) == 0 || other.st_uid == geteuid())
    fchmod(descriptor, other.st_mode & 07777);
}

}  // namespace

OutputFile::OutputFile(std::string flag, std::filesystem::path name)
    : flag_(std::move(flag)), name_(std::move(name)), place_(name_) {
  if (!name_.has_filename()) refuse("it is not the name of a file");
  if (place_.error != 0) refuse(std::strerror(place_.error));
  int descriptor = -1;
  if (place_.descriptor >= 0) {
    if ((fcntl(place_.descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY) refuse("it is not open for writing");
    descriptor = place_.descriptor == STDOUT_FILENO ? STDOUT_FILENO : fcntl(place_.descriptor, F_DUPFD_CLOEXEC, 3);
  } else if (!can_be_replaced(place_)) {
    descriptor = open(place_.path.c_str(), O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC);
  } else if (!place_.status || access(place_.path.c_str(), W_OK) == 0) {
    descriptor = partial_.emplace(folder_around(place_.path)).descriptor();
    if (descriptor >= 0 && place_.status) like(*place_.status, descriptor);
  }
  if (descriptor < 0) refuse(std::strerror(errno));
  file_.reset(descriptor == STDOUT_FILENO ? stdout : fdopen(descriptor, "w"));
}

void OutputFile::refuse(const std::string& reason) const {
  refuse_place(flag_, name_, (file_ && is_standard_output() ? "standard output: " : "") + reason);
}

void OutputFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) refuse(std::strerror(errno));
}

void OutputFile::commit() {
  if (std::fflush(file_.get()) != 0) refuse(std::strerror(errno));
  if (is_standard_output()) return;
  if (std::fclose(file_.release()) != 0) refuse(std::strerror(errno));
  if (partial_ && !partial_->move_to(place_.path)) refuse(std::strerror(errno));
}

void write_file(const std::string& flag, const std::filesystem::path& name, std::string_view text) {
  OutputFile file(flag, name);
  file.write(text);
  file.commit();
}

void require_output_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse_place("--out", folder, error.message());
  const int probe = PartialFile(folder).descriptor();
  if (probe < 0) refuse_place("--out", folder, std::strerror(errno));
  close(probe);
}

}  // namespace bros::plots
