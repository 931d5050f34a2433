// The store of a sweep: bits, damage, other writers.
#include "../../benchmarks/sweep/ledger.hpp"

#include <bros/core/error.hpp>
#include <bros/core/stream.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

namespace bros::sweep {
namespace {

const Code code{"test", "0123456789abcdef"};

/// A folder of its own for every test.
class SweepStore : public testing::Test {
 protected:
  SweepStore() {
    std::string name = (std::filesystem::temp_directory_path() / "bros-store-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~SweepStore() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "cells.sqlite"; }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(const std::string& bytes) const {
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(file().string() + suffix);
    std::ofstream(file(), std::ios::binary) << bytes;
  }
  std::filesystem::path folder_;
};

Cell cell(std::uint64_t seed) {
  return {"quadratic", "", "mean_grad_norm_sq", "bros", "biprobe", "haar", "3", 256, "double", 1, seed};
}

std::string words_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// What comes back of `values` through a column that is declared so.
std::size_t changed_by_column(const std::filesystem::path& file, const std::string& type,
                              const std::vector<double>& values) {
  Database database(file, true);
  database.execute("CREATE TABLE t (value " + type + ") STRICT");
  std::size_t changed = 0;
  const Transaction transaction(database);  // never committed: nothing needs to reach the disk
  for (const double value : values) {
    database.execute("DELETE FROM t");
    database.prepare("INSERT INTO t VALUES (?1)")(value).run();
    Statement row = database.prepare("SELECT value FROM t");
    row.step();
    changed += !same_bits(row.real(0), value);
  }
  return changed;
}

std::vector<double> all_sorts_of_doubles() {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values{0.0,
                             -0.0,
                             1,
                             -1,
                             3e15,
                             0.1,
                             Limits::min(),
                             Limits::max(),
                             Limits::lowest(),
                             Limits::denorm_min(),
                             Limits::infinity(),
                             -Limits::infinity()};
  for (std::uint64_t i = 0; i < 2000; ++i)
    if (const auto value = std::bit_cast<double>(Stream(1).word(i)); !std::isnan(value)) values.push_back(value);
  return values;
}

TEST_F(SweepStore, gives_back_the_bits_of_every_double) {
  const std::vector<double> values = all_sorts_of_doubles();
  {
    Store store(file(), code);
    store.transact([&] {
      for (std::size_t i = 0; i < values.size(); ++i) EXPECT_TRUE(store.put(cell(i), values[i], 0));
      store.put(cell(values.size()), -std::numeric_limits<double>::quiet_NaN(), 0);
    });
  }
  auto results = Store(file()).results();
  ASSERT_EQ(results.size(), values.size() + 1);
  EXPECT_TRUE(same_bits(results.at(cell(values.size())), std::numeric_limits<double>::quiet_NaN()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_TRUE(same_bits(results.at(cell(i)), values[i])) << values[i];
    const std::string line = to_csv(cell(i), values[i]);
    EXPECT_TRUE(same_bits(std::strtod(line.c_str() + line.rfind(',') + 1, nullptr), values[i])) << line;
  }
}

TEST_F(SweepStore, column_type_is_one_that_keeps_bits_and_the_usual_one_does_not) {
  EXPECT_EQ(changed_by_column(folder_ / "any.sqlite", "ANY", all_sorts_of_doubles()), 0U);
  EXPECT_GT(changed_by_column(folder_ / "real.sqlite", "REAL", all_sorts_of_doubles()), 0U);
}

TEST_F(SweepStore, refuses_another_value_for_a_cell_that_it_holds) {
  Store store(file(), code);
  store.transact([&] { EXPECT_TRUE(store.put(cell(0), 0.1, 1)); });
  store.transact([&] { EXPECT_FALSE(store.put(cell(0), 0.1, 1)); });
  const std::string words = words_of([&] { store.transact([&] { store.put(cell(0), std::nextafter(0.1, 1), 1); }); });
  EXPECT_NE(words.find("holds 0.1 for"), std::string::npos) << words;
  EXPECT_NE(words.find("0.10000000000000002"), std::string::npos) << words;
  EXPECT_EQ(store.seconds().at({"quadratic", "bros"}), 1);
}

TEST_F(SweepStore, keeps_nothing_of_a_transaction_that_fails) {
  Store store(file(), code);
  EXPECT_THROW(store.transact([&] {
    store.put(cell(0), 1, 0);
    throw std::runtime_error("planted");
  }),
               std::runtime_error);
  EXPECT_TRUE(store.empty());
  store.transact([&] { store.put(cell(0), 1, 0); });
  EXPECT_FALSE(store.empty());
}

TEST_F(SweepStore, sorts_numbers_as_numbers) {
  Store store(file(), code);
  store.transact([&] {
    for (const std::uint64_t seed : {10, 9, 100}) store.put(cell(seed), 1, 0);
  });
  std::vector<std::uint64_t> seeds;
  for (const auto& [key, value] : store.results()) seeds.push_back(key.seed);
  EXPECT_EQ(seeds, (std::vector<std::uint64_t>{9, 10, 100}));
}

using Reader = std::function<std::map<Cell, double>(const std::filesystem::path&)>;

std::map<Cell, double> by_store(const std::filesystem::path& file) { return Store(file, code).results(); }

/// The mutant: a reader that trusts SQLite alone.
std::map<Cell, double> without_checksum(const std::filesystem::path& file) {
  Database database(file, false);
  if (database.text("PRAGMA quick_check(1)") != "ok") throw std::runtime_error("damaged");
  std::map<Cell, double> results;
  Statement row = database.prepare("SELECT seed, value FROM cells");
  while (row.step()) results.emplace(cell(static_cast<std::uint64_t>(row.integer(0))), row.real(1));
  return results;
}

struct Damage {
  std::size_t tried = 0, refused = 0, unnoticed = 0;
};

TEST_F(SweepStore, notices_every_byte_that_is_flipped_and_matters) {
  {
    Store store(file(), code);
    store.transact([&] {
      for (std::uint64_t s = 0; s < 30; ++s) store.put(cell(s), 1 / (1.0 + static_cast<double>(s)), 0);
    });
  }
  const std::string whole = bytes();
  const auto expected = by_store(file());
  const auto damaged = [&](const Reader& read) {
    Damage damage;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      if (whole[at] == 0 && at % 127 != 0) continue;  // most of the file is empty space
      if (whole[at] != 0 && at % 7 != 0) continue;
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
      overwrite(bytes);
      ++damage.tried;
      try {
        damage.unnoticed += read(file()) != expected;
      } catch (const std::exception& error) {
        ++damage.refused;
        EXPECT_NE(std::string(error.what()), "");
      }
    }
    return damage;
  };
  const Damage store = damaged(by_store), mutant = damaged(without_checksum);
  EXPECT_EQ(store.unnoticed, 0U) << "of " << store.tried;
  EXPECT_GT(store.refused, 100U) << "of " << store.tried;
  EXPECT_GT(mutant.unnoticed, 0U) << "of " << mutant.tried;
}

TEST_F(SweepStore, notices_a_file_that_is_cut_short) {
  {
    Store store(file(), code);
    store.transact([&] {
      for (std::uint64_t s = 0; s < 300; ++s) store.put(cell(s), 1, 0);
    });
  }
  const std::string whole = bytes();
  for (std::size_t length = 1; length < whole.size(); length += length < 1009 ? 84 : 1009) {
    overwrite(whole.substr(0, length));
    const std::string words = words_of([&] { (void)by_store(file()); });
    EXPECT_NE(words.find("give another --store, or remove it"), std::string::npos) << length << ": " << words;
  }
  overwrite("");  // as a process leaves it that is killed at once
  EXPECT_TRUE(by_store(file()).empty());
}

TEST_F(SweepStore, names_what_is_wrong_with_a_file_that_is_not_its_own) {
  const auto says = [&](const std::string& expected) {
    const std::string words = words_of([&] { (void)by_store(file()); });
    EXPECT_NE(words.find("--store = " + file().string() + ": " + expected), std::string::npos) << words;
    EXPECT_EQ(words.find('\n'), std::string::npos) << words;
  };
  overwrite(std::string(5000, 'x'));
  says("is not a store of bros");
  overwrite("");
  Database(file(), true).execute("CREATE TABLE other (x)");
  says("is not a store of bros");
  overwrite("");
  EXPECT_EQ(words_of([&] { (void)by_store(file()); }), "");
  Database(file(), false).execute("PRAGMA user_version = 2");
  says("has format 2, and this program reads format 1");
  Database(file(), false).execute("PRAGMA user_version = 1; UPDATE meta SET value = 'ff' WHERE name = 'fingerprint'");
  says("was computed by other code (test, fingerprint ff; this is test, 0123456789abcdef)");
  EXPECT_NO_THROW((void)Store(file()).results()) << "what other code computed can still be read";
  Database(file(), false).execute("DROP TABLE seconds");
  says("was computed by other code");
  Database(file(), false).execute("UPDATE meta SET value = '0123456789abcdef' WHERE name = 'fingerprint'");
  says("is damaged (no such table: seconds)");
}

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

TEST_F(SweepStore, ledger_gives_costly_tasks_first_and_only_those_that_are_missing) {
  std::vector<Task> tasks;
  for (std::uint64_t s = 0; s < 4; ++s) tasks.push_back({cell(s), static_cast<double>(s % 3), [] { return 0.0; }});
  Store store(file(), code);
  store.transact([&] { store.put(cell(1), 5, 0); });
  Ledger ledger(store, tasks);
  EXPECT_EQ(ledger.missing(), 3U);
  EXPECT_EQ(ledger.cost() - ledger.cost_left(), 1);
  EXPECT_EQ(ledger.exchange({}, 2), (std::vector<std::uint64_t>{2, 0}));
  EXPECT_EQ(ledger.exchange({{2, 0.5, 1}}, 5), (std::vector<std::uint64_t>{3}));
  EXPECT_EQ(ledger.exchange({{0, 0.25, 1}, {3, 0.125, 1}}, 5), std::vector<std::uint64_t>());
  EXPECT_TRUE(ledger.complete());
  EXPECT_EQ(ledger.computed(), 3U);
  EXPECT_EQ(store.results().at(cell(2)), 0.5);
}

}  // namespace
}  // namespace bros::sweep
