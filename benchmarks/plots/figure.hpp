#pragma once

#include <filesystem>
#include <string>

namespace bros::plots {

/// Draws a figure from a gnuplot script into FOLDER/NAME.png, .svg and .pdf, and leaves the script beside them as
/// NAME.gp: `gnuplot NAME.gp` in that folder draws the same figure again.
/// `body` holds everything after the terminal: labels, axes and plot commands that read files in the same folder,
/// where `set datafile separator ','`, line styles 1 .. 7 (palette.hpp) and 9 (a grey
/// reference) are already defined.
/// Ensures:  returns false, with the script in place, if gnuplot is not installed
/// Requires: a script that gnuplot accepts [-> std::runtime_error with gnuplot's own words]
bool draw(const std::filesystem::path& folder, const std::string& name, const std::string& body);

}  // namespace bros::plots
