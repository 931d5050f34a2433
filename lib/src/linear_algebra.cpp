#include <bros/compiled.hpp>

BROS_INSTANTIATE_LINEAR_ALGEBRA(, double)
BROS_INSTANTIATE_PRODUCTS(, float)
