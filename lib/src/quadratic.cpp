#include <bros/compiled.hpp>

BROS_INSTANTIATE_QUADRATIC(, double)
