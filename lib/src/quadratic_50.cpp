#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_QUADRATIC(, bros::bin_float_50)
