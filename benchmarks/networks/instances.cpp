#include <bros/torch/problem.hpp>

template class bros::network::NetworkProblem<float>;
template class bros::network::NetworkProblem<double>;
