#include "report.hpp"

#include "figure.hpp"
#include "files.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bros::plots {

namespace {

constexpr const char* head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}</title>
<style>
body {{ font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; color: #222; max-width: 76rem; margin: 0 auto; padding: 1rem; }}
pre, .table {{ overflow-x: auto; background: #f6f6f6; padding: 0.5rem; }}
table {{ border-collapse: collapse; font-size: 0.85rem; white-space: nowrap; }}
th, td {{ text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; }}
.pictures {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }}
figure {{ margin: 1rem 0; }}
img {{ width: 100%; height: auto; }}
figcaption {{ font-size: 0.85rem; }}
</style>
</head>
<body>
<h1>{0}</h1>
<pre>{1}</pre>
)";

std::string html_table(const Table& rows) {
  std::string html = "<div class=\"table\"><table>\n";
  for (const auto& row : rows) {
    const char* cell = &row == &rows.front() ? "th" : "td";
    html += "<tr>";
    for (const std::string& field : row) html += fmt::format("<{0}>{1}</{0}>", cell, html_text(field));
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

bool all_drawn(const std::vector<Section>& sections) {
  return std::all_of(sections.begin(), sections.end(), [](const Section& s) { return s.drawn; });
}

/// An HTML page without scripts or anything from elsewhere, for screens from the width of a phone on; where pictures
/// are not there, it says how they come from their scripts.
std::string gallery(const std::string& title, const std::string& command, const std::vector<Section>& sections) {
  const auto link = [](const std::string& file, const std::string& text) {
    return fmt::format(" <a href=\"{}\">{}</a>", html_text(file), html_text(text));
  };
  std::string html = fmt::format(fmt::runtime(head), html_text(title), html_text(command));
  if (!all_drawn(sections))
    html += "<p>gnuplot is not installed: each script below draws its picture in this folder.</p>\n";
  for (const Section& section : sections) {
    html +=
        fmt::format("<h2>{}</h2>\n{}<div class=\"pictures\">\n", html_text(section.title), html_table(section.table));
    for (const Picture& picture : section.pictures) {
      html += "<figure>";
      if (section.drawn)
        html += fmt::format("<a href=\"{0}.svg\"><img src=\"{0}.svg\" alt=\"{1}\"></a>", picture.name,
                            html_text(picture.caption));
      html += fmt::format("\n<figcaption>{}.\n", html_text(picture.caption));
      if (section.drawn) html += link(picture.name + ".pdf", "PDF") + link(picture.name + ".png", "PNG");
      html += link(picture.name + ".gp", "gnuplot");
      for (const std::string& file : picture.data) html += link(file, file);
      html += link(picture.name + ".command.txt", "command") + "</figcaption></figure>\n";
    }
    html += "</div>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace

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
    markdown += fmt::format("\n## {}\n\n{}\n", section.title, plots::markdown(section.table));
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
  return all_drawn(sections)
             ? "pictures, CSV, index.html, summary.md and summary.json"
             : "CSV, index.html, summary.md and summary.json; no pictures, since gnuplot is not installed";
}

}  // namespace bros::plots
