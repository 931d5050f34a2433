// The store of a sweep keeps bits, and transactions whole.
#include "sweep_fixture.hpp"

#include <bros/core/stream.hpp>

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace bros::sweep {
namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

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
  std::size_t changed = 0;  // by the mutant: one digit less
  for (const double value : values) changed += !same_bits(to_number(fmt::format("{:.16g}", value)), value);
  EXPECT_GT(changed, 0U);
  {
    Store store(file(), code);
    store.transact([&] {
      for (std::size_t i = 0; i < values.size(); ++i) EXPECT_TRUE(store.put(cell(i), values[i], 0));
      store.put(cell(values.size()), -std::numeric_limits<double>::quiet_NaN(), 0);
    });
  }
  auto results = Store(file()).results();
  ASSERT_EQ(results.size(), values.size() + 1);
  EXPECT_EQ(results.at(cell(values.size())), "nan");
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_TRUE(same_bits(to_number(results.at(cell(i))), values[i])) << values[i];
}

TEST_F(SweepStore, keeps_bytes_of_a_cell_until_it_is_finished) {
  const std::string bytes = std::string("a\0\xff\n", 4) + "b";
  {
    Store store(file(), code);
    EXPECT_EQ(store.saved(cell(0)), std::nullopt);
    store.save(cell(0), "before");
    store.save(cell(0), bytes);
    store.save(cell(1), "");
  }
  Store store(file(), code);
  EXPECT_EQ(store.saved(cell(0)), bytes);
  EXPECT_EQ(store.saved(cell(1)), "");
  store.put(cell(0), "text", 0);
  EXPECT_EQ(store.saved(cell(0)), std::nullopt);
  EXPECT_EQ(store.saved(cell(1)), "");
  EXPECT_EQ(store.find(cell(0)), "text");
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
    for (const std::uint64_t seed : {10U, 9U, 100U}) store.put(cell(seed), 1, 0);
  });
  std::vector<std::uint64_t> seeds;
  for (const auto& [key, value] : store.results()) seeds.push_back(key.seed);
  EXPECT_EQ(seeds, (std::vector<std::uint64_t>{9, 10, 100}));
}

}  // namespace
}  // namespace bros::sweep
