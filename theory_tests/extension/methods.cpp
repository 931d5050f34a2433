#include <bros/compiled.hpp>

BROS_INSTANTIATE_METHODS_OF(, double)
