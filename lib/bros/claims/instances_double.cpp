#include <bros/claims/instances.hpp>

BROS_CLAIMS_INSTANTIATE(, double)
BROS_CLAIMS_INSTANTIATE_QUADRATIC(, double)
