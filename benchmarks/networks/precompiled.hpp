// Precompiled for everything on networks.
#pragma once

#include <bros/bros.hpp>
#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

extern template class bros::network::NetworkProblem<float>;
extern template class bros::network::NetworkProblem<double>;
