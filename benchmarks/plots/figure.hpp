#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bros::plots {

/// What came of a picture.
struct Drawing {
  std::vector<std::string> formats = {};  ///< those of png, svg and pdf that are there
  std::string missing = {};               ///< what is not, and why; empty if nothing is
};

/// Draws a figure from a gnuplot script into FOLDER/NAME.png, .svg and .pdf, and leaves the script beside them as
/// NAME.gp: `gnuplot NAME.gp` in that folder draws the same figure again.
/// `body` holds everything after the terminal: labels, axes and plot commands that read files in the same folder,
/// where `set datafile separator ','`, line styles 1 .. 7 (bros/evidence/palette.hpp) and 9 (a grey reference) are
/// already defined. It is empty where runs did not stay finite and nothing can be drawn.
/// Ensures:  the same picture whatever the user's own settings of gnuplot; formats that gnuplot cannot draw may be
///           missing, all of them without gnuplot: pictures of these names that are older are removed
[[nodiscard]] Drawing draw(const std::filesystem::path& folder, const std::string& name, const std::string& body);

}  // namespace bros::plots
