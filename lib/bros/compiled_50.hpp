// The same in 50 decimal digits.
#pragma once

#include <bros/compiled.hpp>
#include <bros/core/multiprecision.hpp>

BROS_INSTANTIATE_METHODS_OF(extern, bros::bin_float_50)
BROS_INSTANTIATE_PROBLEMS_OF(extern, bros::bin_float_50)
