#include <bros/compiled.hpp>

BROS_INSTANTIATE_CLEANING(, double)
