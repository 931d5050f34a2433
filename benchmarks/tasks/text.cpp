#include "text.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace bros::tasks {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files(const Source& source) {
  std::vector<fs::path> all;
  std::error_code ignored;
  for (const fs::path& place : source.places) {
    if (fs::is_regular_file(place, ignored)) all.push_back(place);
    if (!fs::is_directory(place, ignored)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(place, ignored))
      if (entry.is_regular_file(ignored) && !entry.is_symlink(ignored) &&
          entry.path().filename().string().ends_with(source.suffix))
        all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::int64_t token(char c) {
  if (c == '\n') return 1;
  return c >= ' ' && c <= '~' ? c - ' ' + 2 : 0;
}

}  // namespace

Tensor read_text(const Source& source, Index count, Index longest) {
  std::vector<std::int64_t> tokens;
  for (const fs::path& path : files(source)) {
    std::ifstream in(path, std::ios::binary);
    Index taken = 0;
    for (std::istreambuf_iterator<char> c(in), end; c != end && taken < longest; ++c, ++taken)
      tokens.push_back(token(*c));
    if (static_cast<Index>(tokens.size()) >= count) break;
  }
  require(static_cast<Index>(tokens.size()) >= count, "text", source.name,
          "the files of the Debian package " + source.package + " under " + source.places[0].string() + " give " +
              std::to_string(tokens.size()) + " characters, " + std::to_string(count) + " are needed");
  return at::tensor(at::ArrayRef<std::int64_t>(tokens.data(), static_cast<std::size_t>(count)), at::kLong);
}

Tensor windows(const Tensor& text, const Tensor& starts, Index length) {
  const Tensor at = starts.unsqueeze(1) + at::arange(length + 1, at::kLong);
  return text.index_select(0, at.view({-1})).view({-1, length + 1});
}

}  // namespace bros::tasks
