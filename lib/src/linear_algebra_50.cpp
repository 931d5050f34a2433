#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_LINEAR_ALGEBRA(, bros::bin_float_50)
