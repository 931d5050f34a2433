#pragma once

#include <bros/core/error.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// A statistical test as it was planned, before any data.
struct StatisticalTest {
  std::string claim;        ///< id of the claim it is evidence for
  std::string null;         ///< what holds if the claim holds
  std::string alternative;  ///< what it must detect, with probability at least `power`
  double alpha;             ///< the probability of refuting a true claim, at most
  double power;
  std::uint64_t n;  ///< independent draws it takes
};

/// The statistical tests of a suite. By the union bound the probability that any of them refutes a true claim is at
/// most total_alpha().
class AlphaAccount {
 public:
  /// Requires: nothing empty, 0 < alpha < 1, 0 < power < 1, n >= 1, no second test with the same claim and null
  ///           [-> ArgumentError]
  void add(StatisticalTest test) {
    require(!test.claim.empty(), "test.claim", "\"\"", "a claim id");
    require(!test.null.empty(), "test.null", "\"\"", "a null hypothesis");
    require(!test.alternative.empty(), "test.alternative", "\"\"", "an alternative");
    require(test.alpha > 0 && test.alpha < 1, "test.alpha", test.alpha, "in (0, 1)");
    require(test.power > 0 && test.power < 1, "test.power", test.power, "in (0, 1)");
    require(test.n >= 1, "test.n", test.n, "at least 1");
    for (const StatisticalTest& other : tests_)
      require(other.claim != test.claim || other.null != test.null, "test.null", test.null,
              "declared once; a test is never run again on other data");
    tests_.push_back(std::move(test));
  }
  [[nodiscard]] const std::vector<StatisticalTest>& tests() const { return tests_; }
  [[nodiscard]] double total_alpha() const {
    double total = 0;
    for (const StatisticalTest& test : tests_) total += test.alpha;
    return total;
  }

 private:
  std::vector<StatisticalTest> tests_;
};

}  // namespace bros
