// rotated-weights, seven-planes.
#include <bros/claims/claims.hpp>
#include <bros/claims/instances.hpp>
#include <bros/claims/seven_planes.hpp>
#include <bros/claims/tally.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/estimators/rotated.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

namespace bros::claims {
namespace {

RationalMatrix diagonal(const rational& a, const rational& b, const rational& c) {
  RationalMatrix h = RationalMatrix::Zero(3, 3);
  h(0, 0) = a, h(1, 1) = b, h(2, 2) = c;
  return h;
}
Vector<rational> unit(int m, int i) {
  Vector<rational> e = Vector<rational>::Zero(m);
  e[i] = 1;
  return e;
}
rational moment(const RationalMatrix& h, const Vector<rational>& z, int r) {
  return dot(rotated_second_moment(static_cast<int>(z.size()), r), haar_invariants<rational>(h, z));
}
rational moment(ActionKind action, const RationalMatrix& h, const Vector<rational>& z, int r) {
  return dot(haar_second_moment(action, static_cast<int>(z.size()), r), haar_invariants<rational>(h, z));
}

/// The mean of T on Haar subspaces by haar-second; E[tr(H Q0) Q0] = c1 tr(H) I + c2 (H + H^T).
RationalMatrix mean_of_rotated(const RationalMatrix& h, int r) {
  const int m = static_cast<int>(h.rows());
  const auto [off, turned] = bros::rotated_weights<rational>(m, r);
  const auto [c1, c2] = haar_coefficients<rational>(m, r);
  return scaled(rational(m * m) / (r * r),
                combination((off + turned) * c1 + turned * (c2 + c2), (off + turned) * c2 + turned * (c1 + c2),
                            (off + 2 * turned) * c2 + turned * c1, h));
}

/// E[(Q0)_ab (Q0)_cd (Q0)_ef] entry by entry, from the moments of V.
class ThirdMoment {
 public:
  ThirdMoment(int m, int r) : m_(m) {
    std::vector<std::size_t> a(6, 0);
    for (std::size_t at = 0; at < size(); ++at) {
      for (std::size_t s = 0, rest = at; s < 6; ++s, rest /= static_cast<std::size_t>(m))
        a[s] = rest % static_cast<std::size_t>(m);
      rational sum = 0;
      for (std::size_t x = 0; x < static_cast<std::size_t>(r); ++x)
        for (std::size_t y = 0; y < static_cast<std::size_t>(r); ++y)
          for (std::size_t w = 0; w < static_cast<std::size_t>(r); ++w) sum += haar_monomial(m, a, {x, x, y, y, w, w});
      entries_.push_back(sum);
    }
  }
  /// E||T||^2 with z = e_1: T_i is sum of H_bc times polynomials in Q0, contracted one entry after the other.
  [[nodiscard]] rational of_rotated(const RationalMatrix& h, int r) const {
    const auto [off, turned] = bros::rotated_weights<rational>(m_, r);
    const rational scale = rational(m_ * m_) / (r * r), a = scale * (off + turned), b = scale * turned;
    rational sum = 0;
    for (int p = 0; p < m_; ++p)
      for (int q = 0; q < m_; ++q)
        for (int s = 0; s < m_; ++s)
          for (int t = 0; t < m_; ++t) {
            // M e_1 = sum Q_.p H_pq Q_q1, |M e_1|^2 = sum H_pq H_st Q_1q Q_ps Q_t1, and so on
            const rational hh = h(p, q) * h(s, t);
            if (hh == 0) continue;
            sum += hh * (a * a * at({0, q, p, s, t, 0}) + b * b * at({0, p, q, t, s, 0}) +
                         2 * a * b * at({0, q, p, t, s, 0}) + b * b * at({p, q, s, t, 0, 0}) +
                         2 * (a + b) * b * at({p, q, 0, s, t, 0}));
          }
    return sum;
  }

