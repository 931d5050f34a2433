// The multiprecision scalars of the library, on Boost.Multiprecision; the core does not need them.
#pragma once

#include <bros/core/scalar.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/eigen.hpp>

namespace bros {

/// Expression templates are off, as Eigen needs.
using bin_float_50 =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
/// The same with 100 digits.
using bin_float_100 =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;
/// Exact rationals.
using rational =
    boost::multiprecision::number<boost::multiprecision::cpp_rational_backend, boost::multiprecision::et_off>;

}  // namespace bros

/// Eigen's own hypot asks NumTraits for infinity() and quiet_NaN(), which Boost's does not have: without this the
/// symmetric eigenvalue solvers do not compile in multiprecision.
template <class Backend>
struct Eigen::internal::hypot_impl<boost::multiprecision::number<Backend, boost::multiprecision::et_off>> {
  using Number = boost::multiprecision::number<Backend, boost::multiprecision::et_off>;
  static Number run(const Number& x, const Number& y) { return hypot(x, y); }
};
