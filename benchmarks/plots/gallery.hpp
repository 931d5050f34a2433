// One page that shows the pictures of a command.
#pragma once

#include "section.hpp"

#include <string>
#include <vector>

namespace bros::plots {

/// An HTML page without scripts or anything from elsewhere, for screens from the width of a phone on; where pictures
/// are not there, it says how they come from their scripts.
[[nodiscard]] std::string gallery(const std::string& title, const std::string& command,
                                  const std::vector<Section>& sections);

}  // namespace bros::plots
