#include <bros/claims/instances.hpp>

BROS_CLAIMS_INSTANTIATE(, bros::surd)
