// Flags that take numbers or lists. CLI11 by itself takes 010 for 8, 0x10 for 16 and "" for 0, and drops empty entries.
#pragma once

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace bros::cli {

/// The whole numbers that a flag takes, and in words why no others; --help shows them too.
struct Between {
  std::int64_t least, most;
  const char* because = "";
};

/// What several commands take.
inline constexpr Between any_seed{0, std::numeric_limits<std::int64_t>::max()};
inline constexpr Between any_iterations{1, 1'000'000'000'000};
inline constexpr Between any_threads{1, 1024};
inline constexpr Between any_batch{1, 1'000'000};

namespace flags {

std::int64_t whole(const std::string& flag, const std::string& text, Between allowed);
double decimal(const std::string& flag, const std::string& text);
/// "a,b,c" as a, b, c.   Requires: at most 4096 entries, none of them empty [-> ArgumentError that names the flag]
std::vector<std::string> entries(const std::string& flag, const std::string& text);
/// Adds a flag: how its value is read, and what --help says of its type and of its default.
CLI::Option* add(CLI::App& sub, const std::string& flag, const std::string& type, const std::string& help,
                 const std::function<void(const std::string& text)>& read, const std::string& preset);

template <class T, class One>
void set(T& into, const std::string&, const std::string& text, const One& one) {
  into = static_cast<T>(one(text));
}
template <class T, class One>
void set(std::optional<T>& into, const std::string&, const std::string& text, const One& one) {
  into = static_cast<T>(one(text));
}
template <class T, class One>
void set(std::vector<T>& into, const std::string& flag, const std::string& text, const One& one) {
  into.clear();
  for (const std::string& entry : entries(flag, text)) into.push_back(static_cast<T>(one(entry)));
}

template <class T>
std::string preset(const T& value) {
  return fmt::format("{}", value);
}
template <class T>
std::string preset(const std::optional<T>&) {
  return "";
}
template <class T>
std::string preset(const std::vector<T>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

/// `one` makes the value, or an entry of a list, from its text.
template <class T, class One>
CLI::Option* add(CLI::App& sub, const std::string& flag, const std::string& type, T& into, const std::string& help,
                 const One& one) {
  return add(
      sub, flag, type, help, [flag, one, &into](const std::string& text) { set(into, flag, text, one); }, preset(into));
}

}  // namespace flags

/// A flag that takes a whole number into an integer or an optional one, or a list of them into a vector.
template <class T>
CLI::Option* add_whole(CLI::App& sub, const std::string& flag, T& into, Between allowed, const std::string& help) {
  return flags::add(sub, flag, fmt::format("{}..{}", allowed.least, allowed.most), into, help,
                    [flag, allowed](const std::string& text) { return flags::whole(flag, text, allowed); });
}

/// The same for decimal numbers, into double.
template <class T>
CLI::Option* add_decimal(CLI::App& sub, const std::string& flag, T& into, const std::string& help) {
  return flags::add(sub, flag, "FLOAT", into, help,
                    [flag](const std::string& text) { return flags::decimal(flag, text); });
}

/// A flag that takes a list of names.
inline CLI::Option* add_names(CLI::App& sub, const std::string& flag, std::vector<std::string>& into,
                              const std::string& help) {
  return flags::add(sub, flag, "TEXT", into, help, [](const std::string& name) { return name; });
}

}  // namespace bros::cli
