#include "section.hpp"

#include "figure.hpp"
#include "files.hpp"
#include "gallery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bros::plots {

void Section::draw(const std::filesystem::path& folder, const Picture& picture, const std::string& body) {
  drawn = plots::draw(folder, picture.name, body) && drawn;
  pictures.push_back(picture);
}

std::string write_report(const std::filesystem::path& folder, Report report, const std::vector<Section>& sections) {
  const auto write = [&](const std::string& name, const std::string& text) {
    write_file("--out", folder / name, text);
  };
  std::string markdown =
      fmt::format("# {}\n\n{}\n\nCommand: `{}`\n", report.title, report.introduction, report.command);
  report.document["command"] = report.command;
  for (const Section& section : sections) {
    markdown += fmt::format("\n## {}\n\n{}\n", section.title, section.table);
    for (const std::string& note : section.notes) markdown += note + "\n\n";
    for (const Picture& picture : section.pictures) {
      markdown += fmt::format("![{1}]({0}.png)\n", picture.name, picture.caption);
      write(picture.name + ".command.txt", report.command + "\n");
    }
    report.document["studies"].push_back(section.json);
  }
  write("summary.md", markdown);
  write("summary.json", report.document.dump(2) + "\n");
  write("index.html", gallery(report.title, report.command, sections));
  const bool drawn = std::all_of(sections.begin(), sections.end(), [](const Section& s) { return s.drawn; });
  return drawn ? "pictures, CSV, index.html, summary.md and summary.json"
               : "CSV, index.html, summary.md and summary.json; no pictures, since gnuplot is not installed";
}

}  // namespace bros::plots
