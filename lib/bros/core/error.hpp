// Errors: one line that names the field, its value and what is allowed.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace bros {

/// A wrong argument. what() reads "field = value: allowed".
class ArgumentError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws ArgumentError("field = value: allowed") unless `holds`.
/// Write conditions so that NaN fails them: require(step > 0, ...), not require(!(step <= 0), ...).
template <class Value>
void require(bool holds, const char* field, const Value& value, const std::string& allowed) {
  if (holds) return;
  std::ostringstream line;
  line.precision(17);
  line << field << " = " << value << ": " << allowed;
  throw ArgumentError(line.str());
}

}  // namespace bros
