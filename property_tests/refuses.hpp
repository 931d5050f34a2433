// Whether something is refused, and in which words.
#pragma once

#include <bros/core/error.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <sstream>
#include <string>

namespace bros::property {

/// Whether `call` throws an ArgumentError that begins with "field = value: " and says what is allowed.
template <class Call>
[[nodiscard]] ::testing::AssertionResult refuses(const std::string& field, const std::string& value, const Call& call) {
  const std::string start = field + " = " + value + ": ";
  try {
    call();
  } catch (const ArgumentError& error) {
    const std::string text = error.what();
    if (text.starts_with(start) && text.size() > start.size()) return ::testing::AssertionSuccess() << text;
    return ::testing::AssertionFailure() << '"' << text << "\" does not begin with \"" << start << '"';
  } catch (const std::exception& error) {
    return ::testing::AssertionFailure() << "not an ArgumentError: " << error.what();
  }
  return ::testing::AssertionFailure() << "nothing was thrown";
}
template <class Value>
[[nodiscard]] std::string text_of(const Value& value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  return text.str();
}

}  // namespace bros::property
