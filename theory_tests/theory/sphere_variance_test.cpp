// estimator-variance by a second exact route for every m and r: given the basis, second moments in the rows and columns
// of H; for Haar, the mean of those over a uniformly random unit vector.
#include "../support/variance_reference.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace bros::sphere_variance_test {

/// Sums over i of what an estimate given the basis depends on, d_i = H_ii z_i, o_i = sum_{j != i} H_ij z_j.
struct RowSums {
  rational hz;     ///< |H z|^2
  rational d;      ///< |d|^2
  rational d_o;    ///< d . o
  rational o;      ///< |o|^2
  rational parts;  ///< sum_{i != j} |H_ij z_j|^2
};

RowSums in_coordinates(const Matrix<rational>& h, const Vector<rational>& z, int m) {
  RowSums sums{0, 0, 0, 0, 0};
  for (Index row = 0; row < h.rows(); ++row) {
    rational d = 0, o = 0;
    for (Index j = 0; j < m; ++j) {
      rational part = 0;
      for (Index column = j; column < h.cols(); column += m) part += h(row, column) * z[column];
      (row % m == j ? d : o) += part;
      if (row % m != j) sums.parts += part * part;
    }
    sums.hz += (d + o) * (d + o);
    sums.d += d * d;
    sums.d_o += d * o;
    sums.o += o * o;
  }
  return sums;
}

/// The mean of in_coordinates over Haar bases, n = 1: m times the moments of one unit vector u,
/// E[(u^T H u)^2 (u^T z)^2], E[(u^T H z)(u^T H u)(u^T z)] and E[|H u|^2 (u^T z)^2].
RowSums averaged(const Matrix<rational>& h, const Vector<rational>& z, int m) {
  rational trace = 0, frobenius = 0, symmetric = 0, zz = 0, zhz = 0, hz2 = 0, htz2 = 0, zhhz = 0;
  const auto hz = detail::product<rational>(h, z);
  for (Index i = 0; i < m; ++i) {
    rational htz = 0;
    for (Index j = 0; j < m; ++j) {
      htz += h(j, i) * z[j];
      frobenius += h(i, j) * h(i, j);
      symmetric += (h(i, j) + h(j, i)) * (h(i, j) + h(j, i)) / 4;
    }
    trace += h(i, i);
    zz += z[i] * z[i];
    zhz += z[i] * hz[i];
    hz2 += hz[i] * hz[i];
    htz2 += htz * htz;
    zhhz += htz * hz[i];
  }
  const rational half = (hz2 + 2 * zhhz + htz2) / 4;  // |(H + H^T) z / 2|^2
  const rational alpha = (trace * zhz + hz2 + zhhz) / (m + 2), gamma = (frobenius * zz + 2 * hz2) / (m + 2);
  const rational beta = (zz * (trace * trace + 2 * symmetric) + 4 * trace * zhz + 8 * half) / ((m + 2) * (m + 4));
  return {hz2, beta, alpha - beta, hz2 - 2 * alpha + beta, gamma - beta};
}

