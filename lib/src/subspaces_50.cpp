#include <bros/compiled_50.hpp>

BROS_INSTANTIATE_SUBSPACES(, bros::bin_float_50)
