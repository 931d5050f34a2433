// What several claims instantiate, made once in instances.cpp: samplers, actions, the single loop and quadratics, in
// surds, doubles and fifty digits.
#pragma once

#include <bros/claims/enumeration.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/problem/quadratic.hpp>

/// `keyword` is `extern` where the instantiations are announced and empty where they are made.
// clang-format off
#define BROS_CLAIMS_INSTANTIATE(keyword, S)                                                                       \
  keyword template class bros::Full<S>;                                                                           \
  keyword template class bros::Coordinates<S>;                                                                    \
  keyword template class bros::Hadamard<S>;                                                                       \
  keyword template class bros::Plain<S>;                                                                          \
  keyword template class bros::TwoProbe<S, bros::BiprobeSigns>;                                                   \
  keyword template class bros::TwoProbe<S, bros::BalancedSigns>;                                                  \
  keyword template class bros::TwoProbe<S, bros::CentredSigns>;                                                   \
  keyword template class bros::Decoupled<S>;                                                                      \
  keyword template class bros::OneSided<S>;                                                                       \
  keyword template class bros::ExactWeights<S>;                                                                   \
  keyword template std::unique_ptr<bros::Subspace<S>> bros::make_subspace<S>(const std::string&, const bros::Blocks&); \
  keyword template std::unique_ptr<bros::Action<S>> bros::make_action<S>(const std::string&, const bros::Subspace<S>&); \
  keyword template class bros::FullSpaceOracle<S>;                                                                \
  keyword template class bros::DenseHessian<S>;                                                                   \
  keyword template class bros::HessianEstimate<S>;                                                                \
  keyword template class bros::SingleLoop<S>;

#define BROS_CLAIMS_INSTANTIATE_ENUMERATION(keyword, S)                                                           \
  keyword template void bros::for_each_realisation<S>(bros::Subspace<S>&, const std::function<void()>&);          \
  keyword template void bros::for_each_draw<S>(bros::Action<S>&, const bros::Blocks&, const std::function<void()>&); \
  keyword template bros::Matrix<S> bros::enumerated_mean<S>(bros::HessianEstimate<S>&, const bros::Matrix<S>&);   \
  keyword template bool bros::is_unbiased<S>(bros::HessianEstimate<S>&);

#define BROS_CLAIMS_INSTANTIATE_QUADRATIC(keyword, S)                                                             \
  keyword template class bros::Haar<S>;                                                                           \
  keyword template class bros::Quadratic<S>;
// clang-format on

BROS_CLAIMS_INSTANTIATE(extern, bros::surd)
BROS_CLAIMS_INSTANTIATE_ENUMERATION(extern, bros::surd)
BROS_CLAIMS_INSTANTIATE(extern, double)
BROS_CLAIMS_INSTANTIATE_QUADRATIC(extern, double)
BROS_CLAIMS_INSTANTIATE_QUADRATIC(extern, bros::bin_float_50)
