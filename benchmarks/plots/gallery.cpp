#include "gallery.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

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

/// A table of Markdown: a row of names, a rule, rows.
std::string table(const std::string& markdown) {
  std::string html = "<div class=\"table\"><table>\n";
  std::istringstream lines(markdown);
  int number = 0;
  for (std::string line; std::getline(lines, line); ++number) {
    if (number == 1) continue;
    const char* cell = number == 0 ? "th" : "td";
    html += "<tr>";
    std::istringstream fields(line.substr(1));
    for (std::string field; std::getline(fields, field, '|');)
      html += fmt::format("<{0}>{1}</{0}>", cell, html_text(field));
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string gallery(const std::string& title, const std::string& command, const std::vector<Section>& sections) {
  const auto link = [](const std::string& file, const std::string& text) {
    return fmt::format(" <a href=\"{}\">{}</a>", html_text(file), html_text(text));
  };
  std::string html = fmt::format(fmt::runtime(head), html_text(title), html_text(command));
  const bool drawn = std::all_of(sections.begin(), sections.end(), [](const Section& s) { return s.drawn; });
  if (!drawn) html += "<p>gnuplot is not installed: each script below draws its picture in this folder.</p>\n";
  for (const Section& section : sections) {
    html += fmt::format("<h2>{}</h2>\n{}<div class=\"pictures\">\n", html_text(section.title), table(section.table));
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

}  // namespace bros::plots
