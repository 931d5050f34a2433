// Statements in Coq that the constants of the machine-checked proofs are those of the library: at random rational
// points each says that a Definition has the value that the C++ function has there. check.sh has Coq prove them. Usage:
// proof_points reals|fields [POINTS]   the statements on what is defined over the reals, over any field
//        proof_points faults                  the planted faults in these functions that would change no statement
#include <bros/action/weights.hpp>
#include <bros/claims/mutants.hpp>
#include <bros/claims/random_constants.hpp>
#include <bros/theory/estimators/moments.hpp>
#include <bros/theory/recursion/decaying_steps.hpp>
#include <bros/theory/recursion/full_tangent_bounds.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>

namespace bros::proofs {
namespace {

using R = rational;

std::string text(const R& value) { return "(" + value.str() + ")"; }
std::string text(const Assumptions<R>& a) {
  const auto& c = a.constants;
  const auto& v = a.variance;
  return "{| constants := {| mu_g := " + text(c.mu_g) + "; L_g1 := " + text(c.L_g1) + "; L_g2 := " + text(c.L_g2) +
         "; L_f0 := " + text(c.L_f0) + "; L_f1 := " + text(c.L_f1) +
         " |};\n   variance := {| lower_gradient := " + text(v.lower_gradient) + "; hessian := " + text(v.hessian) +
         "; cross := " + text(v.cross) + "; upper_gradient_lower := " + text(v.upper_gradient_lower) +
         "; upper_gradient_upper := " + text(v.upper_gradient_upper) + " |};\n   rho := " + text(a.rho) +
         "; omega := " + text(a.omega) + "; full_tangent := " + (a.full_tangent ? "true" : "false") + " |}";
}
std::string text(const Steps<R>& s) {
  return "{| alpha := " + text(s.alpha) + "; beta := " + text(s.beta) + "; gamma := " + text(s.gamma) +
         "; theta := " + text(s.theta) + " |}";
}
std::string text(const Errors<R>& e) {
  return "{| lower := " + text(e.lower) + "; auxiliary := " + text(e.auxiliary) + "; average := " + text(e.average) +
         "; direction := " + text(e.direction) + " |}";
}

/// One point: its arguments are the Coq constants a, s, e, o, u; every line is a statement about them.
class Point {
 public:
  Point(std::ostream& out, int number, const Assumptions<R>& a, const Steps<R>& s, const Errors<R>& e,
        const Start<R>& start)
      : out_(out), number_(number) {
    out_ << "Module point_" << number << ".\nDefinition a := " << text(a) << ".\nDefinition s := " << text(s)
         << ".\nDefinition e := " << text(e) << ".\nDefinition o := {| gap := " << text(start.gap)
         << "; errors := " << text(start.errors)
         << " |}.\nLtac here := unfold a, s, e, o; unfold_bounds; by_computation.\n";
  }
  ~Point() { out_ << "End point_" << number_ << ".\n"; }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

  void is(const std::string& definition, const R& value) const {
    out_ << "Goal " << definition << " = " << text(value) << ". Proof. here. Qed.\n";
  }
  void is(const std::string& definition, const Steps<R>& value) const {
    is("alpha (" + definition + ")", value.alpha), is("beta (" + definition + ")", value.beta);
    is("gamma (" + definition + ")", value.gamma), is("theta (" + definition + ")", value.theta);
  }
  void is(const std::string& definition, const PotentialWeights<R>& value) const {
    is("weight_lower (" + definition + ")", value.lower), is("weight_auxiliary (" + definition + ")", value.auxiliary);
    is("weight_average (" + definition + ")", value.average);
  }
  void admits(const std::string& definition, bool value) const {
    out_ << "Goal " << (value ? "" : "~ ") << definition << " a s. Proof. unfold a, s; evaluate_admits. Qed.\n";
  }

