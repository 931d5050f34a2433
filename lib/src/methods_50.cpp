#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_METHODS(, bros::bin_float_50)
