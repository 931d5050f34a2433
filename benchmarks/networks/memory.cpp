// Peak training memory of BROS on networks against MA-SOBA in the full space: by formula, by the heap, by the process.
// Usage: network_memory            all networks, as Markdown
#include "heap.hpp"
#include "subjects.hpp"

#include <bros/method/make.hpp>
#include <bros/torch/memory_account.hpp>
#include <bros/torch/memory_meter.hpp>
#include <bros/torch/threads.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>

namespace bros::networks {
namespace {

using network::LoopKinds;
using network::MemoryAccount;
using Problem = NetworkProblem<float>;
using Kind = MemoryAccount::Kind;

struct Bytes {
  std::int64_t with, without;
};

/// What `body` gives in a process of its own, whose resident set no other row has touched.
template <class Body>
Bytes in_a_process(const Body& body) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    const Bytes found = body();
    std::fflush(stdout);
    _exit(write(ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
  }
  Bytes found{};
  close(ends[1]);
  const bool told = read(ends[0], &found, sizeof found) == sizeof found;
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0 || !told) throw std::runtime_error("a row was not measured");
  return found;
}

/// One row of the table; `reference` is that of MA-SOBA, measured.
Bytes row(const Subject& subject, const LoopKinds& kinds, double share, const Bytes* reference) {
  const auto rank = network::rank_share(share);
  const Problem problem(subject.task, {.rank = rank, .batch = subject.batch, .ridge = 1e-3, .at_once = subject.at_once},
                        Stream(1));
  (void)problem.with(problem.x0(), problem.y0(), [&](const Tensor& x) {  // libtorch's kernels come into memory
    return subject.task.lower_loss(x, at::zeros({1}, at::kLong));
  });
  network::reset_peak_resident();
  const std::int64_t heap_before = heap::live(), resident_before = network::peak_resident_bytes();
  const auto method =
      make_single_loop(problem, Stream(1), make_subspace<float>(kinds.sampler, problem.blocks()), kinds.action);
  const Steps<float> steps{1e-3f, 1e-3f, 1e-3f, .1f};
  method->step(steps);
  heap::reset_peak();
  method->step(steps), method->step(steps);
  const std::int64_t measured = heap::peak() - heap_before, resident = network::peak_resident_bytes() - resident_before;

  MemoryAccount account;
  network::account_method<float>(account, kinds, problem.blocks(), problem.dim_upper());
  subject.account(account, {kinds.keeps_inputs(), rank});
  const std::int64_t parameters = account.of(Kind::parameters);
  const Bytes found{measured, measured - parameters};
  const auto mb = [](std::int64_t bytes) { return static_cast<double>(bytes) / 1e6; };
  const auto below = [&](std::int64_t Bytes::*part) {
    return reference ? 100 * (1 - static_cast<double>(found.*part) / static_cast<double>(reference->*part)) : 0.0;
  };
  const std::string method_name = kinds.is_full() ? "MA-SOBA" : "BROS " + kinds.action + ", " + kinds.sampler;
  std::printf("| %s | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f %% | %.0f %% |\n",
              method_name.c_str(), kinds.is_full() ? "1" : ("1/" + std::to_string(std::lround(1 / share))).c_str(),
              mb(parameters), mb(account.of(Kind::method)), mb(account.of(Kind::subspace)), mb(account.of(Kind::saved)),
              mb(account.of(Kind::scratch)), mb(account.of(Kind::objects)), mb(account.total()), mb(measured),
              mb(resident), below(&Bytes::with), below(&Bytes::without));
  std::fflush(stdout);
  return found;
}

void table(const Subject& subject) {
  std::printf("\n%s, batch %td%s\n\n", subject.name.c_str(), subject.batch,
              subject.at_once > 0 ? (", " + std::to_string(subject.at_once) + " at once").c_str() : "");
  std::printf(
      "| method | r/m | Y, x | method | P | saved | scratch | graph | sum | heap | process | below MA-SOBA | "
      "without Y, x |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  const auto measured = [&](const LoopKinds& kinds, double share, const Bytes* reference) {
    return in_a_process([&] { return row(subject, kinds, share, reference); });
  };
  const Bytes reference = measured({"full", "plain"}, 1, nullptr);
  for (const double share : {0.5, 0.25, 0.125, 0.0625}) measured({"coordinates", "one_sided"}, share, &reference);
  for (const double share : {0.5, 0.25, 0.125, 0.0625}) measured({"coordinates", "balanced"}, share, &reference);
  measured({"haar", "one_sided"}, 0.125, &reference);
}

}  // namespace
}  // namespace bros::networks

int main() {
  using namespace bros::networks;
  bros::network::use_threads(1);
  table(perceptron(1024, 512, 256));
  table(perceptron(1024, 128, 64));
  table(perceptron(4096, 128, 64));
  for (const bros::Index at_once : {0, 4, 1}) table(vision({}, 64, 32, at_once));
  for (const Subject& subject : of_the_tasks()) table(subject);
}
