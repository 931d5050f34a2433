// A rate study of a problem of one's own: runs at several horizons, the slope of their means and its interval.
// Usage: rate_study [QUADRATIC.json], the quadratic of `bros rates --file`; the numbers are the same.
#include <bros/check/rate_study.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/problem/rate_instance.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  const bros::Quadratic<double> problem(argc > 1 ? bros::read_quadratic<double>(argv[1])
                                                 : bros::rate_instance_data<double>());
  const bros::RateOutcome study =
      bros::rate_study(problem, {{"full tangent", {.method = "full-tangent"}}, {"MA-SOBA", {.method = "ma-soba"}}},
                       {.horizons = {64, 256, 1024}, .seeds = 4});

  for (const bros::MethodRate& method : study.methods) {
    std::printf("%s: slope %.3f [%.3f, %.3f]\n", method.label.c_str(), method.slope.value, method.slope.low,
                method.slope.high);
    for (const auto& of_one_seed : method.by_seed)
      for (const double mean_of_squared_gradient : of_one_seed) std::printf("%.17g\n", mean_of_squared_gradient);
  }
  for (const std::string& note : study.notes) std::printf("%s\n", note.c_str());
}
