#include "figure.hpp"

#include "files.hpp"
#include "program.hpp"

#include <bros/core/error.hpp>
#include <bros/evidence/palette.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <regex>
#include <sstream>
#include <system_error>

namespace bros::plots {

namespace {

// One column of a paper: 8.5 cm wide, 8 pt type; the PNG has 300 dots an inch.
std::string prologue() {
  constexpr std::array points{"7 ps 0.6", "5 ps 0.6", "9 ps 0.7", "13 ps 0.7", "11 ps 0.7", "10 ps 0.7", "12 ps 0.7"};
  std::string text = "set datafile separator ','\n";
  for (std::size_t i = 0; i < points.size(); ++i)
    text += fmt::format("set style line {} lc rgb '{}' lw 2 pt {}\n", i + 1, palette[i], points[i]);
  return text + R"(set style line 9 lc rgb '#606060' lw 1.5 dt 2
set style fill transparent solid 0.18 noborder
set border 3
set tics nomirror out scale 0.6
set grid xtics ytics lc rgb '#e4e4e4' lw 0.6
set key off
)";
}

struct Terminal {
  const char* suffix;
  const char* setting;
};
constexpr std::array terminals{
    Terminal{"png", "pngcairo size 1004,790 font 'DejaVu Sans,8' fontscale 3.0 linewidth 3 pointscale 2.4"},
    Terminal{"svg", "svg size 482,379 dynamic font 'DejaVu Sans,14' linewidth 1.5 background 'white'"},
    Terminal{"pdf", "pdfcairo size 8.5cm,6.7cm font 'DejaVu Sans,8' linewidth 1"}};

/// The words of gnuplot that say what is wrong: the first after "line N: " that are no warning, or its last.
std::string complaint_of(const Ended& gnuplot) {
  std::istringstream lines(gnuplot.words);
  std::string words = fmt::format("it ended with status {}", gnuplot.status);
  const std::regex place(".*line \\d+: (?!warning)(.*)");
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, found, place)) return found[1];
    if (line.find_first_not_of(" \t") != line.npos) words = line;
  }
  return words;
}

/// Empty, or why the picture could not be drawn.
std::string draw_as(const Terminal& terminal, const std::filesystem::path& picture, const std::string& body) {
  const auto folder = picture.parent_path();
  const PartialFile script(folder, ".gp");
  FILE* const file = script.descriptor() < 0 ? nullptr : fdopen(script.descriptor(), "w");
  if (file == nullptr) return std::strerror(errno);
  std::fputs(fmt::format("{}\nset terminal {}\n{}", prologue(), terminal.setting, body).c_str(), file);
  if (std::fclose(file) != 0) return std::strerror(errno);
  // -d: no ~/.gnuplot; GNUTERM: a terminal that gnuplot would begin with.
  const Ended gnuplot = run_program({"gnuplot", "-d", script.path().filename().string()}, "GNUTERM", folder);
  if (gnuplot.error == ENOENT) return "gnuplot is not installed";
  if (gnuplot.error != 0) return fmt::format("gnuplot cannot be started: {}", std::strerror(gnuplot.error));
  if (gnuplot.status != 0 || gnuplot.output.empty()) return "gnuplot says: " + complaint_of(gnuplot);
  try {
    write_file("--out", picture, gnuplot.output);
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

Drawing draw(const std::filesystem::path& folder, const std::string& name, const std::string& body) {
  std::string script = body.empty() ? "# Runs did not stay finite: there is nothing to draw.\n" : prologue();
  // The terminal is chosen before the labels, so that they are set in its font; hence one pass a format.
  for (const Terminal& t : terminals)
    if (!body.empty())
      script += fmt::format("\nset terminal {}\nset output '{}.{}'\n{}", t.setting, name, t.suffix, body);
  write_file("--out", folder / (name + ".gp"), script + "\nset output\n");
  Drawing drawing;
  std::map<std::string, std::string> left_out;  // formats by the reason
  for (const Terminal& terminal : terminals) {
    const auto picture = folder / (name + "." + terminal.suffix);
    const std::string reason = body.empty() ? "runs did not stay finite" : draw_as(terminal, picture, body);
    if (reason.empty()) {
      drawing.formats.emplace_back(terminal.suffix);
      continue;
    }
    std::error_code none;
    if (!std::filesystem::is_directory(picture, none)) std::filesystem::remove(picture, none);
    left_out[reason] += (left_out[reason].empty() ? "" : ", ") + std::string(terminal.suffix);
  }
  for (const auto& [reason, formats] : left_out)
    drawing.missing += fmt::format("{}no {}, since {}", drawing.missing.empty() ? "" : "; ",
                                   drawing.formats.empty() && left_out.size() == 1 ? "pictures" : formats, reason);
  return drawing;
}

}  // namespace bros::plots
