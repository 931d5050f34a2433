#include <bros/compiled_theory.hpp>

BROS_INSTANTIATE_THEORY(, bros::rational)
