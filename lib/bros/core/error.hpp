// Errors: one line that names the field, its value and what is allowed.
#pragma once

#include <bros/core/text.hpp>

#include <stdexcept>
#include <string>

namespace bros {

/// A wrong argument. what() reads "field = value: allowed", field and value as `shown` shows them.
class ArgumentError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws ArgumentError("field = value: allowed") unless `holds`.
/// Write conditions so that NaN fails them: require(step > 0, ...), not require(!(step <= 0), ...).
/// Requires: text from outside that `allowed` quotes goes through `shown` [NOT checked]
template <class Value>
void require(bool holds, const char* field, const Value& value, const std::string& allowed) {
  if (!holds) throw ArgumentError(shown(field) + " = " + shown(bros::text_of(value)) + ": " + allowed);
}

}  // namespace bros
