#include <bros/compiled.hpp>

BROS_INSTANTIATE_METHODS(, double)
BROS_INSTANTIATE_METHODS(, float)
