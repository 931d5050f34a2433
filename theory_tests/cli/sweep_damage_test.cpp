// The store of a sweep notices files that are damaged, cut short or not its own.
#include "sweep_fixture.hpp"

#include <map>
#include <stdexcept>

namespace bros::sweep {
namespace {

using Reader = std::function<std::map<Cell, std::string>(const std::filesystem::path&)>;

std::map<Cell, std::string> by_store(const std::filesystem::path& file) { return Store(file, code).results(); }

/// The mutant: a reader that trusts SQLite alone.
std::map<Cell, std::string> without_checksum(const std::filesystem::path& file) {
  Database database(file, Access::existing);
  if (database.text("PRAGMA quick_check(1)") != "ok") throw std::runtime_error("damaged");
  std::map<Cell, std::string> results;
  Statement row = database.prepare("SELECT seed, value FROM cells");
  while (row.step()) results.emplace(cell(static_cast<std::uint64_t>(row.integer(0))), row.text(1));
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
        EXPECT_EQ(shown(error.what(), 1000), error.what()) << "it quotes what is not visible";
      }
    }
    return damage;
  };
  const Damage store = damaged(by_store), mutant = damaged(without_checksum);
  EXPECT_EQ(store.unnoticed, 0U) << "of " << store.tried;
  EXPECT_GT(store.refused, 100U) << "of " << store.tried;
  EXPECT_GT(mutant.unnoticed, 0U) << "of " << mutant.tried;
}

TEST_F(SweepStore, notices_a_byte_of_what_was_saved_that_is_flipped) {
  {
    Store store(file(), code);
    store.save(cell(0), std::string(20000, 'x'));
  }
  std::string flipped = bytes();
  flipped[flipped.rfind('x')] = 'y';
  overwrite(flipped);
  const std::string words = words_of([&] { (void)Store(file(), code, "--out").saved(cell(0)); });
  EXPECT_NE(words.find("--out = " + file().string() + ": is damaged"), std::string::npos) << words;
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
  Database(file(), Access::create).execute("CREATE TABLE other (x)");
  says("is not a store of bros");
  overwrite("");
  EXPECT_EQ(words_of([&] { (void)by_store(file()); }), "");
  Database(file(), Access::existing).execute("PRAGMA user_version = 1");
  says("has format 1, and this program reads format 2");
  Database(file(), Access::existing)
      .execute("PRAGMA user_version = 2; UPDATE meta SET value = 'ff' WHERE name = 'fingerprint'");
  says("was computed by other code (test, fingerprint ff; this is test, 0123456789abcdef)");
  EXPECT_NO_THROW((void)Store(file()).results()) << "what other code computed can still be read";
  Database(file(), Access::existing).execute("DROP TABLE seconds");
  says("was computed by other code");
  Database(file(), Access::existing).execute("UPDATE meta SET value = '0123456789abcdef' WHERE name = 'fingerprint'");
  says("is damaged (no such table: seconds)");
}

}  // namespace
}  // namespace bros::sweep
