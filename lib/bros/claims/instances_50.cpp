#include <bros/claims/instances.hpp>

BROS_CLAIMS_INSTANTIATE_QUADRATIC(, bros::bin_float_50)
