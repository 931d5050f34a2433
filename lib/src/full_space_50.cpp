#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_FULL_SPACE(, bros::bin_float_50)
