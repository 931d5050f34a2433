#include <bros/claims/theory_instances.hpp>

BROS_CLAIMS_INSTANTIATE_THEORY(, double)
