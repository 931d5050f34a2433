// Results of a sweep in an SQLite file that several processes of one machine may use at once.
#pragma once

#include "cell.hpp"
#include "sqlite.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bros::sweep {

/// What computes cells: cells of one fingerprint may stand together, others not.
struct Code {
  std::string program, fingerprint;
  std::string configuration = {};  ///< what else the cells of a store have in common, in words of who computes them
};

/// One text a cell, and bytes for one that is not finished, written in transactions: what is committed survives kill -9
/// and a full disk; a power cut can take the last commits with it and leaves a store that opens.
/// Ensures:  each row carries a checksum of key and value that is verified when it is read
/// Requires: a store of this format and code that is whole, on a local disk [-> ArgumentError that names `flag`], and
///           room to write [-> std::runtime_error that names it, as for all that goes wrong later]
class Store {
 public:
  using Clock = std::chrono::system_clock;

  /// For writing: the file is made if it is missing or empty.
  Store(std::filesystem::path file, const Code& code, std::string flag = "--store");
  /// For reading what is there, whatever code computed it, also on a read-only medium.
  explicit Store(std::filesystem::path file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] bool empty();
  /// Every cell, sorted by key.
  [[nodiscard]] std::map<Cell, std::string> results();
  [[nodiscard]] std::optional<std::string> find(const Cell& cell);
  /// Seconds spent by (problem, method), runs whose result was lost or double not counted.
  [[nodiscard]] std::map<std::pair<std::string, std::string>, double> seconds();

  /// What `work` does to the store happens in one transaction or, if it throws, not at all.
  void transact(const std::function<void()>& work);
  /// Keeps the result, and lets go of the claim and of what was saved; false if it was there already.
  /// Requires: the same value if it was there [-> std::runtime_error that gives both]
  bool put(const Cell& cell, const std::string& value, double seconds);
  bool put(const Cell& cell, double value, double seconds) { return put(cell, to_value(value), seconds); }
  /// Keeps bytes from which a cell that is not finished can go on, in place of those before.
  void save(const Cell& cell, const std::string& bytes);
  [[nodiscard]] std::optional<std::string> saved(const Cell& cell);
  /// Says that this process computes the cell; false if another one does that is alive.
  bool claim(const Cell& cell);
  /// Says that this process is alive: one of another machine, or that cannot be seen, counts as dead after a minute.
  void beat(Clock::time_point now = Clock::now());

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// What computed the cells, as the file has it.
  [[nodiscard]] const Code& code() const { return code_; }

 private:
  template <class Work>
  void open(const Work& work);
  void create();
  void check();
  void prepare();
  [[nodiscard]] Code code_in_file();
  [[nodiscard]] std::string anew() const { return "give another " + flag_ + ", or remove it"; }
  bool alive(const std::string& host, std::int64_t pid, std::int64_t beat) const;
  [[nodiscard]] std::optional<std::string> found(const Cell& cell, Statement& row);
  [[nodiscard]] static std::string verified(const std::string& name, const Statement& row, int column);
  [[noreturn]] void explain(const SqlError& error, bool opening) const;
  template <class Work>
  auto explained(const Work& work) const;

  std::filesystem::path file_;
  Code code_;
  std::string flag_ = "--store", host_;
  std::int64_t pid_;
  bool registered_ = false;
  std::optional<Database> database_;
  std::optional<Statement> find_, put_, save_, saved_, forget_, claim_, owner_, let_go_, spend_, beat_;
};

}  // namespace bros::sweep
