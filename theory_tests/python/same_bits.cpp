// What test_same_bits.py compares with: runs, steps and draws as hexadecimal numbers, a line each.
#include <bros/bros.hpp>
#include <bros/check/rate_study.hpp>

#include <cstdio>
#include <initializer_list>
#include <string>

namespace {

void print(const char* what, std::initializer_list<bros::Vector<double>> parts) {
  std::printf("%s", what);
  for (const auto& v : parts)
    for (const double value : v) std::printf(" %a", value);
  std::printf("\n");
}

void run(const char* what, const bros::Problem<double>& problem, const bros::MethodSettings& settings) {
  const auto method = bros::make_method(problem, settings, bros::Stream(7));
  bros::run(*method, bros::ConstantSchedule<double>({0.01, 0.05, 0.05, 0.2}), 60);
  print(what, {method->x(), method->y().flat(), method->z().flat(), method->h()});
}

}  // namespace

int main() {
  const auto quadratic = bros::rate_instance<double>(),
             two = bros::counterexample<double>();  // balanced wants an even rank
  const bros::FiniteSumQuadratic<double> sum(
      bros::gaussian_finite_sum<double>(bros::Stream(3), {{4, 2, 2}, {2, 1, 1}}, 2, 32), 4);
  for (const auto& kind : bros::method_list<double>()) {
    if (kind.slots) continue;
    run((std::string("quadratic ") + kind.name).c_str(), quadratic, {.method = kind.name});
    if (!kind.action) run((std::string("sum ") + kind.name).c_str(), sum, {.method = kind.name});
  }
  for (const auto& kind : bros::action_list<double>())
    run((std::string("action ") + kind.name).c_str(), two,
        {.method = "bros", .sampler = "coordinates", .action = kind.name});
  const auto steps = bros::suggest_steps(quadratic, 1000)(0);
  print("steps", {bros::Vector<double>{{steps.alpha, steps.beta, steps.gamma, steps.theta}}});
  bros::Vector<double> normal(5);
  bros::fill_gaussian<double>(bros::Stream(5).fork("a").fork(2), normal);
  print("gaussians", {normal});
  const auto p = bros::make_subspace<double>("haar", bros::Blocks({{5, 2, 3}}));
  p->draw(bros::Stream(11));
  print("subspace", {p->basis(0)->reshaped()});
  const auto exact = quadratic.exact();
  exact->at(bros::Vector<double>{{0.25, -1}});
  print("exact", {bros::Vector<double>{{exact->phi()}}, exact->hypergradient()});
  const auto study =
      bros::rate_study(quadratic, {{"full-tangent", {.method = "full-tangent"}}, {"naive", {.method = "naive"}}},
                       {.horizons = {16, 64}, .seeds = 2, .key = 9});
  for (const auto& rate : study.methods) {
    const auto& r = rate.by_seed;
    const bros::Interval& s = rate.slope;
    print(("study " + rate.label).c_str(),
          {bros::Vector<double>{{r[0][0], r[0][1], r[1][0], r[1][1], s.value, s.low, s.high}}});
  }
}
