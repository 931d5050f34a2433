// Several processes on one store, and the todo that hands out its cells.
#include "sweep_fixture.hpp"

#include "../../benchmarks/sweep/signals.hpp"
#include "../../benchmarks/sweep/sweep.hpp"

#include <bros/core/stream.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>
#include <vector>

namespace bros::sweep {
namespace {

/// A process that does `work` with the store, says so, and then lives until it is killed.
class Child {
 public:
  Child(const std::filesystem::path& file, const std::function<void(Store&)>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      Store store(file, code);
      store.transact([&] { work(store); });
      (void)!write(ends[1], "x", 1);
      for (;;) pause();
    }
    char byte = 0;
    (void)!read(ends[0], &byte, 1);
    close(ends[0]), close(ends[1]);
  }
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  void become_zombie() const {
    kill(pid_, SIGKILL);
    siginfo_t ended;
    waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT);
  }
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_;
};

TEST_F(SweepStore, leaves_a_cell_to_the_process_that_computes_it_as_long_as_that_lives) {
  { const Store create(file(), code); }
  Child child(file(), [](Store& store) {
    store.beat();
    store.claim(cell(0));
  });
  Store store(file(), code);
  store.transact([&] {
    store.beat();
    EXPECT_FALSE(store.claim(cell(0)));
    EXPECT_TRUE(store.claim(cell(1)));
    EXPECT_TRUE(store.claim(cell(1))) << "its own claim";
  });
  child.end();
  store.transact([&] { EXPECT_TRUE(store.claim(cell(0))); });
}

TEST_F(SweepStore, takes_over_from_a_process_that_has_ended_and_that_nobody_has_asked_for) {
  { const Store create(file(), code); }
  const Child child(file(), [](Store& store) {
    store.beat();
    store.claim(cell(0));
  });
  child.become_zombie();
  Store store(file(), code);
  store.transact([&] { EXPECT_TRUE(store.claim(cell(0))); });
}

TEST_F(SweepStore, takes_over_from_a_process_that_has_not_been_heard_of_for_long) {
  { const Store create(file(), code); }
  const Child child(file(), [](Store& store) {
    store.beat(Store::Clock::now() - std::chrono::minutes(2));
    store.claim(cell(0));
  });
  Store store(file(), code);
  store.transact([&] { EXPECT_TRUE(store.claim(cell(0))); });
}

