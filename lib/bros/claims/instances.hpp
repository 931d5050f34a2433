// What several claims instantiate in surds, made once in instances_surd.cpp; bros::compiled has the rest.
#pragma once

#include <bros/claims/enumeration.hpp>
#include <bros/compiled_50.hpp>

// clang-format off
#define BROS_CLAIMS_INSTANTIATE(keyword, S)                                                                       \
  BROS_INSTANTIATE_EXACT_SUBSPACES(keyword, S)                                                                    \
  BROS_INSTANTIATE_ACTIONS(keyword, S)                                                                            \
  BROS_INSTANTIATE_SINGLE_LOOP(keyword, S)                                                                        \
  keyword template class bros::FullSpaceOracle<S>;                                                                \
  keyword template class bros::DenseHessian<S>;                                                                   \
  keyword template class bros::HessianEstimate<S>;                                                                \
  keyword template void bros::for_each_realisation<S>(bros::Subspace<S>&, const std::function<void()>&);          \
  keyword template void bros::for_each_draw<S>(bros::Action<S>&, const bros::Blocks&, const std::function<void()>&); \
  keyword template bros::Matrix<S> bros::enumerated_mean<S>(bros::HessianEstimate<S>&, const bros::Matrix<S>&);   \
  keyword template bool bros::is_unbiased<S>(bros::HessianEstimate<S>&);
// clang-format on

BROS_CLAIMS_INSTANTIATE(extern, bros::surd)
