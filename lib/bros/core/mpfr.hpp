// Scalars on MPFR. Optional: link mpfr and gmp. Intervals are in verified/interval.hpp.
#pragma once

#include <bros/core/multiprecision.hpp>

#include <boost/multiprecision/mpfr.hpp>

namespace bros {

/// 50 and 100 decimal digits, correctly rounded, elementary functions too.
using mpfr_float_50 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;
/// The same with 100 digits.
using mpfr_float_100 =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>, boost::multiprecision::et_off>;

}  // namespace bros
