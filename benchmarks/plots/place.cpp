#include "place.hpp"

#include <bros/core/error.hpp>

#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace bros::plots {

namespace fs = std::filesystem;

namespace {

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

bool is_null_device(const Place& place) {
  return place.status && S_ISCHR(place.status->st_mode) && place.status->st_rdev == makedev(1, 3);
}

bool same(const Place& a, const Place& b) {
  if (a.status && b.status) return a.status->st_dev == b.status->st_dev && a.status->st_ino == b.status->st_ino;
  if (a.status || b.status) return false;
  std::error_code none;
  return fs::weakly_canonical(fs::absolute(a.path, none), none) ==
         fs::weakly_canonical(fs::absolute(b.path, none), none);
}

/// The files that an input stands for.
std::vector<Place> read_by(const NamedFile& input) {
  std::error_code none;
  const Place place(input.name);
  if (!place.status || !S_ISDIR(place.status->st_mode)) return {place};
  std::vector<Place> files;
  for (auto entry = fs::directory_iterator(input.name, none); entry != fs::directory_iterator(); entry.increment(none))
    files.emplace_back(entry->path());
  return files;
}

}  // namespace

Place::Place(fs::path name) : path(std::move(name)) {
  struct stat found {};
  if (path == "-") descriptor = STDOUT_FILENO;
  std::error_code none;
  constexpr int most_links = 40;  // that the system follows
  for (int links = 0; links < most_links && descriptor < 0 && fs::is_symlink(path, none); ++links)
    if (fs::equivalent(folder_of(path), "/proc/self/fd", none))
      descriptor = std::atoi(path.filename().c_str());
    else
      path = path.parent_path() / fs::read_symlink(path, none);
  if ((descriptor >= 0 ? fstat(descriptor, &found) : stat(path.c_str(), &found)) == 0)
    status = found;
  else if (errno != ENOENT)
    error = errno;
}

void require_apart(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs) {
  const auto refuse_if = [](bool twice, const NamedFile& output, const std::string& otherwise) {
    require(!twice, output.flag.c_str(), output.name.string(), otherwise);
  };
  std::vector<std::pair<const NamedFile*, Place>> written;
  for (const NamedFile& output : outputs) {
    if (output.name.empty()) continue;
    const Place place(output.name);
    if (is_null_device(place)) continue;
    for (const auto& [other, where] : written)
      refuse_if(same(place, where), output, "must not be where " + other->flag + " goes");
    for (const auto& [stream, name] : {std::pair{"/dev/stdout", "standard output"}, {"/dev/stderr", "standard error"}})
      if (const Place open(stream); place.descriptor < 0 && open.status && S_ISREG(open.status->st_mode))
        refuse_if(same(place, open), output, std::string("must not be where ") + name + " goes");
    written.emplace_back(&output, place);
  }
  for (const NamedFile& input : inputs) {
    if (input.name.empty()) continue;
    for (const Place& read : read_by(input)) {
      if (read.status && S_ISCHR(read.status->st_mode)) continue;  // a terminal can be both
      for (const auto& [output, where] : written)
        refuse_if(same(where, read), *output, "must not be a file of " + input.flag + ", which would be replaced");
    }
  }
}

void require_apart_in(const fs::path& folder, const std::vector<std::string>& beginnings,
                      const std::vector<NamedFile>& inputs) {
  std::vector<NamedFile> outputs;
  const auto add = [&](const fs::path& name) {
    const std::string text = name.string();
    if (std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& b) { return text.starts_with(b); }))
      outputs.push_back({"--out", folder / name});
  };
  std::error_code none;
  for (auto entry = fs::directory_iterator(folder, none); entry != fs::directory_iterator(); entry.increment(none))
    add(entry->path().filename());
  for (const NamedFile& input : inputs) add(input.name.filename());  // which may be yet to come
  for (const NamedFile& output : outputs) {
    const std::string end = output.name.extension().string();
    if (end == ".csv" || end == ".json" || end == ".txt" || end == ".md" || end == ".html")  // a picture can be missing
      require(!fs::is_directory(output.name, none), output.flag.c_str(), output.name.string(), "must not be a folder");
    require_apart({output}, inputs);
  }
}

}  // namespace bros::plots
