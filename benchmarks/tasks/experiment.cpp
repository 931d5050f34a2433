#include "experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace bros::tasks {

std::string Variant::label() const {
  if (action == "one_sided") return "full tangent";
  if (is_bros()) return action == "biprobe" ? "BROS" : "BROS " + action;
  if (method == "none") return grid_point == 0 ? "no bilevel" : "grid " + std::to_string(grid_point);
  std::string capitals = method;
  std::transform(method.begin(), method.end(), capitals.begin(), [](unsigned char c) { return std::toupper(c); });
  return capitals;
}

std::string Variant::rank() const { return is_bros() ? share_text(share) : ""; }

std::string share_text(double share) {
  for (int parts = 1; parts <= 64; ++parts)
    if (share * parts == 1) return parts == 1 ? "1" : fmt::format("1/{}", parts);
  return fmt::format("{:g}", share);
}

float LowerSteps::operator()(const Variant& variant) const {
  if (variant.is_bros())
    return std::min(8 * static_cast<float>(variant.share) * (variant.action == "one_sided" ? one_sided : two_probes),
                    ma_soba);
  return variant.method == "ma-soba" ? ma_soba
         : variant.method == "f2sa"  ? f2sa
         : variant.method == "bome"  ? bome
                                     : none;
}

}  // namespace bros::tasks