 private:
  std::ostream& out_;
  int number_;
};

void bounds_at(const Point& at, const Assumptions<R>& a, const Steps<R>& s, const Errors<R>& e, const Start<R>& o) {
  at.is("condition a", a.condition()), at.is("radius a", a.radius()), at.is("coupling a", a.coupling());
  at.is("hessian_noise a", a.hessian_noise()), at.is("cross_noise a", a.cross_noise());
  at.is("bounds.auxiliary_floor a", auxiliary_floor(a)), at.is("bounds.auxiliary_noise a e", auxiliary_noise(a, e));
  at.is("bounds.estimate_floor a", estimate_floor(a)), at.is("bounds.estimate_noise a e", estimate_noise(a, e));
  const auto lipschitz = hypergradient_lipschitz(a);
  at.is("lower_solution (bounds.hypergradient_lipschitz a)", lipschitz.lower_solution);
  at.is("auxiliary_solution (bounds.hypergradient_lipschitz a)", lipschitz.auxiliary_solution);
  at.is("hypergradient (bounds.hypergradient_lipschitz a)", lipschitz.hypergradient);
  at.is("bounds.projected_descent a (beta s) (lower e)", projected_descent<R>(a, s.beta, e.lower));
  at.is("bounds.lower_tracking a s e", lower_tracking(a, s, e));
  at.is("bounds.auxiliary_contraction a s e", auxiliary_contraction(a, s, e));
  at.is("bounds.averaging_error a s e", averaging_error(a, s, e));
  at.is("bounds.potential a s", potential(a, s));
  at.is("weighted (bounds.potential a s) e", potential(a, s)(e));
  at.is("bounds.noise_floor a s", noise_floor(a, s));
  at.is("bounds.largest_alpha a (beta s) (gamma s) (theta s)", largest_alpha<R>(a, s.beta, s.gamma, s.theta));
  at.is("bounds.step_constants a", step_constants(a));
  at.admits("bounds.admits", admits(a, s));
  at.is("bounds.rate a s o 7", rate<R>(a, s, o, 7)), at.is("bounds.rate_constant a s o", rate_constant(a, s, o));
  at.is("bounds.sample_complexity (gap o) (1/3)", sample_complexity<R>(o.gap, R(1) / 3));
  at.is("bounds.same_order_as_ma_soba (omega a)", same_order_as_ma_soba(a.omega));
  const auto scale = [](std::uint64_t k) { return R(1) / (R(k) + 1); };
  const auto sums = step_sums<R>(scale, 3);
  at.is("bounds.first (bounds.step_sums (fun k => match k with 0%nat => 1 | 1%nat => 1/2 | _ => 1/3 end) 3)",
        sums.first);
  at.is("bounds.second (bounds.step_sums (fun k => match k with 0%nat => 1 | 1%nat => 1/2 | _ => 1/3 end) 3)",
        sums.second);
  at.is("bounds.decaying_rate a s o {| bounds.first := alpha s; bounds.second := beta s |}",
        decaying_rate(a, s, o, StepSums<R>{s.alpha, s.beta}));
  at.is("scaled_steps s (1/3)", scaled_steps<R>(s, R(1) / 3));
}

void full_tangent_at(const Point& at, const Assumptions<R>& a, const Steps<R>& s, const Errors<R>& e,
                     const Start<R>& o) {
  namespace bound = full_tangent;
  at.is("full_tangent_bounds.auxiliary_floor a", bound::auxiliary_floor(a));
  at.is("full_tangent_bounds.estimate_floor a", bound::estimate_floor(a));
  at.is("full_tangent_bounds.auxiliary_contraction a s e", bound::auxiliary_contraction(a, s, e));
  at.is("full_tangent_bounds.averaging_error a s e", bound::averaging_error(a, s, e));
  at.is("full_tangent_bounds.potential a s", bound::potential(a, s));
  at.is("full_tangent_bounds.noise_floor a s", bound::noise_floor(a, s));
  at.is("full_tangent_bounds.largest_alpha a (beta s) (gamma s) (theta s)",
        bound::largest_alpha<R>(a, s.beta, s.gamma, s.theta));
  at.is("full_tangent_bounds.step_constants a", bound::step_constants(a));
  at.admits("full_tangent_bounds.admits", bound::admits(a, s));
  const auto parts = bound::rate_parts(a, s, o);
  at.is("full_tangent_bounds.start_part (full_tangent_bounds.rate_parts a s o)", parts.start);
  at.is("full_tangent_bounds.noise_part (full_tangent_bounds.rate_parts a s o)", parts.noise);
  at.is("full_tangent_bounds.constant (full_tangent_bounds.rate_parts a s o)", parts.constant());
  at.is("full_tangent_bounds.least_constant_squared (full_tangent_bounds.rate_parts a s o)",
        parts.least_constant_squared());
  at.is("full_tangent_bounds.over_rho s (rho a)", bound::over_rho(s, a.rho));
  at.is("full_tangent_bounds.least_remainder (rho a) 3", bound::least_remainder(a.rho, 3));
}

void reals(std::ostream& out, int points) {
  out << "From Coq Require Import Reals Lra.\nFrom BROS Require Import constants evaluation.\nOpen Scope R_scope.\n";
  claims::Draw draw(2605);
  for (int i = 0; i < points; ++i) {
    auto a = claims::random_assumptions(draw);
    a.full_tangent = i % 2 == 1;
    const auto drawn = [&] { return R(draw(0) + R(1) / 8); };
    Steps<R> s{drawn(), drawn(), drawn(), drawn()};
    if (i % 4 == 0) s = step_constants(a);  // these are admitted
    if (i % 4 == 1) s = full_tangent::step_constants(a);
    const auto e = claims::random_errors(draw);
    const Start<R> o{drawn(), claims::random_errors(draw)};
    const Point at(out, i, a, s, e, o);
    bounds_at(at, a, s, e, o);
    full_tangent_at(at, a, s, e, o);
  }
}

void fields(std::ostream& out, int points) {
  out << "From mathcomp Require Import all_ssreflect all_algebra.\nFrom mathcomp Require Import ring.\n"
         "From BROS Require Import weights haar_coefficients haar_columns.\nLocal Open Scope ring_scope.\n"
         "Section EveryField.\nVariable R : realFieldType.\n";
  const auto number = [](const R& value) {
    const R size = abs(value);
    return std::string(value < 0 ? "- " : "") + "(" + numerator(size).str() + "%:R / " + denominator(size).str() +
           "%:R)";
  };
  int made = 0;
  for (int m = 2; made < points; ++m)
    for (int r = 2; r <= m && made < points; ++r, ++made) {
      const std::string at = " " + std::to_string(m) + " " + std::to_string(r);
      const auto is = [&](const std::string& definition, const R& value, const std::string& also = "") {
        out << "Goal " << definition << at << " = " << number(value) << ". Proof. by rewrite /"
            << definition.substr(0, definition.find(' ')) << also << " /=; field. Qed.\n";
      };
      is("off_diagonal_weight R", off_diagonal_weight<R>(m, r));
      is("diagonal_weight R", diagonal_weight<R>(m, r));
      is("tau_squared R", tau_squared<R>(m, r));
      const auto c = haar_coefficients<R>(m, r);
      is("haar_c1 R", c.c1);
      is("haar_c2 R", c.c2);
      is("haar_first R", haar_first<R>(m, r));
      // The maps at A = e_1 e_2^T: the coefficients of A and of its transpose.
      Matrix<R> unit = Matrix<R>::Zero(m, m);
      unit(0, 1) = R(1);
      const auto second = haar_second<R>(unit, m, r);
      is("haar_second_same R", second(0, 1), " /haar_first /haar_c1");
      is("haar_second_other R", second(1, 0), " /haar_first /haar_c2");
      is("haar_column_scale R", haar_column<R>(unit, m, r)(1, 0));
      const auto pair = haar_pair<R>(unit, m, r);
      is("haar_pair_same R", pair(0, 1));
      is("haar_pair_other R", pair(1, 0));
    }
  out << "End EveryField.\n";
}

std::string statements(int points) {
  std::ostringstream out;
  reals(out, points), fields(out, points);
  return out.str();
}

/// Statements that Coq has proved are false with another value: a fault that changes one is found.
int faults() {
  constexpr std::array<std::string_view, 5> headers = {
      "bros/action/weights.hpp", "bros/theory/estimators/moments.hpp", "bros/theory/recursion/bounds.hpp",
      "bros/theory/recursion/decaying_steps.hpp", "bros/theory/recursion/full_tangent_bounds.hpp"};
  // In functions that no theorem mirrors: rho and omega of an action.
  constexpr std::array<std::string_view, 2> elsewhere = {"omega-too-small", "full-tangent-for-every-action"};
  const std::string right = statements(20);
  int found = 0;
  for (std::size_t i = 0; i < mutants().size(); ++i) {
    const Mutant& mutant = mutants()[i];
    if (std::find(headers.begin(), headers.end(), mutant.header) == headers.end()) continue;
    if (std::find(elsewhere.begin(), elsewhere.end(), mutant.id) != elsewhere.end()) continue;
    plant(static_cast<int>(i) + 1);
    const bool changed = statements(20) != right;
    plant(0);
    found += changed;
    if (!changed) std::cout << mutant.id << "\n";
  }
  std::cerr << found << " planted faults change a statement\n";
  return found > 0 ? 0 : 1;
}

}  // namespace
}  // namespace bros::proofs

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const int points = argc > 2 ? std::atoi(argv[2]) : 20;
  if (what == "reals") return bros::proofs::reals(std::cout, points), 0;
  if (what == "fields") return bros::proofs::fields(std::cout, points), 0;
  if (what == "faults") return bros::proofs::faults();
  std::cerr << "usage: proof_points reals|fields [POINTS], or faults\n";
  return 2;
}
