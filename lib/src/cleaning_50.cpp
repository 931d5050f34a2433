#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_CLEANING(, bros::bin_float_50)
