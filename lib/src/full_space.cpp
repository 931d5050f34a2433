#include <bros/compiled.hpp>

BROS_INSTANTIATE_FULL_SPACE(, double)
BROS_INSTANTIATE_FULL_SPACE(, float)
