// estimator-variance: the rows of Theorem V, as docs/theory/estimators.md prints them, against complete enumeration of
// coordinate subspaces and signs.
#include "../support/variance_reference.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bros::theorem_v_test {

using Shapes = std::vector<std::vector<Block>>;
using Row = Vector<rational>;

/// The quantities of the section for row i of block a.
struct Terms {
  rational h, d, o, d_o, s;            // |h_i|^2, |d_i|^2, |o_i|^2, d_i . o_i, s_i
  rational nu = 0, all = 0, dash = 0;  // sums of v_ib over b != a, of v_ib over all b, of v'_ib over b != a
};
Terms terms(const Blocks& blocks, const Matrix<rational>& hessian, const Vector<rational>& z, Index a, Index i) {
  const auto x = [&](Index b, Index j) {
    Row value = Row::Zero(blocks[a].cols);
    for (Index c = 0; c < blocks[a].cols; ++c)
      for (Index e = 0; e < blocks[b].cols; ++e) {
        const Index column = detail::at(blocks, b, e) + j;
        value[c] += hessian(detail::at(blocks, a, c) + i, column) * z[column];
      }
    return value;
  };
  const auto add = [](Row& sum, const Row& v) {
    for (Index c = 0; c < v.size(); ++c) sum[c] += v[c];
  };
  const auto dot = [](const Row& v, const Row& w) { return detail::dot<rational>(v, w); };
  Row h = Row::Zero(blocks[a].cols), o = h;
  Terms t;
  for (Index b = 0; b < blocks.count(); ++b) {
    const rational m = blocks[b].rows, r = blocks[b].rank, excess = m / r - 1;
    Row sum = Row::Zero(blocks[a].cols);
    rational squares = 0;
    for (Index j = 0; j < blocks[b].rows; ++j) {
      const Row value = x(b, j);
      add(sum, value);
      squares += dot(value, value);
      if (b == a && j != i) add(o, value), t.s += dot(value, value);
    }
    add(h, sum);
    if (excess == 0) continue;
    const rational v = excess * m / (m - 1) * (squares - dot(sum, sum) / m);
    t.all += v;
    if (b == a) continue;
    t.nu += v;
    if (r > 1) t.dash += excess * ((r + 1) / (r - 1) * squares + (dot(sum, sum) - squares) / (m - 1));
  }
  const Row d = x(a, i);
  t.h = dot(h, h), t.d = dot(d, d), t.o = dot(o, o), t.d_o = dot(d, o);
  return t;
}

/// E|T_i|^2.
rational row(ActionKind action, const Block& block, const Terms& t) {
  const rational m = block.rows, r = block.rank, rho = m / r;
  if (action == ActionKind::one_sided) return rho * t.h;
  if (action == ActionKind::decoupled) return rho * (t.h + t.all);
  const rational p1 = r / m, p2 = m == 1 ? rational(1) : rational(r * (r - 1) / (m * (m - 1))),
                 p3 = m <= 2 ? rational(0) : rational(p2 * (r - 2) / (m - 2));
  if (action == ActionKind::plain)
    return rho * rho * rho * rho * (p1 * t.d + 2 * p2 * t.d_o + p2 * t.s + p3 * (t.o - t.s));
  rational e = rho * t.h + rho * t.nu;
  if (r == m) return e;
  const rational tau2 = r * (m - r) / (m * (r - 1)), tau4 = tau2 * tau2;
  const rational sigma = (rho - 1) * (rho - 1) * r / (r - 1) * m / (m - 1),
                 excess = m * (m - r) / (r * (r - 1) * (m - 2));
  e += excess * ((m - 1) * t.s - t.o);
  switch (action) {
    case ActionKind::balanced:
      return e + sigma * (r - 2) * (m - 1) / (r * (m - 2)) * (t.s - t.o / (m - 1)) + (rho - 1) * t.nu;
    case ActionKind::biprobe_single_block:
      return e + sigma * t.s;
    case ActionKind::biprobe:
      return e + sigma * ((1 + 2 / r) * t.s + (r - 2) / (r * (m - 2)) * (t.o - t.s)) +
             (rho - 1) * (r + 1) / (r - 1) * t.dash;
    case ActionKind::centred: {
      const rational cross = p3 * (t.o - t.s);
      const rational g = (r - 1) / r * (p1 * t.d + p2 * t.s) - (2 * p2 * t.d_o + cross) / r;
      const rational own =
          (r - 1) * (r - 1) / (r * r) * p1 * t.d - 2 * (r - 1) / (r * r) * p2 * t.d_o + (p2 * t.s + cross) / (r * r);
      return e + rho * rho * rho * rho * tau4 * ((r - 2) * (r + 1) / (r * r) * g - (r - 4) / r * own) +
             (rho - 1) * t.nu;
    }
    default:
      return e;
  }
}
rational theorem_v(ActionKind action, const Blocks& blocks) {
  const auto h = unsymmetric_matrix<rational>(blocks.full().size());
  const auto z = uneven_tangent<rational>(h.rows());
  rational sum = 0;
  for (Index a = 0; a < blocks.count(); ++a)
    for (Index i = 0; i < blocks[a].rows; ++i) sum += row(action, blocks[a], terms(blocks, h, z, a, i));
  return sum;
}
rational enumerated(const char* action, const Blocks& blocks) {
  const auto h = unsymmetric_matrix<surd>(blocks.full().size());
  HessianEstimate<surd> e("coordinates", action, blocks, h);
  return reference_moments(e, uneven_tangent<surd>(h.rows())).second.trace().to_rational();
}

