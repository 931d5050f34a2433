// The memory account against what two allocators count.
#include "../../benchmarks/networks/heap.hpp"
#include "../../benchmarks/networks/subjects.hpp"

#include <bros/method/methods.hpp>
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
template <class Method>
Measured measured(const Problem& problem) {
  TensorMeter& meter = TensorMeter::instance();
  const std::int64_t tensors = meter.live(), heap = heap::live();
  Method method(problem, bros::Stream(1));
  const Steps<float> steps{1e-2f, 1e-3f, 1e-3f, 0.1f};
  method.step(steps);
  meter.reset_peak(), heap::reset_peak();
  method.step(steps), method.step(steps);
  EXPECT_TRUE(method.finite());
  return {meter.peak() - tensors, heap::peak() - heap};
}

/// How far formula and measurement are apart, relative to the measurement: of the tensors, and of everything.
struct Apart {
  double tensors, everything;
  [[nodiscard]] bool agrees() const { return tensors <= agreement && everything <= agreement; }
};
template <class P, class A, class AccountedP = P, class AccountedA = A>
Apart apart(const Subject& subject, double share, double accounted_share) {
  use_threads(1);
  const Problem problem(subject.task,
                        {.rank = rank_share(share), .batch = subject.batch, .ridge = 1e-3, .at_once = subject.at_once},
                        bros::Stream(1));
  const Measured found = measured<SingleLoop<Problem, P, A, Averaging::moving>>(problem);
  const Problem accounted(subject.task, {.rank = rank_share(accounted_share)}, bros::Stream(1));
  Account account;
  account_method<AccountedP, AccountedA>(account, accounted.blocks(), problem.dim_upper());
  subject.account(account, kept_input<AccountedP, AccountedA>(rank_share(accounted_share)));
  const auto relative = [](std::int64_t formula, std::int64_t measurement) {
    return std::abs(static_cast<double>(formula - measurement)) / static_cast<double>(measurement);
  };
  return {relative(account.of(Account::Kind::saved) + account.of(Account::Kind::scratch), found.tensors),
          bros::heap::is_counted ? relative(account.total(), found.heap) : 0};
}

using F = Full<float>;
using C = Coordinates<float>;
using H = Haar<float>;
void expect_agrees(const Apart& found, const std::string& what) {
  EXPECT_TRUE(found.agrees()) << what << ": tensors apart by " << found.tensors << ", everything by "
                              << found.everything;
}

void expect_agreement(const Subject& subject) {
  const std::string name = subject.name + ", at once " + std::to_string(subject.at_once) + ", ";
  expect_agrees(apart<F, Plain<F>>(subject, 0.25, 0.25), name + "ma_soba");
  for (const double share : {0.0625, 0.125, 0.25, 0.5}) {
    const std::string rank = ", rank share " + std::to_string(share);
    expect_agrees(apart<C, OneSided<C>>(subject, share, share), name + "coordinates one_sided" + rank);
    expect_agrees(apart<C, Balanced<C>>(subject, share, share), name + "coordinates balanced" + rank);
  }
  expect_agrees(apart<H, OneSided<H>>(subject, 0.25, 0.25), name + "haar one_sided");
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
    EXPECT_FALSE((apart<F, Plain<F>, C, Balanced<C>>(subject, 0.25, 0.25).agrees())) << subject.name;
    EXPECT_FALSE((apart<C, OneSided<C>, C, Balanced<C>>(subject, 0.25, 0.25).agrees())) << subject.name;
    EXPECT_FALSE((apart<C, Balanced<C>>(subject, 0.25, 0.5).agrees())) << subject.name;
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
