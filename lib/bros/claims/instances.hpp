// What several claims instantiate, made once in instances_*.cpp: samplers, actions, the single loop and quadratics, in
// surds, doubles and fifty digits.
#pragma once

#include <bros/claims/enumeration.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/instantiate.hpp>

// clang-format off
#define BROS_CLAIMS_INSTANTIATE(keyword, S)                                                                       \
  BROS_INSTANTIATE_EXACT_SUBSPACES(keyword, S)                                                                    \
  BROS_INSTANTIATE_ACTIONS(keyword, S)                                                                            \
  BROS_INSTANTIATE_SINGLE_LOOP(keyword, S)                                                                        \
  keyword template class bros::FullSpaceOracle<S>;                                                                \
  keyword template class bros::DenseHessian<S>;

#define BROS_CLAIMS_INSTANTIATE_ENUMERATION(keyword, S)                                                           \
  keyword template class bros::HessianEstimate<S>;                                                                \
  keyword template void bros::for_each_realisation<S>(bros::Subspace<S>&, const std::function<void()>&);          \
  keyword template void bros::for_each_draw<S>(bros::Action<S>&, const bros::Blocks&, const std::function<void()>&); \
  keyword template bros::Matrix<S> bros::enumerated_mean<S>(bros::HessianEstimate<S>&, const bros::Matrix<S>&);   \
  keyword template bool bros::is_unbiased<S>(bros::HessianEstimate<S>&);
// clang-format on

BROS_CLAIMS_INSTANTIATE(extern, bros::surd)
BROS_CLAIMS_INSTANTIATE_ENUMERATION(extern, bros::surd)
BROS_CLAIMS_INSTANTIATE(extern, double)
BROS_INSTANTIATE_LINEAR_ALGEBRA(extern, double)  // of bros::compiled: no fault is planted there
BROS_INSTANTIATE_UNSYMMETRIC(extern, double)
BROS_INSTANTIATE_LINEAR_ALGEBRA(extern, bros::bin_float_50)
extern template class bros::Haar<double>;
extern template class bros::Haar<bros::bin_float_50>;
BROS_INSTANTIATE_QUADRATIC(extern, double)
BROS_INSTANTIATE_QUADRATIC(extern, bros::bin_float_50)