// Up to three blocks, n up to 2, blocks that are not projected among them; all three projected.
const Shapes corrected = {{{3, 1, 2}},
                          {{3, 2, 2}},
                          {{4, 1, 3}},
                          {{3, 2, 2}, {2, 1, 2}},
                          {{4, 1, 3}, {3, 2, 2}},
                          {{3, 1, 2}, {3, 2, 2}, {1, 2, 1}}};
const Shapes even = {{{5, 1, 4}}, {{4, 2, 2}}, {{3, 2, 2}, {4, 1, 2}}, {{3, 1, 2}, {3, 2, 2}, {2, 1, 2}}};
const Shapes three_projected = {{{3, 2, 2}, {3, 1, 2}, {3, 1, 2}}};
const Shapes any_rank = {{{3, 1, 1}}, {{3, 2, 1}, {2, 1, 1}}, {{2, 2, 1}, {3, 1, 2}, {1, 1, 1}}};

void expect_rows(const char* action, const Shapes& shapes) {
  for (const auto& blocks : shapes)
    EXPECT_EQ(theorem_v(action_kind(action), Blocks(blocks)), enumerated(action, Blocks(blocks)))
        << action << ", " << blocks.size() << " block(s), first " << blocks[0].rows << " x " << blocks[0].cols;
}

TEST(TheoremV, is_what_enumeration_gives_for_corrected_actions) {
  for (const char* action : {"exact_weights", "biprobe", "centred"}) expect_rows(action, corrected);
  expect_rows("balanced", even);
  for (const char* action : {"exact_weights", "balanced", "centred"}) expect_rows(action, three_projected);
}
TEST(TheoremV, is_what_enumeration_gives_for_the_others) {
  for (const char* action : {"one_sided", "decoupled"})
    for (const Shapes& shapes : {corrected, three_projected, any_rank}) expect_rows(action, shapes);
  expect_rows("plain", {{{3, 1, 2}}, {{4, 2, 3}}, {{3, 2, 1}}, {{2, 1, 2}}});
}
TEST(TheoremV, has_the_single_block_form_of_the_exact_moments) {
  for (const Block& block : {Block{3, 1, 2}, {4, 2, 3}, {5, 1, 4}}) {
    const Blocks blocks({block});
    const auto h = unsymmetric_matrix<rational>(blocks.full().size());
    EXPECT_EQ(theorem_v(ActionKind::biprobe_single_block, blocks),
              second_moment<rational>({ActionKind::biprobe_single_block, SamplerKind::coordinates, blocks}, h,
                                      uneven_tangent<rational>(h.rows())));
  }
}
TEST(TheoremV, check_rejects_the_row_of_another_action) {
  const Blocks blocks({{4, 1, 3}, {3, 2, 2}});
  const rational biprobe = enumerated("biprobe", blocks);
  for (const ActionKind other : {ActionKind::exact_weights, ActionKind::centred, ActionKind::decoupled})
    EXPECT_NE(theorem_v(other, blocks), biprobe) << name(other);
}

}  // namespace bros::theorem_v_test
