// Complete enumeration of finite samplers and of random signs, running the library's own code.
#pragma once

#include <bros/claims/hessian_estimate.hpp>
#include <bros/core/surd.hpp>

#include <functional>
#include <type_traits>
#include <utility>
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

/// A sampler or an action of one's own that can list its realisations.
class Enumerable {
 public:
  virtual ~Enumerable() = default;
  /// Takes one realisation after the other, and calls visit() in each.
  virtual void for_each(const std::function<void()>& visit) = 0;
};

/// Every realisation of a finite sampler, all equally likely.
/// Requires: a kind that is known here, or Enumerable [-> ArgumentError]
template <Scalar S>
void for_each_realisation(Subspace<S>& p, const std::function<void()>& visit) {
  if (auto* own = dynamic_cast<Enumerable*>(&p)) return own->for_each(visit);
  if (dynamic_cast<Full<S>*>(&p)) return visit();
  if (auto* coordinates = dynamic_cast<Coordinates<S>*>(&p)) {
    std::vector<std::vector<std::vector<Index>>> rows;
    for (const Block& b : p.blocks()) rows.push_back(subsets(b.rows, b.rank));
    return for_each_choice(
        rows, [&](Index l, const auto& chosen) { coordinates->set_rows(l, chosen); }, visit);
  }
  auto* hadamard = dynamic_cast<Hadamard<S>*>(&p);
  require(hadamard, "sampler", p.name(), "one whose realisations can be listed");
  std::vector<std::vector<std::pair<Vector<S>, std::vector<Index>>>> realisations;
  for (const Block& b : p.blocks()) {
    realisations.emplace_back();
    for (const auto& signs : sign_vectors<S>(b.rows, false))
      for (const auto& columns : subsets(b.rows, b.rank)) realisations.back().emplace_back(signs, columns);
  }
  for_each_choice(
      realisations, [&](Index l, const auto& u) { hadamard->set_realisation(l, u.first, u.second); }, visit);
}

/// Calls visit(probes, Signs()) with the two-probe action that this one is; returns whether it is any.
template <Scalar S, class Visit>
bool with_signs(Action<S>& action, const Visit& visit) {
  const auto is = [&](auto signs) {
    auto* probes = dynamic_cast<TwoProbe<S, decltype(signs)>*>(&action);
    if (probes) visit(*probes, signs);
    return probes != nullptr;
  };
  return is(BiprobeSigns()) || is(BalancedSigns()) || is(CentredSigns());
}
/// Every choice of signs in each block; no blocks for an action without signs, or if nothing is projected.
template <Scalar S>
std::vector<std::vector<Vector<S>>> sign_choices(Action<S>& action, const Blocks& blocks) {
  std::vector<std::vector<Vector<S>>> choices;
  with_signs(action, [&](auto&, auto signs) {
    using Signs = decltype(signs);
    if (!any_projected(blocks)) return;
    for (const Block& b : blocks)
      if (b.rank < b.rows)
        choices.push_back(sign_vectors<S>(Signs::count(b.rank), Signs::kind.even_rank));
      else
        choices.push_back({Vector<S>::Ones(Signs::count(b.rank))});  // tau = 0: signs have no effect
  });
  return choices;
}
template <Scalar S>
void set_signs(Action<S>& action, Index l, const Vector<S>& signs) {
  with_signs(action, [&](auto& probes, auto) { probes.set_signs(l, signs); });
}

/// Every realisation of an action's own randomness, all equally likely; once if it has none.
/// Requires: a kind that is known here, or Enumerable [-> ArgumentError]
template <Scalar S>
void for_each_draw(Action<S>& action, const Blocks& blocks, const std::function<void()>& visit) {
  if (auto* own = dynamic_cast<Enumerable*>(&action)) return own->for_each(visit);
  if (auto* decoupled = dynamic_cast<Decoupled<S>*>(&action)) return for_each_realisation(decoupled->second(), visit);
  const bool not_random = dynamic_cast<Plain<S>*>(&action) || dynamic_cast<OneSided<S>*>(&action) ||
                          dynamic_cast<ExactWeights<S>*>(&action);
  const bool has_signs = with_signs(action, [](auto&, auto) {});
  require(not_random || has_signs, "action", action.traits().name, "one whose draws can be listed");
  for_each_choice(
      sign_choices(action, blocks), [&](Index l, const Vector<S>& signs) { set_signs(action, l, signs); }, visit);
}

/// Every realisation of sampler and action.
template <Scalar S>
void for_each_realisation(HessianEstimate<S>& e, const std::function<void()>& visit) {
  for_each_realisation(e.subspace(), [&] { for_each_draw(e.action(), e.blocks(), visit); });
}

/// Calls visit(E) for every realisation of (subspace, signs), all equally likely; column j of E is P Hhat[Z_j], Z_j
/// column j of `tangents`.
template <Scalar S>
void for_each_estimate(HessianEstimate<S>& e, const Matrix<S>& tangents,
                       const std::function<void(const Matrix<std::type_identity_t<S>>&)>& visit) {
  Matrix<S> estimate(tangents.rows(), tangents.cols());
  for_each_realisation(e, [&] {
    for (Index j = 0; j < tangents.cols(); ++j) estimate.col(j) = e.at(tangents.col(j));
    visit(estimate);
  });
}
/// The same with every unit vector for a tangent: E is the matrix of Z -> P Hhat[Z].
template <Scalar S>
void for_each_estimate(HessianEstimate<S>& e,
                       const std::function<void(const Matrix<std::type_identity_t<S>>&)>& visit) {
  for_each_estimate<S>(e, Matrix<S>::Identity(e.hessian().rows(), e.hessian().cols()), visit);
}

/// E over (subspace, signs) of the estimates at these tangents.
template <Scalar S>
Matrix<S> enumerated_mean(HessianEstimate<S>& e, const Matrix<S>& tangents) {
  Matrix<S> sum = Matrix<S>::Zero(tangents.rows(), tangents.cols());
  int count = 0;
  for_each_estimate(e, tangents, [&](const Matrix<S>& estimate) {
    sum += estimate;
    ++count;
  });
  return sum / S(count);
}
/// Of the matrix of Z -> P Hhat[Z], so that what holds for it holds for every Z.
template <Scalar S>
Matrix<S> enumerated_mean(HessianEstimate<S>& e) {
  return enumerated_mean<S>(e, Matrix<S>::Identity(e.hessian().rows(), e.hessian().cols()));
}
/// Whether the mean over every realisation of sampler and action is the Hessian.
template <Scalar S>
bool is_unbiased(HessianEstimate<S>& e) {
  return enumerated_mean(e) == e.hessian();
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

}  // namespace bros
