// What bros::compiled holds: the library's classes in double, its methods in float too, and with compiled_50.hpp in 50 digits,
// instantiated once. Whoever links it has BROS_COMPILED defined, and <bros/bros.hpp> then reads this: what is named here
// is not instantiated again.
#pragma once

#include <bros/instantiate.hpp>

BROS_INSTANTIATE_METHODS_OF(extern, double)
BROS_INSTANTIATE_PROBLEMS_OF(extern, double)
BROS_INSTANTIATE_UNSYMMETRIC(extern, double)
BROS_INSTANTIATE_PRODUCTS(extern, float)
BROS_INSTANTIATE_METHODS_OF(extern, float)  // for networks
