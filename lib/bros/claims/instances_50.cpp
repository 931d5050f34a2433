#include <bros/claims/instances.hpp>

template class bros::Haar<bros::bin_float_50>;
BROS_INSTANTIATE_QUADRATIC(, bros::bin_float_50)
