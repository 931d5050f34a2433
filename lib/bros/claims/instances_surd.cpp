#include <bros/claims/instances.hpp>

BROS_CLAIMS_INSTANTIATE(, bros::surd)
BROS_CLAIMS_INSTANTIATE_ENUMERATION(, bros::surd)
