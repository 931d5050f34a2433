// Files of text.
#pragma once

#include <bros/core/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace bros {

/// The text of a file, without the byte order mark that it may begin with.
/// Requires: a readable file of at most `most` bytes [-> ArgumentError that names `field`]
[[nodiscard]] inline std::string read_text(const char* field, const std::filesystem::path& file, std::size_t most) {
  const auto is = [&](bool holds, const std::string& allowed) { require(holds, field, file.string(), allowed); };
  std::error_code none;
  is(!std::filesystem::is_directory(file, none), "must be a readable file, not a folder");
  std::ifstream in(file, std::ios::binary);
  is(in.is_open(), "must be a readable file");
  std::string text;
  std::array<char, 1 << 16> part;
  do {
    in.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    is(text.size() <= most, "must be a file of at most " + std::to_string(most) + " bytes");
  } while (in);
  is(in.eof(), "must be a readable file");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

}  // namespace bros
