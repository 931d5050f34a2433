// A digest of runs in 50 digits, where no compiler and no machine changes a bit: what moves one is a change of what is
// computed, and record_50.txt is then renewed in a commit that says why.
#include <bros/compiled_50.hpp>
#include <bros/method/peers/penalty_schedule.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/problem/zero_chain.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace bros {
namespace {

using S = bin_float_50;

/// FNV-1a over all digits of the numbers.
class Digest {
 public:
  void add(const Vector<S>& v) {
    for (const S& number : v)
      for (const char c : number.str(std::numeric_limits<S>::max_digits10, std::ios::scientific) + ";")
        hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  [[nodiscard]] std::string text() const {
    char out[17];
    std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(hash_));
    return out;
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// x, Y, Z and h after every iteration.
std::string digest_of(const Problem<S>& problem, const MethodSettings& settings, const Schedule<S>& schedule,
                      std::uint64_t iterations) {
  const auto method = make_method(problem, settings, Stream(1));
  Digest digest;
  for (std::uint64_t k = 0; k < iterations; ++k) {
    method->step(schedule(k));
    digest.add(method->x()), digest.add(method->y().flat()), digest.add(method->z().flat()), digest.add(method->h());
  }
  return digest.text();
}

std::string record() {
  std::ostringstream lines;
  const auto quadratic = [] {
    auto data = rate_instance_data<S>();
    data.blocks = {{4, 1, 2}, {1, 2, 1}};
    return Quadratic<S>(std::move(data), 2);
  }();
  const FiniteSumQuadratic<S> sum(gaussian_finite_sum<S>(Stream(2), {{4, 1, 2}, {2, 2, 2}}, 2, 24), 4, Sampling::slots);
  const ZeroChain<S> chain({.length = 8, .rank = 4});
  const DataCleaning<S> cleaning(
      {Matrix<std::uint8_t>::NullaryExpr(4, 9,
                                         [](Index i, Index j) { return static_cast<std::uint8_t>(37 * i + 53 * j); }),
       {0, 1, 2, 0, 1, 2, 0, 1, 2}},
      {.training = 5, .validation = 4, .classes = 3, .rank = 2, .batch = 3}, Stream(3));
  const Steps<S> steps{.alpha = S(1) / 50, .beta = S(1) / 50, .gamma = S(1) / 50, .theta = S(1) / 4};
  const std::vector<std::pair<const char*, const Problem<S>*>> problems{
      {"quadratic", &quadratic}, {"finite_sum", &sum}, {"zero_chain", &chain}, {"cleaning", &cleaning}};
  for (const auto& [name, problem] : problems) {
    const auto line = [&, name = name, problem = problem](const MethodSettings& settings, const Schedule<S>& schedule,
                                                          const std::string& what) {
      lines << name << ' ' << what << ' ' << digest_of(*problem, settings, schedule, 6) << '\n';
    };
    for (const auto& sampler : subspace_list<S>())
      for (const auto& action : action_list<S>())
        line({.sampler = sampler.name, .action = action.name}, ConstantSchedule<S>(steps),
             std::string("bros ") + sampler.name + ' ' + action.name);
    for (const auto& method : method_list<S>()) {
      if (method.slots && problem != &sum) continue;
      if (method.lower_gradient_upper && !problem->knows_lower_gradient_upper()) continue;
      const MethodSettings settings{.method = method.name, .action = "biprobe"};
      if (method.lambda)
        line(settings, PenaltySchedule<S>(steps, stochastic_exponents<S>()), method.name + std::string(" penalty"));
      else
        line(settings, DecayingSchedule<S>(steps, S(1) / 2), method.name + std::string(" decaying"));
    }
    Steps<S> heavy = steps;
    heavy.momentum = S(1) / 2;
    line({.action = "balanced"}, horizon_schedule<S>(heavy, 4), "bros haar balanced momentum");
  }
  return lines.str();
}

TEST(Record, runs_in_50_digits_have_the_digits_they_had) {
  const std::string now = record();
  EXPECT_GE(std::count(now.begin(), now.end(), '\n'), 150);
  std::ifstream file(std::string(BROS_SOURCE_DIR) + "/theory_tests/method/record_50.txt");
  std::stringstream before;
  before << file.rdbuf();
  EXPECT_TRUE(now == before.str()) << "the runs now give\n" << now;
}

}  // namespace
}  // namespace bros
