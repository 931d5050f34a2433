// One page that shows the pictures of a command.
#pragma once

#include <string>
#include <vector>

namespace bros::plots {

/// A picture in the folder of the page: NAME.svg, .png, .pdf, .gp and NAME.command.txt.
struct Picture {
  std::string name, caption;
};

struct Section {
  std::string title, table;  ///< the table in Markdown
  std::vector<Picture> pictures;
};

/// An HTML page without scripts or anything from elsewhere, for screens from the width of a phone on.
[[nodiscard]] std::string gallery(const std::string& title, const std::string& command,
                                  const std::vector<Section>& sections);

}  // namespace bros::plots
