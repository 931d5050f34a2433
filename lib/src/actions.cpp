#include <bros/compiled.hpp>

BROS_INSTANTIATE_ACTIONS(, double)
BROS_INSTANTIATE_ACTIONS(, float)
