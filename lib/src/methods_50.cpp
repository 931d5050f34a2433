#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_METHODS_OF(, bros::bin_float_50)
