// Part of moment-recursion: noise, against one iteration written out as a matrix, every subset of rows and every
// variable of the noise in turn. Nothing of the recursion is used: no residuals, no delta tensors, no maps.
#include <bros/claims/enumeration.hpp>
#include <bros/claims/exact_matrix.hpp>
#include <bros/claims/moment_recursion.hpp>
#include <bros/claims/quadratic_cases.hpp>
#include <bros/claims/tally.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/theory/recursion/moment_recursion.hpp>

#include <functional>
#include <utility>

namespace bros::claims::with_noise {

using R = rational;
const Steps<R> some_steps{R(1) / 10, R(1) / 20, R(1) / 30, R(1) / 2};

/// What one sample adds to the five stochastic quantities.
struct Sampled {
  Matrix<R> lower_gradient, hessian, cross, upper_gradient_lower, upper_gradient_upper;
};
Sampled no_noise(Index d, Index n) {
  const auto zero = [](Index rows, Index cols) -> Matrix<R> { return Matrix<R>::Zero(rows, cols); };
  return {zero(n, 1), zero(n, n), zero(d, n), zero(n, 1), zero(d, 1)};
}
/// A variable of the noise, of mean 0: its variance and what a unit of it is.
struct Variable {
  R variance;
  Sampled unit;
};
std::vector<Variable> variables(const QuadraticData<R>& data, int batch) {
  const Index d = data.x0.size(), n = data.y0.size();
  std::vector<Variable> all;
  const auto entries = [&](const R& level, Matrix<R> Sampled::*part, bool symmetric) {
    const Matrix<R> shape = no_noise(d, n).*part;
    for (Index j = 0; j < shape.cols(); ++j)
      for (Index i = 0; i < (symmetric ? j + 1 : shape.rows()); ++i) {
        Variable v{R(level * level / batch), no_noise(d, n)};
        (v.unit.*part)(i, j) = 1;
        if (symmetric) (v.unit.*part)(j, i) = 1;
        if (symmetric && i == j) v.variance *= 2;
        all.push_back(std::move(v));
      }
  };
  entries(data.noise.lower_gradient, &Sampled::lower_gradient, false);
  entries(data.noise.hessian, &Sampled::hessian, true);
  entries(data.noise.cross, &Sampled::cross, false);
  entries(data.noise.upper_gradient_lower, &Sampled::upper_gradient_lower, false);
  entries(data.noise.upper_gradient_upper, &Sampled::upper_gradient_upper, false);
  return all;
}

/// vec(Y) -> vec(Q_1 Y_1, Q_2 Y_2, ..), Q = (m/r) diag(rows).
using Realisation = std::vector<std::vector<Index>>;
Matrix<R> projection(const Blocks& blocks, const Realisation& rows) {
  Matrix<R> q = Matrix<R>::Zero(blocks.full().size(), blocks.full().size());
  for (Index l = 0; l < blocks.count(); ++l)
    for (Index j = 0; j < blocks[l].cols; ++j)
      for (const Index i : rows[static_cast<std::size_t>(l)]) {
        const Index at = blocks.full().offset(l) + j * blocks[l].rows + i;
        q(at, at) = R(blocks[l].rows) / blocks[l].rank;
      }
  return q;
}

/// An action: Hhat as a matrix, of the Hessian and the subspaces of the method and of the action.
struct WrittenOut {
  std::function<Matrix<R>(const Matrix<R>&, const Matrix<R>&, const Matrix<R>&)> hessian;
  bool two_subspaces = false, full_cross = false;
};
Matrix<R> product(const Matrix<R>& a, const Matrix<R>& b) { return matrix_product(a, b); }
const WrittenOut plain{[](const auto& h, const auto& q, const auto&) { return product(q, product(h, q)); }};
const WrittenOut one_sided{[](const auto& h, const auto& q, const auto&) { return product(q, h); }, false, true};
const WrittenOut decoupled{
    [](const auto& h, const auto& q, const auto& second) { return product(q, product(h, second)); }, true};

/// One iteration from a state, as SingleLoop has it.
Matrix<R> iterate(const QuadraticData<R>& data, const Matrix<R>& q, const Matrix<R>& second, const WrittenOut& action,
                  const Sampled& xi, const Matrix<R>& s, Averaging averaging) {
  const Index d = data.x0.size(), n = data.y0.size();
  const auto part = [&](Index first, Index size) -> Matrix<R> { return s.block(first, 0, size, 1); };
  const R one = s(s.size() - 1, 0);
  const auto sum = [](std::initializer_list<Matrix<R>> terms) {
    Matrix<R> total = *terms.begin();
    total.setZero();
    for (const auto& t : terms) total += t;
    return total;
  };
  const auto times = [](const R& c, Matrix<R> m) {
    for (Index i = 0; i < m.size(); ++i) m.data()[i] *= c;
    return m;
  };
  const Matrix<R> x = part(0, d), y = part(d, n), z = part(d + n, n);
  const Matrix<R> hessian = sum({data.lower.A, xi.hessian}), cross = sum({data.lower.C, xi.cross});
  const Matrix<R> lower = sum({product(data.lower.A, y), product(data.lower.C.transpose(), x), times(one, data.lower.a),
                               times(one, xi.lower_gradient)});
  const Matrix<R> upper = sum({product(data.upper.F, y), product(data.upper.K.transpose(), x), times(one, data.upper.f),
                               times(one, xi.upper_gradient_lower)});
  const Matrix<R> direction =
      sum({product(data.upper.H, x), product(data.upper.K, y), times(one, data.upper.h),
           times(one, xi.upper_gradient_upper), times(-1, product(cross, action.full_cross ? z : product(q, z)))});
  Matrix<R> next = s;
  const auto move = [&](Index first, const R& step, const Matrix<R>& along) {
    for (Index i = 0; i < along.size(); ++i) next(first + i, 0) -= step * along(i, 0);
  };
  move(d, some_steps.beta, product(q, lower));
  move(d + n, some_steps.gamma, sum({product(action.hessian(hessian, q, second), z), times(-1, product(q, upper))}));
  if (averaging == Averaging::none) {
    move(0, some_steps.alpha, direction);
    return next;
  }
  const Matrix<R> h = part(d + 2 * n, d);
  move(0, some_steps.alpha, h);
  move(d + 2 * n, some_steps.theta, sum({h, times(-1, direction)}));
  return next;
}
/// The matrix of s -> iterate(s).
template <class Step>
Matrix<R> matrix_of(Index size, const Step& step) {
  Matrix<R> m(size, size);
  for (Index j = 0; j < size; ++j) {
    Matrix<R> unit = Matrix<R>::Zero(size, 1);
    unit(j, 0) = 1;
    m.col(j) = step(unit);
  }
  return m;
}

/// Moments after one iteration from S: the mean over subspaces of M S M^T + sum_a v_a M_a S M_a^T, M_a what a unit of
/// the noise variable a adds to M.
Matrix<R> average(const QuadraticData<R>& data, const Blocks& blocks, const WrittenOut& action, Averaging averaging,
                  int batch, const Matrix<R>& moments) {
  const Index d = data.x0.size(), n = data.y0.size();
  std::vector<std::vector<std::vector<Index>>> rows;
  for (const Block& b : blocks) rows.push_back(subsets(b.rows, b.rank));
  std::vector<Matrix<R>> projections;
  Realisation chosen(rows.size());
  for_each_choice(
      rows, [&](Index l, const auto& r) { chosen[static_cast<std::size_t>(l)] = r; },
      [&] { projections.push_back(projection(blocks, chosen)); });
  Matrix<R> sum = Matrix<R>::Zero(moments.rows(), moments.cols());
  int count = 0;
  for (const auto& q : projections)
    for (const auto& second : action.two_subspaces ? projections : std::vector<Matrix<R>>{q}) {
      ++count;
      const auto with = [&](const Sampled& xi) {
        return matrix_of(moments.rows(),
                         [&](const Matrix<R>& s) { return iterate(data, q, second, action, xi, s, averaging); });
      };
      const Matrix<R> mean = with(no_noise(d, n));
      sum += product(mean, product(moments, mean.transpose()));
      for (const Variable& v : variables(data, batch)) {
        Matrix<R> unit = with(v.unit);
        unit -= mean;
        const Matrix<R> part = product(unit, product(moments, unit.transpose()));
        for (Index i = 0; i < sum.size(); ++i) sum.data()[i] += v.variance * part.data()[i];
      }
    }
  for (Index i = 0; i < sum.size(); ++i) sum.data()[i] /= count;
  return sum;
}

/// Moments of a few arbitrary states, each with a 1: everything is in play.
Matrix<R> some_moments(const StateLayout& at) {
  Matrix<R> moments = Matrix<R>::Zero(at.size(), at.size());
  for (int state = 0; state < 3; ++state) {
    Vector<R> s(at.size());
    for (Index i = 0; i < at.size(); ++i) s[i] = R((3 * i + 2 * state + i * i * state) % 5 - 2) / 2;
    s[at.one()] = 1;
    moments += MomentRecursion<R>::at(s);
  }
  for (Index i = 0; i < moments.size(); ++i) moments.data()[i] /= 3;
  return moments;
}
/// A problem, and the moments after one iteration from some_moments, written out.
struct Case {
  QuadraticData<R> data;
  Averaging averaging;
  Matrix<R> from, expected;
};
constexpr Index batch = 3;
Case written_out(const std::vector<Block>& shapes, Index d, const WrittenOut& action, Averaging averaging) {
  const Blocks blocks(shapes);
  Case c{
      noisy_data<R>(shapes, d), averaging, some_moments({d, blocks.full().size(), averaging == Averaging::moving}), {}};
  c.expected = average(c.data, blocks, action, averaging, batch, c.from);
  return c;
}
/// Whether one step of the recursion is what is written out.
bool agrees(const Case& c, ActionKind action, Index with_batch = batch) {
  const MomentRecursion<R> recursion(c.data, {action, SamplerKind::coordinates, Blocks(c.data.blocks)}, c.averaging,
                                     with_batch);
  const Matrix<R> got = recursion.step(c.from, some_steps);
  return equal(got, c.expected);
}

const std::vector<Block> one_block{{3, 1, 2}}, columns{{2, 2, 1}}, two_blocks{{2, 1, 1}, {2, 1, 1}}, full{{3, 1, 3}};

void moments(EvidenceLog& log) {
  Tally projected, full_space, refuted;
  for (const auto& blocks : {one_block, columns, two_blocks}) {
    projected.add(agrees(written_out(blocks, 1, plain, Averaging::moving), ActionKind::plain));
    projected.add(agrees(written_out(blocks, 1, one_sided, Averaging::none), ActionKind::one_sided));
  }
  projected.add(agrees(written_out(two_blocks, 2, one_sided, Averaging::moving), ActionKind::one_sided));
  projected.add(agrees(written_out(two_blocks, 1, decoupled, Averaging::moving), ActionKind::decoupled));
  projected.log(log, "one iteration written out, every subset and each of the five kinds of noise, batches of 3");
  for (const auto averaging : {Averaging::moving, Averaging::none})
    for (const Index d : {1, 2}) {
      full_space.add(agrees(written_out(full, d, plain, averaging), ActionKind::plain));
      full_space.add(agrees(written_out({{2, 1, 2}, {1, 1, 1}}, d, plain, averaging), ActionKind::biprobe));
    }
  full_space.add(bros::full_space(Blocks(one_block)).blocks == Blocks(full));
  full_space.log(log, "the same for MA-SOBA and SOBA, whatever the action where nothing is projected");

  const Case right = written_out(two_blocks, 1, plain, Averaging::moving);
  using Noise = QuadraticData<R>::Noise;
  for (const auto level : {&Noise::lower_gradient, &Noise::hessian, &Noise::cross, &Noise::upper_gradient_lower,
                           &Noise::upper_gradient_upper}) {
    Case mutant = right;
    mutant.data.noise.*level *= 2;
    refuted.add(!agrees(mutant, ActionKind::plain));
  }
  refuted.add(!agrees(right, ActionKind::plain, batch - 1));
  refuted.add(!agrees(right, ActionKind::one_sided));
  refuted.add(!agrees(right, ActionKind::decoupled));
  Case mutant = right;
  mutant.data.upper.K(0, 0) += 1;
  refuted.add(!agrees(mutant, ActionKind::plain));
  refuted.log(log, "refuted: twice one of the noises, another batch, another action, an entry of K");
}

}  // namespace bros::claims::with_noise
