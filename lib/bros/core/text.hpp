// Text for people: what came from outside is shown so that all of it can be seen, and numbers are printed in no
// country's way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <locale>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace bros {

/// A stream into a string in the classic locale, whatever the locale of the program is.
class TextStream : public std::ostringstream {
 public:
  explicit TextStream(int digits = 6) {
    imbue(std::locale::classic());
    precision(digits);
  }
};

/// A value as operator<< prints it, in the classic locale.
template <class Value>
[[nodiscard]] std::string text_of(const Value& value, int digits = 17) {
  TextStream out(digits);
  out << value;
  return out.str();
}

namespace detail {

/// The character that a UTF-8 text begins with, and its length in bytes: 0 if it begins with none.
[[nodiscard]] inline std::pair<char32_t, std::size_t> first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {0, 0};
  char32_t c = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {0, 0};
    c = c << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = c < (length == 4 ? 0x10000U : length == 3 ? 0x800U : 0x80U);
  if (overlong || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return {0, 0};
  return {c, length};
}

/// Control characters, blanks other than the space, marks of direction, joiners, the byte order mark, fillers and tags.
[[nodiscard]] inline bool is_invisible(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 22> ranges{
      {{0, 0x1f},        {0x7f, 0xa0},     {0xad, 0xad},     {0x34f, 0x34f},     {0x61c, 0x61c},   {0x115f, 0x1160},
       {0x1680, 0x1680}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f},   {0x2028, 0x202f}, {0x205f, 0x206f},
       {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xe000, 0xf8ff},   {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
       {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0x10ffff}}};
  for (const auto& [first, last] : ranges)
    if (first <= c && c <= last) return true;
  return false;
}

[[nodiscard]] inline std::string hexadecimal(std::uint32_t value) {
  std::string digits;
  for (; value != 0 || digits.size() < 2; value /= 16) digits.insert(digits.begin(), "0123456789abcdef"[value % 16]);
  return digits;
}

}  // namespace detail

/// A text from outside as a message shows it: on one line, nothing in it invisible, at most `most` bytes.
/// Ensures:  visible characters stand as they are; others are \n, \r, \t, \x1b (one byte, or a byte that is not UTF-8)
///           or \u{feff}; an empty text is ""; of one that is too long the beginning and its length. What is shown
///           already is shown as it is: shown(shown(t)) = shown(t).
[[nodiscard]] inline std::string shown(std::string_view text, std::size_t most = 160) {
  if (text.empty()) return "\"\"";
  const std::string rest = ".. (" + std::to_string(text.size()) + " bytes)";
  std::string out;
  std::size_t kept = 0;  // as much of it as leaves room for `rest`
  for (std::string_view left = text; !left.empty();) {
    const auto [c, length] = detail::first_character(left);
    const std::string_view bytes = left.substr(0, length == 0 ? 1 : length);
    if (length == 0 || (c < 0x80 && detail::is_invisible(c)))
      out += c == '\n' && length == 1   ? "\\n"
             : c == '\r' && length == 1 ? "\\r"
             : c == '\t' && length == 1 ? "\\t"
                                        : "\\x" + detail::hexadecimal(static_cast<unsigned char>(bytes[0]));
    else if (detail::is_invisible(c))
      out += "\\u{" + detail::hexadecimal(c) + "}";
    else
      out += bytes;
    if (out.size() > most) return out.substr(0, kept) + rest;
    if (out.size() + rest.size() <= most) kept = out.size();
    left.remove_prefix(bytes.size());
  }
  return out;
}

}  // namespace bros