TEST_F(SweepStore, is_created_once_by_processes_that_start_together) {
  for (std::uint64_t round = 0; round < 60; ++round) {
    overwrite("");
    std::vector<pid_t> children;
    for (std::uint64_t c = 0; c < 4; ++c) {
      children.push_back(fork());
      if (children.back() != 0) continue;
      std::this_thread::sleep_for(std::chrono::microseconds(Stream(round).word(c) % 3000));
      const std::string words = words_of([&] {
        Store store(file(), code);
        store.transact([&] { store.put(cell(c), 1, 0); });
      });
      if (!words.empty()) (void)!write(STDERR_FILENO, (words + "\n").data(), words.size() + 1);
      _exit(words.empty() ? 0 : 1);
    }
    for (const pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(Store(file()).results().size(), 4U);
  }
}

TEST_F(SweepStore, todo_gives_costly_tasks_first_and_only_those_that_are_missing) {
  std::vector<Task> tasks;
  for (std::uint64_t s = 0; s < 4; ++s) tasks.push_back({cell(s), static_cast<double>(s % 3), [] { return 0.0; }});
  Store store(file(), code);
  store.transact([&] { store.put(cell(1), 5, 0); });
  Todo todo(store, tasks);
  EXPECT_EQ(todo.missing(), 3U);
  EXPECT_EQ(todo.cost() - todo.cost_left(), 1);
  EXPECT_EQ(todo.exchange({}, 2), (std::vector<std::uint64_t>{2, 0}));
  EXPECT_EQ(todo.exchange({{2, 0.5, 1}}, 5), (std::vector<std::uint64_t>{3}));
  EXPECT_EQ(todo.exchange({{0, 0.25, 1}, {3, 0.125, 1}}, 5), std::vector<std::uint64_t>());
  EXPECT_TRUE(todo.complete());
  EXPECT_EQ(todo.computed(), 3U);
  EXPECT_EQ(store.results().at(cell(2)), "0.5");
}

TEST_F(SweepStore, todo_gives_the_tasks_of_a_lower_turn_first_and_names_each_turn_that_is_done_once) {
  std::vector<Task> tasks;
  for (std::uint64_t s = 0; s < 4; ++s)
    tasks.push_back({cell(s), static_cast<double>(s), [] { return 0.0; }, s < 2 ? 1U : 0U});
  Store store(file(), code);
  Todo todo(store, tasks);
  EXPECT_EQ(todo.exchange({}, 4), (std::vector<std::uint64_t>{3, 2, 1, 0}));
  (void)todo.exchange({{3, 0, 1}, {1, 0, 1}}, 0);
  EXPECT_EQ(todo.take_done_turn(), std::nullopt);
  (void)todo.exchange({{2, 0, 1}}, 0);
  EXPECT_EQ(todo.take_done_turn(), 0U);
  EXPECT_EQ(todo.take_done_turn(), std::nullopt);
  (void)todo.exchange({{0, 0, 1}}, 0);
  EXPECT_EQ(todo.take_done_turn(), 1U);
  EXPECT_EQ(Todo(store, tasks).take_done_turn(), 0U) << "that were done before too";
}

TEST_F(SweepStore, a_turn_is_reported_while_the_next_one_runs) {
  std::atomic<bool> reported = false;
  const std::vector<Task> tasks{{cell(0), 1, [] { return 1.0; }, 0},
                                {cell(1), 5,
                                 [&]() -> double {
                                   while (!reported) stop_if_dismissed();
                                   return 2.0;
                                 },
                                 1}};
  Store store(file(), code);
  Todo todo(store, tasks);
  MpiRanks alone;
  Progress progress("test", todo.cost());
  Workers workers(1, tasks);
  std::vector<std::size_t> turns;
  complete(todo, workers, alone, progress, [&](std::size_t turn) {
    EXPECT_EQ(store.find(cell(turn)), turn == 0 ? "1" : "2") << "it is in the store";
    turns.push_back(turn);
    reported = true;
  });
  EXPECT_EQ(turns, (std::vector<std::size_t>{0, 1}));
}

TEST_F(SweepStore, has_what_was_finished_when_a_signal_ended_the_sweep_and_what_was_running_is_dropped) {
  const std::vector<Task> tasks{{cell(0), 2,
                                 [] {
                                   std::raise(SIGTERM);
                                   return 1.0;
                                 }},
                                {cell(1), 1, []() -> double {
                                   for (;;) stop_if_dismissed();
                                 }}};
  Store store(file(), code);
  Todo todo(store, tasks);
  MpiRanks alone;
  Progress progress("test", todo.cost());
  const Signals signals;
  {
    Workers workers(2, tasks);
    complete(todo, workers, alone, progress);
  }
  EXPECT_EQ(Signals::caught(), SIGTERM);
  EXPECT_EQ(store.results(), (std::map<Cell, std::string>{{cell(0), "1"}}));
}

TEST(Signals, notes_the_first_and_leaves_the_second_to_what_was_there_before) {
  static volatile std::sig_atomic_t before;
  before = 0;
  const auto usual = std::signal(SIGTERM, [](int) { before = 1; });
  {
    const Signals signals;
    std::raise(SIGTERM);
    EXPECT_EQ(Signals::caught(), SIGTERM);
    EXPECT_EQ(before, 0);
    std::raise(SIGTERM);
    EXPECT_EQ(before, 1);
  }
  std::signal(SIGTERM, usual);
}

}  // namespace
}  // namespace bros::sweep
