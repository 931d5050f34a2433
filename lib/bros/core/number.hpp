// Numbers in text: one grammar for flags, JSON and CSV, for every scalar and in every locale.
#pragma once

#include <bros/core/error.hpp>

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace bros {

inline constexpr std::size_t longest_number = 2000;  ///< characters: a double written out in full has up to 1077
inline constexpr int largest_exponent = 9999;        ///< of ten, in a text

/// A decimal number taken apart: whole.fraction times 10^exponent, and its sign.
struct Decimal {
  bool negative = false;  ///< whether it has a minus
  /// Digits before and after the point.
  std::string_view whole, fraction;
  int exponent = 0;  ///< of ten
  /// Whether every digit is 0.
  [[nodiscard]] bool is_zero() const {
    return whole.find_first_not_of('0') == whole.npos && fraction.find_first_not_of('0') == fraction.npos;
  }
};

/// The parts of a text that is [+|-] digits [. digits] [e [+|-] digits] and nothing else, a digit beside the point.
/// Shapes:   views into `text`; nothing if it is of another form, longer than longest_number, or its exponent larger
///           than largest_exponent in size
[[nodiscard]] inline std::optional<Decimal> decimal_from(std::string_view text) {
  if (text.size() > longest_number) return {};
  const auto sign = [&] {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    return negative;
  };
  const auto digits = [&] {
    const std::string_view run = text.substr(0, text.find_first_not_of("0123456789"));
    text.remove_prefix(run.size());
    return run;
  };
  Decimal parts;
  parts.negative = sign();
  parts.whole = digits();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = digits();
  }
  if (parts.whole.empty() && parts.fraction.empty()) return {};
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const bool negative = sign();
    const std::string_view run = digits();
    const auto [end, error] = std::from_chars(run.data(), run.data() + run.size(), parts.exponent);
    if (error != std::errc() || parts.exponent > largest_exponent) return {};
    if (negative) parts.exponent = -parts.exponent;
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

/// The number that a text says (decimal_from), as S rounds it.
/// Shapes:   S: double, long double, or a multiprecision scalar that is made from text
/// Ensures:  nothing if the text is no number, or S cannot hold it: it is too large, or so small that 0 would be left
template <class S>
[[nodiscard]] std::optional<S> number_from(std::string_view text) {
  const std::optional<Decimal> parts = decimal_from(text);
  if (!parts) return {};
  if (text.starts_with('+')) text.remove_prefix(1);
  S value(0);
  if constexpr (std::is_floating_point_v<S>) {
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return {};
  } else {
    value = S(std::string(text));
  }
  using std::isfinite;
  if (!isfinite(value) || (value == S(0) && !parts->is_zero())) return {};
  return value;
}

/// The whole number that a text says: [+|-] digits and nothing else, in ten's system also where it begins with 0.
/// Ensures:  nothing if it is of another form, longer than longest_number, or not between `least` and `most`
template <std::integral I>
[[nodiscard]] std::optional<I> whole_from(std::string_view text, I least = std::numeric_limits<I>::min(),
                                          I most = std::numeric_limits<I>::max()) {
  if (text.size() > longest_number) return {};
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  I value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) return {};
  return value;
}

/// number_from.   Requires: a number that S can hold [-> ArgumentError that names `field`]
template <class S>
[[nodiscard]] S read_number(const char* field, std::string_view text) {
  const std::optional<S> value = number_from<S>(text);
  if (!value) require(false, field, text, "must be a decimal number in the range of its type, such as -1.25e-3");
  return *value;
}

/// whole_from.   Requires: a whole number between `least` and `most` [-> ArgumentError that names `field`]
template <std::integral I>
[[nodiscard]] I read_whole(const char* field, std::string_view text, I least, I most, const std::string& because = "") {
  const std::optional<I> value = whole_from<I>(text, least, most);
  if (!value)
    require(false, field, text,
            "must be a whole number between " + std::to_string(least) + " and " + std::to_string(most) + because);
  return *value;
}

}  // namespace bros
