#include <bros/compiled.hpp>

BROS_INSTANTIATE_FINITE_SUM(, double)