 private:
  [[nodiscard]] std::size_t size() const {
    std::size_t n = 1;
    for (int s = 0; s < 6; ++s) n *= static_cast<std::size_t>(m_);
    return n;
  }
  [[nodiscard]] const rational& at(const std::array<int, 6>& a) const {
    std::size_t index = 0;
    for (std::size_t s = 6; s-- > 0;) index = index * static_cast<std::size_t>(m_) + static_cast<std::size_t>(a[s]);
    return entries_[index];
  }
  int m_;
  std::vector<rational> entries_;
};

}  // namespace

void rotated_weights(EvidenceLog& log) {
  const Vector<rational> e1 = unit(3, 0);
  log.equal("Haar, m = 3, r = 2, H = diag(1,2,3), Z = e1: E||T||^2", moment(diagonal(1, 2, 3), e1, 2),
            rational(66) / 35);
  log.equal("H = diag(0,1,1), Z = e1, where H Z = 0", moment(diagonal(0, 1, 1), e1, 2), rational(3) / 28);

  Tally mean, planes, tensor, identity, skew, less, whole;
  for (int m = 2; m <= 8; ++m)
    for (int r = 2; r <= m; ++r) {
      const auto h = unsymmetric_matrix<rational>(m);
      mean.add(equal(mean_of_rotated(h, r), h));
    }
  const auto unsymmetric = unsymmetric_matrix<rational>(3);
  for (int j = 0; j < 3; ++j) {
    Vector<rational> sum = Vector<rational>::Zero(3);
    for (const ProjectionPair& p : seven_planes_law()) {
      const Vector<rational> t = rotated_action<rational>(p.left, unsymmetric, unit(3, j), 2);
      for (Index i = 0; i < 3; ++i) sum[i] += p.weight * t[i];
    }
    for (Index i = 0; i < 3; ++i) planes.add(sum[i] == unsymmetric(i, j));
  }
  Vector<rational> on_axes = Vector<rational>::Zero(3);
  for (int i = 0; i < 3; ++i) {
    RationalMatrix q = identity_matrix(3);
    q(i, i) = 0;
    const Vector<rational> t = rotated_action<rational>(q, unsymmetric, e1, 2);
    for (Index k = 0; k < 3; ++k) on_axes[k] += t[k] / 3;
  }
  planes.add(on_axes[0] != unsymmetric(0, 0));
  const ThirdMoment third(3, 2);
  for (const RationalMatrix& h : {unsymmetric, diagonal(1, 2, 3), unit_matrix(3, 0, 1), unit_matrix(3, 1, 0)})
    tensor.add(third.of_rotated(h, 2) == moment(h, e1, 2));
  for (int m = 3; m <= 8; ++m)
    for (int r = 2; r <= m; ++r) {
      const auto h = unsymmetric_matrix<rational>(m);
      const Vector<rational> z = unit(m, 1);
      identity.add(moment(identity_matrix(m), z, r) == rational(m) / r);
      const RationalMatrix odd = combination(1, -1, 0, h);
      skew.add(moment(odd, z, r) == moment(ActionKind::exact_weights, odd, z, r));
      const rational here = moment(h, z, r), given_basis = moment(ActionKind::exact_weights, h, z, r);
      less.add(r == m ? here == given_basis : here < given_basis);
      const rational bound = haar_worst_case_bound(rotated_second_moment(m, r), m);
      whole.add(bound <= rational(m * (m - 1)) / (r * (r - 1)));
      if (m % 2 != 0) continue;
      RationalMatrix quarter = RationalMatrix::Zero(m, m);  // square -I
      for (Index i = 0; i < m; i += 2) quarter(i + 1, i) = 1, quarter(i, i + 1) = -1;
      whole.add(moment(quarter, z, r) == bound && bound == rational(m * (m - 1)) / (r * (r - 1)));
    }
  mean.log(log, "Haar: E T = H Z by haar-second, H without symmetry, m <= 8");
  planes.log(log,
             "E T = H Z over the seven planes, entry by entry, H without symmetry; not over the coordinate planes");
  tensor.log(log, "m = 3, r = 2: E||T||^2 from E[Q0 (x) Q0 (x) Q0] entry by entry");
  identity.log(log, "H = I: m/r");
  skew.log(log, "skew H: as exact_weights");
  less.log(log, "below exact_weights where r < m: one H and Z a shape, m <= 8");
  whole.log(log, "all ||H|| <= 1: worst case m(m-1)/(r(r-1)) as exact_weights, attained for even m at H^2 = -I");
  const auto symmetric = [](int m, int r) {
    return haar_worst_case_symmetric(bros::rotated_second_moment(m, r), m).value;
  };
  log.equal("symmetric H, m = 3, r = 2: worst case, below (m/r)^2 = 9/4", symmetric(3, 2), rational(153) / 70);
  log.add({"symmetric H, m = 64, r = 8: worst case, below (m/r)^2 = 64", EvidenceKind::exact,
           EvidenceLog::text(symmetric(64, 8)), "below 64", symmetric(64, 8) < 64});
}

void seven_planes(EvidenceLog& log) {
  const FiniteLaw law = seven_planes_law();
  rational total = 0;
  RationalMatrix first = RationalMatrix::Zero(3, 3);
  Tally projections, second;
  for (const ProjectionPair& p : law) {
    total += p.weight;
    add_scaled(first, p.weight * 3 / 2, p.left);
    projections.add(equal(product(p.left, p.left), p.left) && p.left.trace() == 2);
  }
  projections.add(total == 1 && equal(first, identity_matrix(3)));
  const auto mean = [&](const RationalMatrix& h) {
    RationalMatrix sum = RationalMatrix::Zero(3, 3);
    for (const ProjectionPair& p : law) add_scaled(sum, p.weight * 9 / 4, product(product(p.left, h), p.left));
    return sum;
  };
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      second.add(equal(mean(unit_matrix(3, i, j)), bros::haar_second(unit_matrix(3, i, j), 3, 2)));
  projections.log(log, "seven projections of rank 2, weights of sum 1, E[Q] = I");
  const RationalMatrix m = mean(diagonal(1, 2, 3));
  second.add(equal(m, diagonal(rational(39) / 20, 3, rational(81) / 20)));
  second.log(log, "E[Q H Q] is haar-second for each of the nine unit matrices, diag(39/20, 3, 81/20) for diag(1,2,3)");
  log.equal("the naive mean tends to", rational(-1 / m(0, 0)), rational(-20) / 39);

  Tally own;
  const Blocks block({{3, 1, 2}});
  const auto of_library = [&](const char* action, const Matrix<surd>& h) {
    HessianEstimate<surd> e(std::make_unique<SevenPlanes>(block), action, h);
    return enumerated_mean(e);
  };
  Matrix<surd> h = Matrix<surd>::Zero(3, 3), naive = h;
  for (Index i = 0; i < 3; ++i) h(i, i) = surd(static_cast<int>(i) + 1), naive(i, i) = surd(m(i, i));
  own.add(of_library("plain", h) == naive);
  const auto unsymmetric = unsymmetric_matrix<surd>(3);
  own.add(of_library("one_sided", unsymmetric) == unsymmetric);
  own.add(of_library("decoupled", unsymmetric) == unsymmetric);
  own.log(log, "the library's actions on all planes: plain has that mean, one_sided and decoupled are unbiased");

  rational naive_square = 0;
  for (const ProjectionPair& p : law) {
    const RationalMatrix t = product(product(p.left, diagonal(1, 2, 3)), p.left);
    for (int i = 0; i < 3; ++i) naive_square += p.weight * rational(81) / 16 * t(i, 0) * t(i, 0);
  }
  log.equal("not E||Q H Q e_1||^2, which Haar has 216/35", naive_square, rational(243) / 40);

  rational sixth = 0;
  for (const ProjectionPair& p : law) {
    const rational u = 1 - p.left(0, 0);
    sixth += p.weight * u * u * u;
  }
  log.equal("not the third moments: E[u_1^6], which Haar has 1/7", sixth, rational(7) / 45);
}

}  // namespace bros::claims
