// Complete enumeration of finite samplers and of random signs, running the library's own code.
#pragma once

#include <bros/action/any.hpp>
#include <bros/core/surd.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/hadamard.hpp>

#include <functional>
#include <vector>

namespace bros {

/// All `count`-subsets of {0, .., universe-1}.
inline std::vector<std::vector<Index>> subsets(Index universe, Index count) {
  std::vector<std::vector<Index>> all;
  std::vector<Index> chosen;
  const std::function<void(Index)> extend = [&](Index first) {
    if (static_cast<Index>(chosen.size()) == count) return all.push_back(chosen);
    for (Index i = first; i < universe; ++i) {
      chosen.push_back(i);
      extend(i + 1);
      chosen.pop_back();
    }
  };
  extend(0);
  return all;
}

/// All sign vectors of this length, or those with as many plus as minus signs.
template <Scalar S>
std::vector<Vector<S>> sign_vectors(Index length, bool balanced) {
  std::vector<Vector<S>> all;
  for (unsigned bits = 0; bits < (1u << length); ++bits) {
    Vector<S> signs(length);
    Index plus = 0;
    for (Index i = 0; i < length; ++i) {
      const bool up = (bits >> i) & 1u;
      plus += up;
      signs[i] = S(up ? 1 : -1);
    }
    if (!balanced || 2 * plus == length) all.push_back(signs);
  }
  return all;
}

/// Calls visit() once for every choice of one option in each block.
template <class Option, class Take, class Visit>
void for_each_choice(const std::vector<std::vector<Option>>& options, const Take& take, const Visit& visit,
                     std::size_t l = 0) {
  if (l == options.size()) return visit();
  for (const Option& option : options[l]) {
    take(static_cast<Index>(l), option);
    for_each_choice(options, take, visit, l + 1);
  }
}

/// Every realisation of a finite sampler, all equally likely.
template <Scalar S, class Visit>
void for_each_realisation(Coordinates<S>& p, const Visit& visit) {
  std::vector<std::vector<std::vector<Index>>> rows;
  for (const Block& b : p.blocks()) rows.push_back(subsets(b.rows, b.rank));
  for_each_choice(
      rows, [&](Index l, const auto& chosen) { p.set_rows(l, chosen); }, visit);
}
template <Scalar S, class Visit>
void for_each_realisation(Hadamard<S>& p, const Visit& visit) {
  std::vector<std::vector<std::pair<Vector<S>, std::vector<Index>>>> realisations;
  for (const Block& b : p.blocks()) {
    realisations.emplace_back();
    for (const auto& signs : sign_vectors<S>(b.rows, false))
      for (const auto& columns : subsets(b.rows, b.rank)) realisations.back().emplace_back(signs, columns);
  }
  for_each_choice(
      realisations, [&](Index l, const auto& u) { p.set_realisation(l, u.first, u.second); }, visit);
}

/// Every realisation of an action's own randomness, all equally likely; once if it has none.
template <class P, class A, class Visit>
void for_each_draw(const P&, A&, const Visit& visit) {
  visit();
}
template <class P, class Visit>
void for_each_draw(const P&, Decoupled<P>& action, const Visit& visit) {
  for_each_realisation(action.second(), visit);
}
template <class P, class Signs, class Visit>
void for_each_draw(const P& p, TwoProbe<P, Signs>& action, const Visit& visit) {
  using S = typename P::Scalar;
  if (!any_projected(p.blocks())) return visit();
  std::vector<std::vector<Vector<S>>> signs;
  for (const Block& b : p.blocks()) {
    const Index count = Signs::count(b.rank);
    if (b.rank < b.rows)
      signs.push_back(sign_vectors<S>(count, Signs::traits.even_rank));
    else
      signs.push_back({Vector<S>::Ones(count)});  // tau = 0: signs have no effect
  }
  for_each_choice(
      signs, [&](Index l, const Vector<S>& s) { action.set_signs(l, s); }, visit);
}

/// Calls visit(E) for every realisation of (subspace, signs), all equally likely; column j of E is P Hhat[Z_j], Z_j
/// column j of `tangents`, for the Hessian h over vec(Y).
template <class P, class A, class Visit>
void for_each_estimate(const Blocks& blocks, const Matrix<typename P::Scalar>& h,
                       const Matrix<typename P::Scalar>& tangents, const Visit& visit) {
  using S = typename P::Scalar;
  P p(blocks);
  A action(blocks);
  DenseHessian<P> oracle(p);
  oracle.set_matrix(h);
  BlockVector<S> z(blocks.full()), lifted(blocks.full()), w(blocks.projected()), out(blocks.projected());
  Matrix<S> estimate(tangents.rows(), tangents.cols());
  const auto one = [&] {
    for (Index j = 0; j < tangents.cols(); ++j) {
      z.flat() = tangents.col(j);
      action.apply(oracle, p, z, restricted(p, z, w), out);
      lifted.flat().setConstant(S(0));
      lift_add(p, S(1), out, lifted);
      estimate.col(j) = lifted.flat();
    }
    visit(estimate);
  };
  for_each_realisation(p, [&] { for_each_draw(p, action, one); });
}

/// The same with every unit vector for a tangent: E is the matrix of Z -> P Hhat[Z].
template <class P, class A, class Visit>
void for_each_estimate(const Blocks& blocks, const Matrix<typename P::Scalar>& h, const Visit& visit) {
  for_each_estimate<P, A>(blocks, h, Matrix<typename P::Scalar>::Identity(h.rows(), h.cols()), visit);
}

/// E over (subspace, signs) of the estimates at these tangents; of the matrix of Z -> P Hhat[Z] without any, so that
/// what holds for it holds for every Z.
template <class P, class A>
Matrix<typename P::Scalar> enumerated_mean(const Blocks& blocks, const Matrix<typename P::Scalar>& h,
                                           const Matrix<typename P::Scalar>& tangents) {
  using S = typename P::Scalar;
  Matrix<S> sum = Matrix<S>::Zero(h.rows(), tangents.cols());
  int count = 0;
  for_each_estimate<P, A>(blocks, h, tangents, [&](const Matrix<S>& estimate) {
    sum += estimate;
    ++count;
  });
  return sum / S(count);
}

template <class P, class A>
Matrix<typename P::Scalar> enumerated_mean(const Blocks& blocks, const Matrix<typename P::Scalar>& h) {
  return enumerated_mean<P, A>(blocks, h, Matrix<typename P::Scalar>::Identity(h.rows(), h.cols()));
}

/// A dense matrix of small integers without any symmetry; a large diagonal, so that its trace is not 0 for any size.
template <FieldScalar S>
Matrix<S> unsymmetric_matrix(Index size) {
  Matrix<S> h(size, size);
  for (Index i = 0; i < size; ++i)
    for (Index j = 0; j < size; ++j)
      h(i, j) = S(static_cast<int>((7 * i + 3 * j + i * j * j + 2) % 11 - (i == j ? -5 : 4)));
  return h;
}

/// Whether the mean over every realisation of sampler and action is the Hessian.
template <class P, class A>
bool is_unbiased(const std::vector<Block>& blocks) {
  const Blocks shapes(blocks);
  const auto h = unsymmetric_matrix<typename P::Scalar>(shapes.full().size());
  return enumerated_mean<P, A>(shapes, h) == h;
}

}  // namespace bros
