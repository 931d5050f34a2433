#include <bros/compiled.hpp>

BROS_INSTANTIATE_SUBSPACES(, double)
BROS_INSTANTIATE_SUBSPACES(, float)
