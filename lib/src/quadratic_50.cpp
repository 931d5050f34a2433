#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_QUADRATIC(, bros::bin_float_50)
BROS_INSTANTIATE_FINITE_SUM(, bros::bin_float_50)
