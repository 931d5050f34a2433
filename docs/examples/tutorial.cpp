// The tutorial: a noisy problem of one's own, checked, run, and its rate measured. The same in Python: tutorial.py.
//   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2,   T = 2 M / 5
// Samples see M and T through noise of variance sigma^2 an entry.
#include <bros/bros.hpp>
#include <bros/check/check_problem.hpp>
#include <bros/check/rate_study.hpp>

#include <cmath>
#include <cstdio>

using Y = bros::BlockVector<double>;
using X = bros::Vector<double>;

// [problem]
struct Shrinkage final : bros::FullSpaceProblem<double> {
  static constexpr double sigma = 0.5;
  Shrinkage() : FullSpaceProblem({{.rows = 6, .cols = 2, .rank = 3}}, 1), m(blocks().full()) {
    bros::fill_gaussian<double>(bros::Stream(7), m.flat());
  }
  void gradients(const bros::Point<double>& at, bros::Gradients<double>& out) const override {
    X noise(24);  // 12 numbers for M, 12 for T, the same whenever this sample is asked for
    bros::fill_gaussian<double>(at.sample.stream.fork(at.sample.index), noise);
    out.lower_gradient.flat() = (1 + std::exp(at.x[0])) * at.y.flat() - m.flat() - sigma * noise.head(12);
    out.upper_gradient_lower.flat() = at.y.flat() - 0.4 * m.flat() - sigma * noise.tail(12);
    out.upper_gradient_upper = at.x;
  }
  void products(const bros::Point<double>& at, const Y& t, Y& hessian, X& cross) const override {
    hessian.flat() = (1 + std::exp(at.x[0])) * t.flat();
    cross[0] = std::exp(at.x[0]) * at.y.flat().dot(t.flat());
  }
  // [exact]
  struct Solved final : bros::Exact<double> {  // Y* = M / (1 + e^x), Z* = (Y* - T) / (1 + e^x)
    explicit Solved(const Y& measured) : m(measured), y(measured), z(measured), gradient(1) {}
    void at(const X& x) override {
      const double s = 1 + std::exp(x[0]);
      y.flat() = m.flat() / s;
      z.flat() = (y.flat() - 0.4 * m.flat()) / s;
      value = s * s * z.flat().squaredNorm() / 2 + x[0] * x[0] / 2;
      gradient[0] = x[0] - std::exp(x[0]) * y.flat().dot(z.flat());
    }
    const double& phi() const override { return value; }
    const X& hypergradient() const override { return gradient; }
    const Y& lower_solution() const override { return y; }
    const Y& auxiliary_solution() const override { return z; }
    const Y& m;
    Y y, z;
    X gradient;
    double value = 0;
  };
  std::unique_ptr<bros::Exact<double>> exact() const override { return std::make_unique<Solved>(m); }
  // [end]
  Y m;
};

int main() {
  const Shrinkage problem;
  // [check]
  const auto report = bros::check_problem(problem, {.derivatives = bros::Derivatives::in_the_mean});
  std::printf("# check_problem: %s\n", report.ok() ? "nothing found" : report.text().c_str());
  // [run]
  const auto method = bros::make_method(problem, {.method = "full-tangent"}, bros::Stream(1));
  const auto result = bros::run(*method, bros::suggest_steps(problem, 10000), 10000);
  std::printf("# %s: x = %.2f\n", bros::to_string(result.status).data(), method->x()[0]);
  // [rate]
  const bros::ScheduleFor steps = bros::over_root({.alpha = 0.5, .beta = 2, .gamma = 2, .theta = 4});
  const auto study = bros::rate_study(problem,
                                      {{"full tangent", {.method = "full-tangent"}, steps},
                                       {"BROS", {.method = "bros"}, steps},
                                       {"MA-SOBA", {.method = "ma-soba"}, steps}},
                                      {.horizons = {64, 256, 1024, 4096}, .seeds = 8});
  for (const auto& rate : study.methods) {
    std::printf("\n\n\"%s: slope %.2f [%.2f, %.2f]\"\n", rate.label.c_str(), rate.slope.value, rate.slope.low,
                rate.slope.high);
    for (std::size_t i = 0; i < study.horizons.size(); ++i)
      std::printf("%d %g %g %g\n", static_cast<int>(study.horizons[i]), rate.mean[i].value, rate.mean[i].low,
                  rate.mean[i].high);
  }
  // [end]
  return report.ok() && std::abs(study.methods[0].slope.value + 0.5) < 0.2 ? 0 : 1;
}
