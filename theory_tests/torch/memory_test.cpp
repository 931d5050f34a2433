// The memory account against what two allocators count.
#include "../../benchmarks/networks/heap.hpp"
#include "../../benchmarks/networks/subjects.hpp"

#include <bros/method/make.hpp>
#include <bros/torch/memory_account.hpp>
#include <bros/torch/memory_meter.hpp>
#include <bros/torch/threads.hpp>

#include <gtest/gtest.h>

namespace bros::memory_test {

using namespace network;
using Problem = NetworkProblem<float>;
using Account = MemoryAccount;
constexpr double agreement = 0.05;

using networks::Subject;
Subject perceptron(Index at_once) { return networks::perceptron(512, 256, 64, at_once); }
Subject transformer(Index at_once) {
  return networks::vision({.tokens = 12, .patch = 30, .width = 64, .heads = 2, .hidden = 256, .depth = 2}, 256, 64,
                          at_once);
}

struct Measured {
  std::int64_t tensors, heap;
};
/// The peaks over iterations of a method, beside what was there before it.
Measured measured(const Problem& problem, const LoopKinds& kinds) {
  TensorMeter& meter = TensorMeter::instance();
  const std::int64_t tensors = meter.live(), heap = heap::live();
  const auto method =
      make_single_loop(problem, bros::Stream(1), make_subspace<float>(kinds.sampler, problem.blocks()), kinds.action);
  const Steps<float> steps{1e-2f, 1e-3f, 1e-3f, 0.1f};
  method->step(steps);
  meter.reset_peak(), heap::reset_peak();
  method->step(steps), method->step(steps);
  EXPECT_TRUE(method->finite());
  return {meter.peak() - tensors, heap::peak() - heap};
}

/// How far formula and measurement are apart, relative to the measurement: of the tensors, and of everything.
struct Apart {
  double tensors, everything;
  [[nodiscard]] bool agrees() const { return tensors <= agreement && everything <= agreement; }
};
Apart apart(const Subject& subject, const LoopKinds& kinds, double share, const LoopKinds& accounted_kinds,
            double accounted_share) {
  use_threads(1);
  const Problem problem(subject.task,
                        {.rank = rank_share(share), .batch = subject.batch, .ridge = 1e-3, .at_once = subject.at_once},
                        bros::Stream(1));
  const Measured found = measured(problem, kinds);
  const Problem accounted(subject.task, {.rank = rank_share(accounted_share)}, bros::Stream(1));
  Account account;
  account_method<float>(account, accounted_kinds, accounted.blocks(), problem.dim_upper());
  subject.account(account, {accounted_kinds.keeps_inputs(), rank_share(accounted_share)});
  const auto relative = [](std::int64_t formula, std::int64_t measurement) {
    return std::abs(static_cast<double>(formula - measurement)) / static_cast<double>(measurement);
  };
  return {relative(account.of(Account::Kind::saved) + account.of(Account::Kind::scratch), found.tensors),
          bros::heap::is_counted ? relative(account.total(), found.heap) : 0};
}

const LoopKinds ma_soba{"full", "plain"}, one_sided{"coordinates", "one_sided"}, balanced{"coordinates", "balanced"};

void expect_agrees(const Apart& found, const std::string& what) {
  EXPECT_TRUE(found.agrees()) << what << ": tensors apart by " << found.tensors << ", everything by "
                              << found.everything;
}

void expect_agreement(const Subject& subject) {
  const std::string name = subject.name + ", at once " + std::to_string(subject.at_once) + ", ";
  const auto expect_account = [&](const LoopKinds& kinds, double share) {
    expect_agrees(apart(subject, kinds, share, kinds, share),
                  name + kinds.sampler + " " + kinds.action + ", rank share " + std::to_string(share));
  };
  expect_account(ma_soba, 0.25);
  for (const double share : {0.0625, 0.125, 0.25, 0.5}) {
    expect_account(one_sided, share);
    expect_account(balanced, share);
  }
  expect_account({"haar", "one_sided"}, 0.25);
  expect_account({"coordinates", "decoupled"}, 0.25);
}

TEST(MemoryAccount, formula_and_measured_peak_agree_for_every_method_rank_and_network) {
  for (const Subject& subject : {perceptron(0), perceptron(16), transformer(0), transformer(32)})
    expect_agreement(subject);
}

TEST(MemoryAccount, formula_and_measured_peak_agree_for_the_networks_of_the_tasks) {
  for (const Subject& subject : networks::of_the_tasks()) expect_agreement(subject);
}

TEST(MemoryAccount, the_account_of_another_method_or_rank_does_not_agree) {
  for (const Subject& subject : {perceptron(0), transformer(0)}) {
    EXPECT_FALSE(apart(subject, ma_soba, 0.25, balanced, 0.25).agrees()) << subject.name;
    EXPECT_FALSE(apart(subject, one_sided, 0.25, balanced, 0.25).agrees()) << subject.name;
    EXPECT_FALSE(apart(subject, balanced, 0.25, balanced, 0.5).agrees()) << subject.name;
  }
}

TEST(MemoryMeter, counts_what_tensors_ask_for_and_what_they_give_back) {
  TensorMeter& meter = TensorMeter::instance();
  const std::int64_t before = meter.live();
  {
    const Tensor a = at::empty({1000}, at::kFloat);
    EXPECT_EQ(meter.live() - before, 4000);
    meter.reset_peak();
    (void)at::empty({500}, at::kFloat);
    EXPECT_EQ(meter.peak() - before, 6000);
  }
  EXPECT_EQ(meter.live(), before);
}

TEST(MemoryMeter, the_largest_resident_set_grows_with_what_is_touched) {
  if (peak_resident_bytes() == 0 || !reset_peak_resident()) GTEST_SKIP() << "Linux does not tell it here";
  constexpr std::int64_t bytes = 64 << 20;
  const std::int64_t before = peak_resident_bytes();
  (void)at::ones({bytes / 4}, at::kFloat);
  EXPECT_GE(peak_resident_bytes() - before, bytes * 9 / 10);
  EXPECT_LE(peak_resident_bytes() - before, bytes * 12 / 10);
}

}  // namespace bros::memory_test
