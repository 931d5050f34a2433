#include <bros/compiled_theory.hpp>

BROS_INSTANTIATE_THEORY(, double)
template class bros::MeanSquareStability<double>;
