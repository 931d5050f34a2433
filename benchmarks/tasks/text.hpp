// Text of the files that Debian packages ship, as tokens.
#pragma once

#include "instance.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace bros::tasks {

/// Characters that a token can be: printable ASCII, the line feed, and one for all others.
inline constexpr Index vocabulary = 97;

/// Where a text comes from.
struct Source {
  std::string name, package;                  ///< a Debian package, named if the files are absent
  std::vector<std::filesystem::path> places;  ///< files, and folders that are searched
  std::string suffix = {};                    ///< what names of files in those folders end in
};

/// The first `count` tokens of a source: its files in the order of their paths, links left out, at most `longest` of
/// each.
/// Requires: as many [-> ArgumentError that names the package]
[[nodiscard]] Tensor read_text(const Source& source, Index count, Index longest = 20000);

/// Windows of `length` + 1 tokens that begin at `starts`, one a row.
[[nodiscard]] Tensor windows(const Tensor& text, const Tensor& starts, Index length);

}  // namespace bros::tasks
