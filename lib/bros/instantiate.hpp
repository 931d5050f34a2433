// What is instantiated together, by kinds: bros::compiled makes it once a scalar, and so do the claims in theirs.
#pragma once

#include <bros/method/suggest_steps.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>

/// `keyword` is `extern` where the instantiations are announced and empty where they are made.
// clang-format off
#define BROS_INSTANTIATE_PRODUCTS(keyword, S)                                                            \
  keyword template void bros::add_product<S>(                                                            \
      bros::MatrixView<S>, const S&, const bros::ConstMatrixView<S>&, const bros::ConstMatrixView<S>&);  \
  keyword template void bros::add_transposed_product<S>(                                                 \
      bros::MatrixView<S>, const S&, const bros::ConstMatrixView<S>&, const bros::ConstMatrixView<S>&);

#define BROS_INSTANTIATE_LINEAR_ALGEBRA(keyword, S)                                                      \
  BROS_INSTANTIATE_PRODUCTS(keyword, S)                                                                  \
  keyword template bros::Vector<S> bros::symmetric_eigenvalues<S>(const bros::Matrix<S>&);               \
  keyword template bros::Matrix<S> bros::symmetric_eigenvectors<S>(const bros::Matrix<S>&);              \
  keyword template bros::Matrix<S> bros::orthonormal_basis<S>(const bros::Matrix<S>&);                   \
  keyword template S bros::spectral_norm<S>(const bros::Matrix<S>&);                                     \
  keyword template class bros::Cholesky<S>;                                                              \
  keyword template bool bros::positive_definite<S>(const bros::Matrix<S>&);

#define BROS_INSTANTIATE_UNSYMMETRIC(keyword, S)                                                         \
  keyword template S bros::spectral_radius<S>(const bros::Matrix<S>&);                                   \
  keyword template S bros::spectral_abscissa<S>(const bros::Matrix<S>&);                                 \
  keyword template class bros::Lu<S>;

#define BROS_INSTANTIATE_EXACT_SUBSPACES(keyword, S)                                                     \
  keyword template class bros::Full<S>;                                                                  \
  keyword template class bros::Coordinates<S>;                                                           \
  keyword template class bros::Hadamard<S>;                                                              \
  keyword template std::span<const bros::SubspaceEntry<S>> bros::subspace_list<S>();                     \
  keyword template std::unique_ptr<bros::Subspace<S>> bros::make_subspace<S>(const std::string&, const bros::Blocks&);

#define BROS_INSTANTIATE_SUBSPACES(keyword, S)                                                           \
  keyword template class bros::Haar<S>;                                                                  \
  BROS_INSTANTIATE_EXACT_SUBSPACES(keyword, S)

#define BROS_INSTANTIATE_ACTIONS(keyword, S)                                                             \
  keyword template class bros::Plain<S>;                                                                 \
  keyword template class bros::TwoProbe<S, bros::BiprobeSigns>;                                          \
  keyword template class bros::TwoProbe<S, bros::BalancedSigns>;                                         \
  keyword template class bros::TwoProbe<S, bros::CentredSigns>;                                          \
  keyword template class bros::Decoupled<S>;                                                             \
  keyword template class bros::OneSided<S>;                                                              \
  keyword template class bros::ExactWeights<S>;                                                          \
  keyword template std::span<const bros::ActionEntry<S>> bros::action_list<S>();                         \
  keyword template std::unique_ptr<bros::Action<S>> bros::make_action<S>(const std::string&, const bros::Subspace<S>&);

#define BROS_INSTANTIATE_SINGLE_LOOP(keyword, S)                                                         \
  keyword template class bros::SingleLoop<S>;                                                            \
  keyword template std::unique_ptr<bros::SingleLoop<S>> bros::make_single_loop<S>(                       \
      const bros::Problem<S>&, const bros::Stream&, std::unique_ptr<bros::Subspace<S>>, const std::string&, bros::Averaging);

#define BROS_INSTANTIATE_METHODS(keyword, S)                                                             \
  BROS_INSTANTIATE_SINGLE_LOOP(keyword, S)                                                               \
  keyword template class bros::Saba<S>;                                                                  \
  keyword template class bros::Amigo<S>;                                                                 \
  keyword template class bros::StocBio<S>;                                                               \
  keyword template class bros::Bome<S>;                                                                  \
  keyword template class bros::F2sa<S>;                                                                  \
  keyword template class bros::Pbgd<S>;                                                                  \
  keyword template class bros::Fsla<S>;                                                                  \
  keyword template class bros::FdeHbo<S>;                                                                \
  keyword template class bros::F2saP<S>;                                                                 \
  keyword template class bros::PbgdFree<S>;                                                              \
  keyword template class bros::HfZoba<S>;                                                                \
  keyword template std::span<const bros::MethodEntry<S>> bros::method_list<S>();                         \
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
  keyword template class bros::DenseHessian<S>;                                                          \
  keyword template class bros::FullSpaceProblem<S>;

#define BROS_INSTANTIATE_QUADRATIC(keyword, S)                                                           \
  keyword template class bros::Quadratic<S>;                                                             \
  keyword template bros::Quadratic<S> bros::counterexample<S>();                                         \
  keyword template bros::QuadraticData<S> bros::rate_instance_data<S>();                                 \
  keyword template bros::Quadratic<S> bros::rate_instance<S>();

#define BROS_INSTANTIATE_FINITE_SUM(keyword, S)                                                          \
  keyword template class bros::FiniteSumQuadratic<S>;                                                    \
  keyword template bros::FiniteSumData<S> bros::gaussian_finite_sum<S>(                                  \
      const bros::Stream&, const std::vector<bros::Block>&, bros::Index, bros::Index, bros::Index);

#define BROS_INSTANTIATE_CLEANING(keyword, S) keyword template class bros::DataCleaning<S>;

#define BROS_INSTANTIATE_METHODS_OF(keyword, S)  \
  BROS_INSTANTIATE_SUBSPACES(keyword, S)         \
  BROS_INSTANTIATE_ACTIONS(keyword, S)           \
  BROS_INSTANTIATE_FULL_SPACE(keyword, S)        \
  BROS_INSTANTIATE_METHODS(keyword, S)
#define BROS_INSTANTIATE_PROBLEMS_OF(keyword, S) \
  BROS_INSTANTIATE_LINEAR_ALGEBRA(keyword, S)    \
  BROS_INSTANTIATE_QUADRATIC(keyword, S)         \
  BROS_INSTANTIATE_FINITE_SUM(keyword, S)        \
  BROS_INSTANTIATE_CLEANING(keyword, S)
// clang-format on
