// What bros::compiled holds: the library's classes in double, its methods in float too, and with compiled_50.hpp in 50 digits,
// instantiated once. Whoever links it has BROS_COMPILED defined, and <bros/bros.hpp> then reads this: what is named here
// is not instantiated again.
#pragma once

#include <bros/method/suggest_steps.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>

/// `keyword` is `extern` where the instantiations are announced and empty where they are made.
// clang-format off
#define BROS_INSTANTIATE_SUBSPACES(keyword, S)                                                           \
  keyword template class bros::Full<S>;                                                                  \
  keyword template class bros::Haar<S>;                                                                  \
  keyword template class bros::Coordinates<S>;                                                           \
  keyword template class bros::Hadamard<S>;                                                              \
  keyword template std::unique_ptr<bros::Subspace<S>> bros::make_subspace<S>(const std::string&, const bros::Blocks&);

#define BROS_INSTANTIATE_ACTIONS(keyword, S)                                                             \
  keyword template class bros::Plain<S>;                                                                 \
  keyword template class bros::TwoProbe<S, bros::BiprobeSigns>;                                          \
  keyword template class bros::TwoProbe<S, bros::BalancedSigns>;                                         \
  keyword template class bros::TwoProbe<S, bros::CentredSigns>;                                          \
  keyword template class bros::Decoupled<S>;                                                             \
  keyword template class bros::OneSided<S>;                                                              \
  keyword template class bros::ExactWeights<S>;                                                          \
  keyword template std::unique_ptr<bros::Action<S>> bros::make_action<S>(const std::string&, const bros::Subspace<S>&);

#define BROS_INSTANTIATE_METHODS(keyword, S)                                                             \
  keyword template class bros::SingleLoop<S>;                                                            \
  keyword template class bros::Saba<S>;                                                                  \
  keyword template class bros::Amigo<S>;                                                                 \
  keyword template class bros::StocBio<S>;                                                               \
  keyword template class bros::Bome<S>;                                                                  \
  keyword template class bros::F2sa<S>;                                                                  \
  keyword template class bros::Pbgd<S>;                                                                  \
  keyword template std::unique_ptr<bros::Method<S>> bros::make_method<S>(                                \
      const bros::Problem<S>&, const bros::MethodSettings&, const bros::Stream&);                        \
  keyword template bros::CurvatureEstimate<S> bros::estimate_curvature<S>(                               \
      const bros::Problem<S>&, const bros::Stream&, int);                                                \
  keyword template bros::ConstantSchedule<S> bros::suggest_steps<S>(                                     \
      const bros::CurvatureEstimate<S>&, const S&, std::uint64_t);                                       \
  keyword template bros::ConstantSchedule<S> bros::suggest_steps<S>(                                     \
      const bros::Problem<S>&, std::uint64_t, const bros::MethodSettings&, const bros::Stream&);

#define BROS_INSTANTIATE_FULL_SPACE(keyword, S)                                                          \
  keyword template class bros::FullSpaceOracle<S>;                                                       \
  keyword template class bros::FullSpaceProblem<S>;

#define BROS_INSTANTIATE_QUADRATIC(keyword, S) keyword template class bros::Quadratic<S>;
#define BROS_INSTANTIATE_FINITE_SUM(keyword, S) keyword template class bros::FiniteSumQuadratic<S>;
#define BROS_INSTANTIATE_CLEANING(keyword, S) keyword template class bros::DataCleaning<S>;

#define BROS_INSTANTIATE_METHODS_OF(keyword, S)  \
  BROS_INSTANTIATE_SUBSPACES(keyword, S)         \
  BROS_INSTANTIATE_ACTIONS(keyword, S)           \
  BROS_INSTANTIATE_FULL_SPACE(keyword, S)        \
  BROS_INSTANTIATE_METHODS(keyword, S)
#define BROS_INSTANTIATE_PROBLEMS_OF(keyword, S) \
  BROS_INSTANTIATE_QUADRATIC(keyword, S)         \
  BROS_INSTANTIATE_FINITE_SUM(keyword, S)        \
  BROS_INSTANTIATE_CLEANING(keyword, S)
// clang-format on

BROS_INSTANTIATE_METHODS_OF(extern, double)
BROS_INSTANTIATE_PROBLEMS_OF(extern, double)
BROS_INSTANTIATE_METHODS_OF(extern, float)  // for networks
