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
.shows {{ font-size: 1.1rem; max-width: 48rem; }}
p {{ max-width: 60rem; }}
</style>
</head>
<body>
<h1>{0}</h1>
<p class="shows">{1}</p>
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
std::string gallery(const Report& report, const Table& origin, const std::vector<Section>& sections) {
  const auto link = [](const std::string& file, const std::string& text) {
    return fmt::format(" <a href=\"{}\">{}</a>", html_text(file), html_text(text));
  };
  std::string html = fmt::format(fmt::runtime(head), html_text(report.title), html_text(report.shows));
  if (!report.details.empty()) html += fmt::format("<p>{}</p>\n", html_text(report.details));
  for (const Section& section : sections) {
    html += fmt::format("<h2>{}</h2>\n", html_text(section.title));
    if (!section.shows.empty()) html += fmt::format("<p class=\"shows\">{}</p>\n", html_text(section.shows));
    html += html_table(section.table);
    for (const std::string& note : section.notes) html += fmt::format("<p>{}</p>\n", html_text(note));
    html += "<div class=\"pictures\">\n";
    for (const Picture& picture : section.pictures) {
      html += "<figure>";
      const std::string shown = picture.has("svg") ? "svg" : "png", &missing = picture.drawing.missing;
      if (picture.has(shown))
        html += fmt::format("<a href=\"{0}.{2}\"><img src=\"{0}.{2}\" alt=\"{1}\"></a>", picture.name,
                            html_text(picture.caption), shown);
      html += fmt::format("\n<figcaption><b>{}.</b> {}\n", html_text(picture.caption), html_text(picture.reading));
      if (!missing.empty()) html += fmt::format("({})\n", html_text(missing));
      for (const std::string format : {"pdf", "png"})
        if (picture.has(format)) html += link(picture.name + "." + format, format == "pdf" ? "PDF" : "PNG");
      html += link(picture.name + ".gp", "gnuplot");
      for (const std::string& file : picture.data) html += link(file, file);
      html += link(picture.name + ".command.txt", "command") + "</figcaption></figure>\n";
    }
    html += "</div>\n";
  }
  return html + "<h2>Where this page comes from</h2>\n" + html_table(origin) + "</body>\n</html>\n";
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
  std::string markdown = fmt::format("# {}\n\n{}\n", report.title, report.shows);
  if (!report.details.empty()) markdown += "\n" + report.details + "\n";
  report.document["command"] = report.origin.command;
  report.document["origin"] = to_json(report.origin);
  report.document["shows"] = report.shows;
  std::vector<Picture> pictures;
  for (const Section& section : sections) {
    markdown += fmt::format("\n## {}\n\n", section.title);
    if (!section.shows.empty()) markdown += section.shows + "\n\n";
    markdown += plots::markdown(section.table) + "\n";
    for (const std::string& note : section.notes) markdown += note + "\n\n";
    for (const Picture& picture : section.pictures) {
      pictures.push_back(picture);
      if (picture.has("png"))
        markdown += fmt::format("![{1}]({0}.png)\n\n{1}. {2}\n\n", picture.name, picture.caption, picture.reading);
      if (!picture.drawing.missing.empty())
        markdown += fmt::format("{}: {}\n\n", picture.name, picture.drawing.missing);
      write(picture.name + ".command.txt", report.origin.command + "\n");
    }
    if (section.json.is_null()) continue;
    report.document["studies"].push_back(section.json);
    report.document["studies"].back()["shows"] = section.shows;
  }
  Table origin{{"what", "value"}};
  markdown += "\n## Where this page comes from\n\n";
  for (const auto& [name, value] : facts(report.origin)) {
    origin.push_back({name, value});
    if (name != "command") markdown += fmt::format("- {}: {}\n", name, value);
  }
  markdown += "\nCommand:\n\n    " + report.origin.command + "\n";
  write("summary.md", markdown);
  write(report.json, json_text(report.document));
  write("index.html", gallery(report, origin, sections));
  return contents(pictures, "CSV, index.html, summary.md and " + report.json);
}

}  // namespace bros::plots
