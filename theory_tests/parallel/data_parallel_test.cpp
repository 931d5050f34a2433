#include "../support/allocation_counter.hpp"
#include "../support/peers_instance.hpp"
#include "../support/ranks_in_threads.hpp"
#include "../support/resumed.hpp"

#include <bros/method/make.hpp>
#include <bros/parallel/data_parallel.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>

#include <gtest/gtest.h>

#include <string>

namespace bros::data_parallel_test {

const Steps<double> steps{.alpha = .01, .beta = .05, .gamma = .05, .theta = .2, .lambda = 2};

FiniteSumQuadratic<double> finite_sum(Sampling sampling = Sampling::iid) {
  return FiniteSumQuadratic<double>(gaussian_finite_sum<double>(Stream(3), {{8, 2, 4}, {1, 3, 1}}, 3, 60), 4, sampling);
}

struct End {
  State<double> state;
  std::uint64_t bytes = 0;
};
bool operator==(const End& a, const End& b) {
  return a.state.x == b.state.x && a.state.y.flat() == b.state.y.flat() && a.state.z.flat() == b.state.z.flat() &&
         a.state.h == b.state.h && a.state.counts.samples == b.state.counts.samples;
}
End after(const Problem<double>& problem, const MethodSettings& settings, int iterations = 12) {
  const auto method = make_method(problem, settings, Stream(1));
  for (int k = 0; k < iterations; ++k) method->step(steps);
  return {method->state()};
}
/// Where every rank comes to.
std::vector<End> on(int size, const Problem<double>& problem, Index parts, const MethodSettings& settings) {
  std::vector<End> ends(static_cast<std::size_t>(size));
  on_ranks(size, [&](Communicator& ranks) {
    const DataParallel<double> shared(problem, parts, ranks);
    End& end = ends[static_cast<std::size_t>(ranks.rank())];
    end = after(shared, settings);
    end.bytes = ranks.bytes_sent();
  });
  return ends;
}

TEST(DataParallel, every_method_has_the_same_bits_on_any_number_of_ranks) {
  const auto problem = finite_sum();
  for (const auto& entry : method_list<double>()) {
    if (entry.slots) continue;
    const End alone = on(1, problem, 12, {.method = entry.name}).front();
    EXPECT_TRUE(alone.state.x.allFinite() && alone.state.x != problem.x0()) << entry.name;
    for (const int size : {2, 3, 4, 6})
      for (const End& end : on(size, problem, 12, {.method = entry.name}))
        EXPECT_TRUE(end == alone) << entry.name << " on " << size;
    EXPECT_FALSE(on(1, problem, 4, {.method = entry.name}).front() == alone) << "parts do not matter: " << entry.name;
  }
  for (const auto& action : action_list<double>()) {
    const MethodSettings settings{.sampler = "coordinates", .action = action.name};
    for (const End& end : on(4, problem, 4, settings))
      EXPECT_TRUE(end == on(1, problem, 4, settings).front()) << action.name;
  }
}
TEST(DataParallel, one_part_is_the_problem_itself) {
  for (const Sampling sampling : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled}) {
    const auto problem = finite_sum(sampling);
    EXPECT_TRUE(on(1, problem, 1, {}).front() == after(problem, {})) << to_string(sampling);
  }
}
TEST(DataParallel, an_evaluation_is_the_mean_of_consecutive_ones) {
  const auto problem = finite_sum(Sampling::reshuffled);
  Communicator alone;
  const DataParallel<double> shared(problem, 4, alone);
  EXPECT_EQ(shared.samples_per_evaluation(), 32);
  const auto p = make_subspace<double>("haar", problem.blocks());
  p->draw(Stream(6));
  const Vector<double> x = Vector<double>::Ones(3);
  BlockVector<double> y = problem.y0(), z = y, hessian(problem.blocks().projected()), part_hessian = hessian;
  fill_gaussian<double>(Stream(7), y.flat());
  fill_gaussian<double>(Stream(8), z.flat());
  Vector<double> cross, part_cross;
  const Along<double> along{tangent(z), &hessian, &cross}, of_part{tangent(z), &part_hessian, &part_cross};
  const auto oracle = shared.oracle(*p), one = problem.oracle(*p);
  oracle->evaluate({x, y, {5, Stream(9)}}, Request<double>{{&along, 1}, true});
  EXPECT_EQ(oracle->samples(), 32);

  std::vector<Vector<double>> sums;
  for (std::uint64_t part = 0; part < 4; ++part) {
    one->evaluate({x, y, {20 + part, Stream(9)}}, Request<double>{{&of_part, 1}, true});
    std::vector<Vector<double>> answers{one->lower_gradient().flat(), one->upper_gradient_lower().flat(),
                                        one->upper_gradient_upper(),  one->lower_gradient_upper(),
                                        part_hessian.flat(),          part_cross};
    if (part == 0) sums = answers;
    for (std::size_t i = 0; part > 0 && i < answers.size(); ++i) sums[i] += answers[i];
  }
  const std::vector<Vector<double>> answered{oracle->lower_gradient().flat(), oracle->upper_gradient_lower().flat(),
                                             oracle->upper_gradient_upper(),  oracle->lower_gradient_upper(),
                                             hessian.flat(),                  cross};
  for (std::size_t i = 0; i < sums.size(); ++i)
    EXPECT_LT((answered[i] - sums[i] / 4).norm(), 1e-14 * sums[i].norm()) << "answer " << i;
}
TEST(DataParallel, at_50_digits_parts_without_noise_change_nothing) {
  const auto problem = peers::instance<bin_float_50>();
  Communicator alone;
  const DataParallel<bin_float_50> shared(problem, 4, alone);
  const auto parts = make_method(shared, {}, Stream(1)), one = make_method(problem, {}, Stream(1));
  for (int k = 0; k < 5; ++k)
    for (const auto& method : {parts.get(), one.get()})
      method->step({.alpha = bin_float_50(".01"), .beta = bin_float_50(".05"), .gamma = bin_float_50(".05"),
                    .theta = bin_float_50(".2")});
  EXPECT_EQ(parts->x(), one->x());
  EXPECT_EQ(parts->z().flat(), one->z().flat());
}
TEST(DataParallel, sends_r_n_numbers_of_an_m_n_block_where_the_full_space_sends_m_n) {
  const auto problem = finite_sum();  // blocks 8 x 2 of rank 4 and 1 x 3, d = 3
  const auto sent = [&](const MethodSettings& settings) {
    std::uint64_t all = 0;
    for (const End& end : on(4, problem, 4, settings)) all += end.bytes;
    return all;
  };
  const auto said = [](std::uint64_t arrays, std::uint64_t of_layer) {  // 12 iterations, to 3 ranks and back
    return 12 * 2 * 3 * 8 * (arrays * (of_layer + 3) + 2 * 3);
  };
  EXPECT_EQ(sent({.method = "ma-soba"}), said(3, 8 * 2));
  EXPECT_EQ(sent({.method = "full-tangent"}), said(3, 4 * 2));
  EXPECT_EQ(sent({.action = "balanced"}), said(4, 4 * 2));
}
TEST(DataParallel, a_run_goes_on_to_the_same_bits_on_another_number_of_ranks) {
  const auto problem = finite_sum();
  on_ranks(2, [&](Communicator& ranks) {
    const DataParallel<double> shared(problem, 4, ranks);
    EXPECT_TRUE(resumes<double>([&] { return make_method(shared, {}, Stream(1)); }, as_it_is));
  });
  State<double> half;
  on_ranks(4, [&](Communicator& ranks) {
    const DataParallel<double> shared(problem, 4, ranks);
    const End end = after(shared, {}, 6);
    if (ranks.rank() == 0) half = end.state;
  });
  on_ranks(2, [&](Communicator& ranks) {
    const DataParallel<double> shared(problem, 4, ranks);
    const auto method = make_method(shared, {}, Stream(1));
    method->restore(half);
    for (int k = 6; k < 12; ++k) method->step(steps);
    EXPECT_TRUE(End{method->state()} == on(1, problem, 4, {}).front());
  });
}
TEST(DataParallel, allocates_nothing_after_the_first_iteration) {
  if (!testing::allocations_are_counted) GTEST_SKIP() << "allocations are not counted here";
  const auto problem = finite_sum();
  Communicator alone;
  const DataParallel<double> shared(problem, 4, alone);
  const auto method = make_method(shared, {}, Stream(1));
  method->step(steps);
  EXPECT_EQ(testing::allocations_during([&] { method->step(steps); }), 0U);
}
TEST(DataParallel, refuses_what_it_cannot_share) {
  const auto problem = finite_sum(Sampling::slots);
  Communicator alone;
  EXPECT_THROW(DataParallel<double>(problem, 0, alone), ArgumentError);
  const DataParallel<double> shared(problem, 2, alone);
  EXPECT_THROW((void)make_method(shared, {.method = "saba"}, Stream(1)), ArgumentError);
  // 60 samples in minibatches of 8: the last has 4.
  const FiniteSumQuadratic<double> uneven(gaussian_finite_sum<double>(Stream(3), {{8, 2, 4}}, 3, 60), 8,
                                          Sampling::cyclic);
  const DataParallel<double> parts(uneven, 4, alone);
  try {
    (void)after(parts, {});
    FAIL() << "parts of 8 and of 4 samples";
  } catch (const ArgumentError& error) {
    EXPECT_STREQ(error.what(), "samples of a part = 8: 16, as in every other part");
  }
}

}  // namespace bros::data_parallel_test
