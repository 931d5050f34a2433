// A schedule of one's own is a function of the iteration number: here a linear warm-up, then steps that decay.
#include <bros/bros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

int main() {
  const auto problem = bros::rate_instance<double>();  // a noisy quadratic with a known hypergradient
  const auto method = bros::make_method(problem, {.action = "biprobe"}, bros::Stream(1));
  const auto exact = problem.exact();
  const auto norm = [&](const bros::Vector<double>& x) { return exact->at(x), exact->hypergradient().norm(); };
  const double before = norm(method->x());

  const auto schedule = [](std::uint64_t k) {
    const double k1 = static_cast<double>(k + 1), e = std::min(k1 / 100, 1.0) / std::sqrt(std::max(k1, 100.0));
    return bros::Steps<double>{.alpha = 0.4 * e, .beta = 2 * e, .gamma = 2 * e, .theta = 4 * e};
  };
  const auto result = bros::run(*method, schedule, 20000);
  const double after = norm(method->x());
  std::printf("%s: |grad Phi| from %.3f to %.3f\n", bros::to_string(result.status).data(), before, after);
  return after < before / 4 ? 0 : 1;
}
