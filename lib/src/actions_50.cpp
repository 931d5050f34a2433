#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_ACTIONS(, bros::bin_float_50)