/// E||Hhat z||^2 from the row sums, one block.
/// Math:     a_i is in the subset with probability p1, two rows with p2, three with p3; signs add their covariances
rational from_row_sums(ActionKind action, int m, int r, const RowSums& x) {
  if (r == m) return x.hz;
  const rational M = m, R = r, gram = M / R, p1 = 1 / gram, p2 = p1 * (R - 1) / (M - 1);
  const rational p3 = m > 2 ? rational(p2 * (R - 2) / (M - 2)) : rational(0), gram4 = gram * gram * gram * gram;
  const rational cross = x.o - x.parts;  // sum over j != j' of the products of parts
  if (action == ActionKind::one_sided) return gram * x.hz;
  if (action == ActionKind::decoupled) return gram * (x.hz + (gram - 1) * M / (M - 1) * (x.d + x.parts - x.hz / M));
  if (action == ActionKind::plain) return gram4 * (p1 * x.d + 2 * p2 * x.d_o + p2 * x.parts + p3 * cross);
  const rational floor = x.d / p1 + 2 * x.d_o / p1 + x.parts / p2 + p3 / (p2 * p2) * cross;
  const rational tau2 = tau_squared<rational>(m, r), signs = gram4 * tau2 * tau2;
  switch (action) {
    case ActionKind::biprobe_single_block:
      return floor + signs * p2 * x.parts;
    case ActionKind::biprobe:
      return floor + signs * ((1 + 2 / R) * p2 * x.parts + p3 * cross / R);
    case ActionKind::balanced:
      return floor + signs * (R - 1) / R * (p2 * x.parts - (p2 * x.parts + p3 * cross) / (R - 1));
    case ActionKind::centred: {
      const rational norm = (R - 1) / R * (p1 * x.d + p2 * x.parts) - (2 * p2 * x.d_o + p3 * cross) / R;
      const rational own = (R - 1) * (R - 1) / (R * R) * p1 * x.d - 2 * (R - 1) / (R * R) * p2 * x.d_o +
                           (p2 * x.parts + p3 * cross) / (R * R);
      return floor + signs * ((R - 2) * (R + 1) / (R * R) * norm - (R - 4) / R * own);
    }
    default:
      return floor;
  }
}

using Route = std::function<rational(ActionKind, int, int, const RowSums&)>;
/// The first case in which the two routes differ; empty if there is none.
std::string first_difference(SamplerKind sampler, int n, const Route& route, int largest_m) {
  for (int m = 2; m <= largest_m; ++m) {
    auto h = unsymmetric_matrix<rational>(m * n);
    h(0, 0) += 5;
    const auto z = uneven_tangent<rational>(m * n);
    const RowSums sums = sampler == SamplerKind::haar ? averaged(h, z, m) : in_coordinates(h, z, m);
    for (int r = 1; r <= m; ++r)
      for (const std::string known : action_kind_names) {
        const Estimator e{action_kind(known), sampler, Blocks({{m, n, r}})};
        const bool correction =
            e.action != ActionKind::plain && e.action != ActionKind::decoupled && e.action != ActionKind::one_sided;
        if (correction && r < m && (r == 1 || (e.action == ActionKind::balanced && r % 2 != 0))) continue;
        if (route(e.action, m, r, sums) != second_moment<rational>(e, h, z))
          return known + ", m = " + std::to_string(m) + ", r = " + std::to_string(r);
      }
  }
  return "";
}

TEST(EstimatorVariance, of_coordinates_follows_from_the_rows_of_the_hessian) {
  EXPECT_EQ(first_difference(SamplerKind::coordinates, 1, from_row_sums, 8), "");
  EXPECT_EQ(first_difference(SamplerKind::coordinates, 2, from_row_sums, 5), "");
}
TEST(EstimatorVariance, of_haar_is_that_of_coordinates_averaged_over_the_sphere) {
  EXPECT_EQ(first_difference(SamplerKind::haar, 1, from_row_sums, 8), "");
}
TEST(EstimatorVariance, routes_differ_where_a_fault_is_planted) {
  for (const auto sum : {&RowSums::hz, &RowSums::d, &RowSums::d_o, &RowSums::o, &RowSums::parts})
    for (const SamplerKind sampler : {SamplerKind::haar, SamplerKind::coordinates})
      EXPECT_NE(first_difference(
                    sampler, 1,
                    [sum](ActionKind action, int m, int r, RowSums x) {
                      x.*sum += rational(1) / 1000;
                      return from_row_sums(action, m, r, x);
                    },
                    4),
                "");
  EXPECT_NE(first_difference(
                SamplerKind::haar, 1,
                [](ActionKind action, int m, int r, const RowSums& x) {
                  return from_row_sums(action == ActionKind::biprobe ? ActionKind::biprobe_single_block : action, m, r,
                                       x);
                },
                4),
            "");
}

}  // namespace bros::sphere_variance_test
