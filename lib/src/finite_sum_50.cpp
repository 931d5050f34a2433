#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_FINITE_SUM(, bros::bin_float_50)
