// What is done of a task, on disk: its finished cells, and where the running one stands.
#pragma once

#include "cell.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace bros::tasks {

/// FOLDER/cells.jsonl, the configuration and then one finished cell a line, and FOLDER/running.state, a checksum, the
/// configuration and the state of the running cell. Both appear whole or not at all.
/// Requires: resumed with the configuration that they were made with, and undamaged [-> ArgumentError]
class Ledger {
 public:
  /// Goes on with what the folder holds, or begins in one that holds nothing; the state is to be saved every
  /// `save_every` seconds.
  Ledger(std::filesystem::path folder, nlohmann::json configuration, bool resume, double save_every);

  /// The finished cell of that study, arm and seed, if there is one.
  [[nodiscard]] const Cell* find(const std::string& study, const Cell& cell) const;
  void add(const std::string& study, const Cell& cell);
  /// The cell that was interrupted, if it is that one.
  [[nodiscard]] std::optional<Unfinished> unfinished(const std::string& study, const Cell& cell,
                                                     const Layout& layout) const;
  /// Whether the state should be saved by now.
  [[nodiscard]] bool save_is_due() const;
  void save(const std::string& study, const Unfinished& running);
  /// All cells are finished: there is no running one any more.
  void finish();

 private:
  using Key = std::tuple<std::string, std::size_t, std::uint64_t>;
  void keep(const std::string& study, const Cell& cell);
  void read_cells();
  void read_running();
  void require_same(const nlohmann::json& made_with, const std::filesystem::path& file) const;

  std::filesystem::path folder_;
  nlohmann::json configuration_;
  std::chrono::duration<double> between_saves_;
  std::string lines_;
  std::map<Key, Cell> cells_;
  nlohmann::json running_;  // null, or as it is in the file
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

}  // namespace bros::tasks
