#include "figure.hpp"

#include "palette.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

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

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

bool draw(const std::filesystem::path& folder, const std::string& name, const std::string& body) {
  {
    std::ofstream script(folder / (name + ".gp"));
    script << prologue();
    // The terminal is chosen before the labels, so that they are set in its font; hence one pass a format.
    for (const Terminal& t : terminals)
      script << "\nset terminal " << t.setting << "\nset output '" << name << '.' << t.suffix << "'\n" << body;
    script << "\nset output\n";
    if (!script.flush()) throw std::runtime_error("cannot write " + (folder / (name + ".gp")).string());
  }
  if (std::system("command -v gnuplot >/dev/null 2>&1") != 0) return false;
  const std::string command = "cd " + quoted(folder.string()) + " && gnuplot " + quoted(name + ".gp") + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start gnuplot");
  std::string words;
  std::array<char, 256> chunk;
  while (std::fgets(chunk.data(), static_cast<int>(chunk.size()), pipe) != nullptr) words += chunk.data();
  if (pclose(pipe) != 0) throw std::runtime_error("gnuplot refused " + name + ".gp: " + words);
  return true;
}

}  // namespace bros::plots
