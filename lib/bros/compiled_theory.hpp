// What bros::compiled holds of the theory: in double, and exactly, in rationals.
#pragma once

#include <bros/theory/recursion/bounds.hpp>
#include <bros/theory/recursion/mean_square_stability.hpp>

// clang-format off
#define BROS_INSTANTIATE_THEORY(keyword, S)                                                                       \
  keyword template bros::Matrix<S> bros::mean_action<S>(const bros::Estimator&, const bros::Matrix<S>&);          \
  keyword template bros::Matrix<S> bros::second_moment_form<S>(const bros::Estimator&, const bros::Matrix<S>&);   \
  keyword template S bros::second_moment<S>(const bros::Estimator&, const bros::Matrix<S>&, const bros::Vector<S>&); \
  keyword template bros::Matrix<S> bros::second_moment_matrix<S>(                                                 \
      const bros::Estimator&, const bros::Matrix<S>&, const bros::Vector<S>&);                                    \
  keyword template bros::DeviationMaps<S> bros::deviation_maps<S>(                                                \
      const bros::Estimator&, const bros::HessianMoments<S>&);                                                    \
  keyword template bros::SubspaceVariance<S> bros::subspace_variance<S>(bros::ActionKind, const bros::Blocks&);   \
  keyword template struct bros::QuadraticDynamics<S>;                                                             \
  keyword template class bros::MomentRecursion<S>;                                                                \
  keyword template class bros::MomentOperator<S>;                                                                 \
  keyword template bros::RunMoments<S> bros::run_moments<S>(                                                      \
      const bros::MomentOperator<S>&, const S&, std::uint64_t);
// clang-format on

BROS_INSTANTIATE_THEORY(extern, bros::rational)
BROS_INSTANTIATE_THEORY(extern, double)
extern template class bros::MeanSquareStability<double>;
