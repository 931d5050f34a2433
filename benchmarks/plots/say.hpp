#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace bros::plots {

/// Words for people, to standard error: where that is closed or full they are lost, and nothing else is.
template <class... T>
void say(fmt::format_string<T...> format, T&&... values) {
  (void)std::fputs(fmt::format(format, std::forward<T>(values)...).c_str(), stderr);
}

}  // namespace bros::plots
