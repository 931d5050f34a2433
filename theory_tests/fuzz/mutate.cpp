#include "mutate.hpp"

#include <cstddef>
#include <cstdint>

namespace bros::fuzz {

std::string mutated(const std::vector<std::string>& inputs, const std::vector<std::string>& words,
                    const Stream& stream) {
  BoundedDraws draws(stream);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(draws.below(n)); };
  const auto one_of = [&](const std::vector<std::string>& all) { return all[below(all.size())]; };
  constexpr std::size_t longest = 1 << 20;

  std::string text = one_of(inputs);
  for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1), length = below(std::size_t{1} << below(12)) % (text.size() - at + 1);
    const std::string part = text.substr(at, length);
    switch (below(8)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.insert(at, 1 + below(3), static_cast<char>(below(256)));
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3: {
        const std::string once = part.empty() ? one_of(words) : part;
        std::string many;
        // Rarely many times: those inputs take long.
        for (std::size_t times = below(std::size_t{1} << below(2 + below(16))); times > 0 && many.size() < longest;
             --times)
          many += once;
        text.insert(at, many);
        break;
      }
      case 4:
        text.erase(at, length).insert(below(text.size() + 1), part);
        break;
      case 5: {
        const std::string other = one_of(inputs);
        const std::size_t from = below(other.size() + 1);
        text.replace(at, length, other.substr(from, below(other.size() - from + 1)));
        break;
      }
      default:
        text.replace(at, below(2) == 0 ? 0 : length, one_of(words));
    }
  }
  return text;
}

}  // namespace bros::fuzz
