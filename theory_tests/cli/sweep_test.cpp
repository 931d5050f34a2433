// The parts of a sweep that need no file: the choice of cells, and the threads that compute them.
#include "sweep_fixture.hpp"

#include "../../benchmarks/sweep/workers.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>

namespace bros::sweep {
namespace {

TEST(SweepFilter, chooses_by_every_column_named_and_by_any_of_the_values_of_one) {
  const Cell c = cell(3);
  for (const char* yes : {"", "problem=quadratic", "level=256", "level=1..256,seed=3..3", "method=naive,method=bros",
                          "seed=7,seed=0..4", "data="})
    EXPECT_TRUE(Filter(yes).matches(c)) << yes;
  for (const char* no : {"problem=quad", "level=257..300", "method=bros,seed=4", "seed=0..2,level=256", "data=x"})
    EXPECT_FALSE(Filter(no).matches(c)) << no;
  for (const char* wrong : {"level", "colour=red", "level=x", "level=9..1", "seed=-1", "seed=1..", "level=1.5", "=",
                            ",", "level=1,", "level=0x10", "level= 1"})
    EXPECT_NE(words_of([&] { const Filter filter(wrong); }).find("--only"), std::string::npos) << wrong;
}

TEST(SweepWorkers, names_the_cell_whose_task_fails) {
  const std::vector<Task> tasks{{cell(0), 1, []() -> double { throw std::runtime_error("planted"); }}};
  Workers workers(2, tasks);
  workers.give({0});
  const std::string words = words_of([&] { (void)workers.take(std::chrono::minutes(1)); });
  EXPECT_NE(words.find(to_csv(cell(0)) + ": planted"), std::string::npos) << words;
}

TEST(SweepWorkers, ends_tasks_that_would_run_for_ever_when_it_is_dismissed) {
  std::atomic<bool> running = false;
  const std::vector<Task> tasks{{cell(0), 1, [&]() -> double {
                                   for (;; running = true) stop_if_dismissed();
                                 }}};
  Workers workers(1, tasks);
  workers.give({0});
  while (!running) std::this_thread::yield();
}

}  // namespace
}  // namespace bros::sweep
