// Properties: functions that draw their input from RapidCheck and return how far they are from holding.
#pragma once

#include <bros/core/blocks.hpp>
#include <bros/core/surd.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <exception>
#include <limits>
#include <string>

namespace bros::property {

/// The scalars of the typed properties.
using RealScalars = ::testing::Types<double, bin_float_50>;
using RealAndExactScalars = ::testing::Types<double, bin_float_50, surd>;

template <class S>
inline constexpr bool is_exact = !detail::HasRealFunctions<S>;

/// What `operations` roundings may do to a number reached from data of this magnitude; 0 for an exact scalar.
/// Math:     operations (eps magnitude + smallest normal number)
///           In the standard model fl(a op b) = (a op b)(1 + d), |d| <= eps/2, a number that is reached through at most
///           k roundings is off by at most k (eps/2)(1 + O(k eps)) times the same expression with absolute values;
///           norms bound that expression. Twice this, eps for eps/2, covers the higher orders and functions (exp, cos)
///           that are right to an ulp only. The second term is what underflow may add.
template <Scalar S, class Magnitude>
[[nodiscard]] S rounding(double operations, const Magnitude& magnitude) {
  if constexpr (is_exact<S>)
    return S(0);
  else
    return S(operations) * (std::numeric_limits<S>::epsilon() * S(magnitude) + std::numeric_limits<S>::min());
}

/// The Frobenius norm, for use in tolerances; 0 for an exact scalar, which needs none.
template <class Derived>
[[nodiscard]] auto norm(const Eigen::MatrixBase<Derived>& m) {
  if constexpr (is_exact<typename Derived::Scalar>)
    return 0.;
  else
    return typename Derived::Scalar(m.norm());
}
template <Scalar S>
[[nodiscard]] auto magnitude(const S& value) {
  return norm(Vector<S>::Constant(1, value));
}

/// The largest deviation seen, in units of its tolerance: a property holds if it is at most 1.
class Deviation {
 public:
  template <Scalar S>
  void compare(const S& got, const S& want, const S& tolerance) {
    if (got == want) return;
    if constexpr (is_exact<S>) {
      largest_ = std::numeric_limits<double>::infinity();
    } else {
      const S difference = got > want ? S(got - want) : S(want - got);
      const double ratio = static_cast<double>(S(difference / tolerance));
      if (!(ratio <= largest_)) largest_ = std::isnan(ratio) ? std::numeric_limits<double>::infinity() : ratio;
    }
  }
  template <class A, class B>
  void compare(const Eigen::MatrixBase<A>& got, const Eigen::MatrixBase<B>& want, const typename A::Scalar& tolerance) {
    if (got.rows() != want.rows() || got.cols() != want.cols()) return require(false);
    for (Index j = 0; j < got.cols(); ++j)
      for (Index i = 0; i < got.rows(); ++i)
        compare(typename A::Scalar(got(i, j)), typename A::Scalar(want(i, j)), tolerance);
  }
  /// Counts as infinitely far off unless `holds`.
  void require(bool holds) {
    if (!holds) largest_ = std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] double largest() const { return largest_; }
  [[nodiscard]] bool accepted() const { return largest_ <= 1; }

 private:
  double largest_ = 0;
};

/// RapidCheck's parameters with this number of cases.
[[nodiscard]] inline rc::detail::TestParams parameters(int cases) {
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.maxSuccess = cases;
  return parameters;
}

/// Expects the property to hold in `cases` generated cases; prints the smallest counterexample if it does not.
template <class Property>
void holds(const Property& property, int cases = 100) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string id = std::string(test->test_suite_name()) + "." + test->name();
  const auto result = rc::detail::checkTestable(
      [&] {
        const Deviation deviation = property();
        if (!deviation.accepted()) RC_FAIL("off by " + std::to_string(deviation.largest()) + " times the tolerance");
      },
      rc::detail::TestMetadata{id, id}, parameters(cases));
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << text.str();
}

/// Expects the property, of something with a planted fault, to fail in one of `cases` generated cases, by its
/// deviation and not by an exception.
template <class Property>
void is_rejected(const Property& property, int cases = 100) {
  std::string thrown;
  rc::detail::TestParams chosen = parameters(cases);
  chosen.disableShrinking = true;
  const auto result = rc::detail::checkTestable(
      [&] {
        try {
          if (!property().accepted()) RC_FAIL("rejected");
        } catch (const std::exception& error) {
          thrown = error.what();
          throw;
        }
      },
      rc::detail::TestMetadata{}, chosen);
  EXPECT_EQ(thrown, "") << "the fault should show as a deviation";
  EXPECT_TRUE(result.template is<rc::detail::FailureResult>()) << "the property does not see the planted fault";
}

}  // namespace bros::property
