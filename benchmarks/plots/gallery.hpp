// One page that shows the pictures of a command.
#pragma once

#include <string>
#include <vector>

namespace bros::plots {

/// A picture in the folder of the page: NAME.svg, .png, .pdf, .gp and NAME.command.txt.
struct Picture {
  std::string name, caption;
  std::vector<std::string> data = {};  ///< files that it was drawn from
};

struct Section {
  std::string title, table;  ///< the table in Markdown
  std::vector<Picture> pictures;
};

/// An HTML page without scripts or anything from elsewhere, for screens from the width of a phone on.
/// Shapes:   `drawn`: whether the pictures are there; if not, the page says how they come from their scripts
[[nodiscard]] std::string gallery(const std::string& title, const std::string& command,
                                  const std::vector<Section>& sections, bool drawn);

}  // namespace bros::plots
