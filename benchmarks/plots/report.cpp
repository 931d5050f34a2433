#include "report.hpp"

#include "files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

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
  if (rows.empty()) return "";
  std::string html = "<div class=\"table\"><table>\n";
  for (const auto& row : rows) {
    const char* cell = &row == &rows.front() ? "th" : "td";
    html += "<tr>";
    for (const std::string& field : row) html += fmt::format("<{0}>{1}</{0}>", cell, html_text(field));
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

/// An HTML page without scripts or anything from elsewhere, for screens from the width of a phone on; where a picture
/// is not there, it says why.
std::string gallery(const std::string& title, const std::string& command, const std::vector<Section>& sections) {
  const auto link = [](const std::string& file, const std::string& text) {
    return fmt::format(" <a href=\"{}\">{}</a>", html_text(file), html_text(text));
  };
  std::string html = fmt::format(fmt::runtime(head), html_text(title), html_text(command));
  for (const Section& section : sections) {
    html += fmt::format("<h2>{}</h2>\n{}", html_text(section.title), html_table(section.table));
    for (const std::string& note : section.notes) html += fmt::format("<p>{}</p>\n", html_text(note));
    html += "<div class=\"pictures\">\n";
    for (const Picture& picture : section.pictures) {
      html += "<figure>";
      const std::string shown = picture.has("svg") ? "svg" : "png", &missing = picture.drawing.missing;
      if (picture.has(shown))
        html += fmt::format("<a href=\"{0}.{2}\"><img src=\"{0}.{2}\" alt=\"{1}\"></a>", picture.name,
                            html_text(picture.caption), shown);
      html += fmt::format("\n<figcaption>{}.\n", html_text(picture.caption));
      if (!missing.empty()) html += fmt::format("({})\n", html_text(missing));
      for (const std::string format : {"pdf", "png"})
        if (picture.has(format)) html += link(picture.name + "." + format, format == "pdf" ? "PDF" : "PNG");
      html += link(picture.name + ".gp", "gnuplot");
      for (const std::string& file : picture.data) html += link(file, file);
      html += link(picture.name + ".command.txt", "command") + "</figcaption></figure>\n";
    }
    html += "</div>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace

bool Picture::has(const std::string& format) const {
  return std::find(drawing.formats.begin(), drawing.formats.end(), format) != drawing.formats.end();
}

void Section::draw(const std::filesystem::path& folder, const Picture& picture, const std::string& body) {
  pictures.push_back(picture);
  pictures.back().drawing = plots::draw(folder, picture.name, body);
}

std::string contents(const std::vector<Picture>& pictures, const std::string& others) {
  std::map<std::string, std::vector<std::string>> names;  // by what is missing
  bool any = false;
  for (const Picture& picture : pictures) {
    any = any || !picture.drawing.formats.empty();
    if (!picture.drawing.missing.empty()) names[picture.drawing.missing].push_back(picture.name);
  }
  std::string text = (any ? "pictures, " : "") + others;
  for (const auto& [missing, of] : names)
    text += of.size() == pictures.size() ? "; " + missing : fmt::format("; of {}: {}", fmt::join(of, ", "), missing);
  return text;
}

std::string write_report(const std::filesystem::path& folder, Report report, const std::vector<Section>& sections) {
  const auto write = [&](const std::string& name, const std::string& text) {
    write_file("--out", folder / name, text);
  };
  std::string markdown =
      fmt::format("# {}\n\n{}\n\nCommand:\n\n    {}\n", report.title, report.introduction, report.command);
  report.document["command"] = report.command;
  std::vector<Picture> pictures;
  for (const Section& section : sections) {
    markdown += fmt::format("\n## {}\n\n{}\n", section.title, plots::markdown(section.table));
    for (const std::string& note : section.notes) markdown += note + "\n\n";
    for (const Picture& picture : section.pictures) {
      pictures.push_back(picture);
      if (picture.has("png")) markdown += fmt::format("![{1}]({0}.png)\n", picture.name, picture.caption);
      if (!picture.drawing.missing.empty())
        markdown += fmt::format("{}: {}\n\n", picture.name, picture.drawing.missing);
      write(picture.name + ".command.txt", report.command + "\n");
    }
    report.document["studies"].push_back(section.json);
  }
  write("summary.md", markdown);
  write("summary.json", json_text(report.document));
  write("index.html", gallery(report.title, report.command, sections));
  return contents(pictures, "CSV, index.html, summary.md and summary.json");
}

}  // namespace bros::plots
