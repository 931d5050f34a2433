// A program whose own locale writes 1234.5 as 1.234,5.
#pragma once

#include <locale>
#include <sstream>
#include <string>

namespace bros::test {

/// The global locale is such a one for as long as this lives.
class CommaLocale {
 public:
  CommaLocale() : before_(std::locale::global(std::locale(std::locale(), new Comma))) {}
  ~CommaLocale() { std::locale::global(before_); }
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;

  /// As a stream of this program prints it.
  template <class T>
  [[nodiscard]] std::string printed(const T& value) const {
    std::ostringstream out;
    out << value;
    return out.str();
  }

 private:
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  std::locale before_;
};

}  // namespace bros::test
