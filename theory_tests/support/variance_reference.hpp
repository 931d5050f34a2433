// First and second moments of the library's own actions, run on every realisation of a finite sampler or on the nodes
// of a cubature that is exact for Haar subspaces: the references for theory/variance.hpp.
#pragma once

#include <bros/claims/enumeration.hpp>

#include <bros/theory/estimators/variance.hpp>

#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include <vector>

namespace bros {

/// Every action that allows this rank.
inline std::vector<ActionKind> actions_for(int m, int r) {
  std::vector<ActionKind> actions;
  for (const std::string known : action_kind_names) try {
      (void)ProbeWeights(action_kind(known), Blocks({{m, 1, r}}));
      actions.push_back(action_kind(known));
    } catch (const ArgumentError&) {
    }
  return actions;
}

/// E[v] and E[v v^T] of v = P Hhat[Z].
template <class S>
struct Moments {
  Vector<S> mean;
  Matrix<S> second;
};

/// One value of P_l, and the weight that a cubature gives it.
template <Scalar S>
struct WeightedNode {
  Matrix<S> basis;
  S weight;
};

/// Nodes P = sqrt(m/r) V that integrate every polynomial of degree <= 8 in the entries of the p_i p_i^T, i.e. of degree
/// 8 in V, as Haar does, up to rounding; m <= 3, or r = m.
/// Math:     V = the last column, then the others, of R_z(a) R_y(b) R_z(c): a at 9 equidistant angles (frequencies
///           <= 8), cos b at 5 Gauss-Legendre points (what is left is a polynomial of degree <= 8 in cos b), c at 5
///           equidistant angles in [0, pi) (p_i p_i^T has period pi in c: frequencies 2, .., 8); m = 2: a alone. Signs
///           of columns do not matter to p_i p_i^T, and for r = m neither does V: p_i p_i^T enter with equal weights
template <RealScalar S>
std::vector<WeightedNode<S>> haar_nodes(const Block& block) {
  using std::cos;
  using std::sin;
  using std::sqrt;
  const S gram = gram_factor<S>(block), scale = sqrt(gram), pi = boost::math::constants::pi<S>();
  std::vector<WeightedNode<S>> nodes;
  if (block.rank == block.rows) return {{Matrix<S>::Identity(block.rows, block.rank), S(1)}};
  require(block.rows <= 3, "block.rows", block.rows, "at most 3 here");
  const auto rotation = [](Index size, Index i, Index j, const S& angle) {
    Matrix<S> r = Matrix<S>::Identity(size, size);
    r(i, i) = r(j, j) = cos(angle);
    r(i, j) = -sin(angle);
    r(j, i) = sin(angle);
    return r;
  };
  for (int a = 0; a < 9; ++a) {
    const S angle = 2 * pi * a / 9;
    if (block.rows == 2) {
      nodes.push_back({scale * rotation(2, 0, 1, angle).leftCols(1), S(1) / 9});
      continue;
    }
    using Gauss = boost::math::quadrature::gauss<S, 5>;
    for (int b = -2; b <= 2; ++b)
      for (int c = 0; c < 5; ++c) {
        const auto k = static_cast<std::size_t>(b < 0 ? -b : b);
        const S x = b < 0 ? S(-Gauss::abscissa()[k]) : Gauss::abscissa()[k], weight = Gauss::weights()[k] / 2;
        Matrix<S> y = Matrix<S>::Identity(3, 3);
        y(0, 0) = y(2, 2) = x;
        y(0, 2) = sqrt(S(1 - x * x));
        y(2, 0) = -y(0, 2);
        const Matrix<S> r = rotation(3, 0, 1, angle) * y * rotation(3, 0, 1, S(pi * c / 5));
        Matrix<S> basis(3, block.rank);
        for (Index column = 0; column < block.rank; ++column) basis.col(column) = scale * r.col((column + 2) % 3);
        nodes.push_back({basis, weight / 45});
      }
  }
  return nodes;
}

/// Subspaces given by the nodes of Haar, with weights that add up to 1 in each block.
template <RealScalar S>
class WeightedBases final : public Subspace<S>, public Enumerable {
 public:
  using Subspace<S>::blocks;
  explicit WeightedBases(const Blocks& shapes) : Subspace<S>(shapes) {
    for (const Block& b : shapes) nodes_.push_back({Matrix<S>::Identity(b.rows, b.rank), S(1)});
  }
  [[nodiscard]] const char* name() const override { return "weighted_bases"; }
  void draw(const Stream&) override {}
  void for_each(const std::function<void()>& visit) override {
    std::vector<std::vector<WeightedNode<S>>> nodes;
    for (const Block& b : blocks()) nodes.push_back(haar_nodes<S>(b));
    for_each_choice(
        nodes, [&](Index l, const WeightedNode<S>& node) { nodes_[static_cast<std::size_t>(l)] = node; }, visit);
  }
  [[nodiscard]] S weight() const {
    S product(1);
    for (const WeightedNode<S>& node : nodes_) product *= node.weight;
    return product;
  }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const override {
    out = node(l).transpose() * in;
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const override {
    y += scale * (node(l) * b);
  }
  [[nodiscard]] std::unique_ptr<Subspace<S>> clone() const override { return std::make_unique<WeightedBases>(*this); }

 private:
  const Matrix<S>& node(Index l) const { return nodes_[static_cast<std::size_t>(l)].basis; }
  std::vector<WeightedNode<S>> nodes_;
};

template <Scalar S>
S weight_of(const Subspace<S>& p) {
  if constexpr (RealScalar<S>)
    if (const auto* nodes = dynamic_cast<const WeightedBases<S>*>(&p)) return nodes->weight();
  return S(1);
}
template <Scalar S>
S weight_of(HessianEstimate<S>& e) {
  auto* decoupled = dynamic_cast<Decoupled<S>*>(&e.action());
  return decoupled ? S(weight_of(e.subspace()) * weight_of(decoupled->second())) : weight_of(e.subspace());
}

/// The moments of P Hhat[Z] over every realisation of the subspace and of the action's own randomness.
template <Scalar S>
Moments<S> reference_moments(HessianEstimate<S>& e, const Vector<S>& z) {
  Moments<S> sum{Vector<S>::Zero(z.size()), Matrix<S>::Zero(z.size(), z.size())};
  S total(0);
  for_each_realisation(e, [&] {
    const Vector<S>& estimate = e.at(z);
    const S weight = weight_of(e);
    total += weight;
    sum.mean += weight * estimate;
    for (Index j = 0; j < z.size(); ++j)
      for (Index i = 0; i <= j; ++i) sum.second(i, j) += weight * estimate[i] * estimate[j];
  });
  for (Index j = 0; j < z.size(); ++j) {
    sum.mean[j] = sum.mean[j] / total;
    for (Index i = 0; i <= j; ++i) sum.second(j, i) = sum.second(i, j) = sum.second(i, j) / total;
  }
  return sum;
}

/// A tangent without symmetry or zeros.
template <FieldScalar S>
Vector<S> uneven_tangent(Index size) {
  Vector<S> z(size);
  for (Index i = 0; i < size; ++i) z[i] = S(static_cast<int>((5 * i * i + 2 * i + 1) % 7) - 2);
  for (Index i = 0; i < size; ++i)
    if (z[i] == S(0)) z[i] = S(3);
  return z;
}

/// What theory/variance.hpp says of an estimator, or a mutant of it.
template <FieldScalar S>
struct Theory {
  std::function<Matrix<S>(const Estimator&, const Matrix<S>&)> mean = mean_action<S>;
  std::function<Matrix<S>(const Estimator&, const Matrix<S>&)> form = second_moment_form<S>;
  std::function<Matrix<S>(const Estimator&, const Matrix<S>&, const Vector<S>&)> covariance = bros::covariance<S>;
};

/// The largest deviation of theory from a reference: of E[v], of E||v||^2 and of every entry of the covariance.
template <FieldScalar S>
S largest_deviation(const Theory<S>& theory, const Estimator& e, const Matrix<S>& h, const Vector<S>& z,
                    const Moments<S>& reference) {
  S largest(0), trace(0);
  const auto compare = [&](const S& computed, const S& expected) {
    const S difference = computed - expected;
    largest = std::max<S>(largest, difference < S(0) ? S(-difference) : difference);
  };
  const Vector<S> mean = detail::product<S>(theory.mean(e, h), z);
  const Matrix<S> covariance = theory.covariance(e, h, z);
  for (Index i = 0; i < z.size(); ++i) {
    compare(mean[i], reference.mean[i]);
    trace += reference.second(i, i);
    for (Index j = 0; j < z.size(); ++j)
      compare(covariance(i, j), reference.second(i, j) - reference.mean[i] * reference.mean[j]);
  }
  compare(detail::dot<S>(z, detail::product<S>(theory.form(e, h), z)), trace);
  return largest;
}

/// Whether x I - a is positive semidefinite, a symmetric: exactly, by elimination.
inline bool is_at_most(const Matrix<rational>& a, const rational& x) {
  const Index n = a.rows();
  Matrix<rational> rest(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) rest(i, j) = (i == j ? x : rational(0)) - a(i, j);
  for (Index k = 0; k < n; ++k) {
    if (rest(k, k) < 0) return false;
    for (Index i = k + 1; i < n; ++i) {
      if (rest(k, k) == 0 && rest(i, k) != 0) return false;
      if (rest(k, k) == 0) continue;
      const rational factor = rest(i, k) / rest(k, k);
      for (Index j = k + 1; j < n; ++j) rest(i, j) -= factor * rest(k, j);
    }
  }
  return true;
}

}  // namespace bros
