#include <bros/compiled.hpp>

BROS_INSTANTIATE_QUADRATIC(, double)
BROS_INSTANTIATE_FINITE_SUM(, double)
