// Scalars on MPFR and MPFI. Optional: needs their libraries (link mpfr and gmp; mpfi for intervals).
#pragma once

#include <bros/core/scalar.hpp>

#include <boost/multiprecision/mpfi.hpp>
#include <boost/multiprecision/mpfr.hpp>

namespace bros {

/// 50 and 100 decimal digits, correctly rounded, elementary functions too.
using mpfr_float_50 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;
using mpfr_float_100 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>, boost::multiprecision::et_off>;
/// Intervals with outward rounding. Use them where no comparison decides the control flow: in formulas, recursions,
/// and the samplers `full` and `coordinates`.
using mpfi_float_50 =
    boost::multiprecision::number<boost::multiprecision::mpfi_float_backend<50>, boost::multiprecision::et_off>;

}  // namespace bros
