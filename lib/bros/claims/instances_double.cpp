#include <bros/claims/instances.hpp>

BROS_CLAIMS_INSTANTIATE(, double)
template class bros::Haar<double>;
BROS_INSTANTIATE_QUADRATIC(, double)
