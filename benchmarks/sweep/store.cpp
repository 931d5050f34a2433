#include "store.hpp"

#include "cell_sql.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>
#include <sqlite3.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace bros::sweep {

namespace {

constexpr std::int64_t application_id = 0x42524f53;  // "BROS"
constexpr std::int64_t format = 2;                   // raise it with every change of the tables
constexpr std::chrono::seconds longest_silence{60};

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// A file system that was mounted so, or a folder in which this user can make no files: nothing can be locked there.
bool on_read_only_medium(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return access(folder.c_str(), W_OK) != 0;
}

/// Whether a process of this machine runs. One that has ended keeps its number until its parent asks for it, or for
/// ever: it is a zombie.
bool runs(pid_t pid) {
  if (kill(pid, 0) != 0) return errno != ESRCH;
  std::ifstream file(fmt::format("/proc/{}/stat", pid));  // number (name) state ..; the name may hold anything
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::size_t end = text.rfind(')');
  return end == text.npos || end + 2 >= text.size() || (text[end + 2] != 'Z' && text[end + 2] != 'X');
}

}  // namespace

template <class Work>
auto Store::explained(const Work& work) const {
  try {
    return work();
  } catch (const SqlError& error) {
    explain(error, false);
  }
}

Store::Store(std::filesystem::path file, const Code& code, std::string flag)
    : file_(std::move(file)), code_(code), flag_(std::move(flag)), host_(host_name()), pid_(getpid()) {
  std::error_code missing;
  const auto status = std::filesystem::status(file_, missing);
  require(!std::filesystem::exists(status) || std::filesystem::is_regular_file(status), flag_.c_str(), file_.string(),
          "must be a place that can be written (it is no regular file)");
  const auto size = std::filesystem::file_size(file_, missing);
  open([&] {
    // SQLite would take a file that is shorter than any database for an empty one, and write over it.
    if (!missing && size > 0 && size < 512) throw SqlError(SQLITE_NOTADB, "");
    database_.emplace(file_, Access::create);
    if (database_->integer("SELECT count(*) FROM sqlite_schema") == 0) create();
    check();
    code_ = code_in_file();
    require(code_.fingerprint == code.fingerprint, flag_.c_str(), file_.string(),
            fmt::format("was computed by other code ({}, fingerprint {}; this is {}, {}), and cells of both must not "
                        "be mixed: {}; --export still reads it",
                        shown(code_.program), shown(code_.fingerprint), code.program, code.fingerprint, anew()));
    prepare();
  });
}

Store::Store(std::filesystem::path file) : file_(std::move(file)), host_(host_name()), pid_(getpid()) {
  std::error_code none;
  require(std::filesystem::is_regular_file(file_, none), "--store", file_.string(),
          "does not exist or is no regular file: nothing was computed into it yet");
  const bool frozen = on_read_only_medium(file_);
  const auto journal = std::filesystem::file_size(file_.string() + "-wal", none);
  require(!frozen || none || journal == 0, "--store", file_.string(),
          "has cells in a journal beside it that is merged where it can be written: copy both there");
  open([&] {
    database_.emplace(file_, frozen ? Access::frozen : Access::existing);
    require(database_->integer("SELECT count(*) FROM sqlite_schema") > 0, "--store", file_.string(),
            "holds nothing yet: whoever was to make it was stopped; --resume goes on");
    check();
    code_ = code_in_file();
    prepare();
  });
}

template <class Work>
void Store::open(const Work& work) {
  const auto end = Clock::now() + longest_silence;
  for (;;) try {
      return work();
    } catch (const SqlError& error) {
      // SQLite does not wait where one process creates or closes the file while another opens it.
      if (error.code != SQLITE_BUSY || Clock::now() > end) explain(error, true);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Code Store::code_in_file() {
  const auto value = [&](const char* name) {
    return database_->text(fmt::format("SELECT value FROM meta WHERE name = '{}'", name));
  };
  return {value("program"), value("fingerprint"), value("configuration")};
}

Store::~Store() {
  if (!registered_) return;
  try {
    database_->prepare("DELETE FROM claims WHERE host = ?1 AND pid = ?2")(host_, pid_).run();
    database_->prepare("DELETE FROM processes WHERE host = ?1 AND pid = ?2")(host_, pid_).run();
  } catch (const SqlError&) {  // the next process sees that this one is gone
  }
}

void Store::create() {
  database_->execute("PRAGMA journal_mode = WAL");  // stands outside of transactions
  Transaction transaction(*database_);
  if (database_->integer("SELECT count(*) FROM sqlite_schema") != 0) return;  // another process was faster
  std::string key = column_names();
  database_->execute(fmt::format(
      "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE cells ({0}value TEXT NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY ({1})) STRICT, WITHOUT ROWID;"
      "CREATE TABLE saved (cell TEXT PRIMARY KEY, bytes BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;"
      "CREATE TABLE seconds (problem TEXT, method TEXT, seconds REAL NOT NULL, PRIMARY KEY (problem, method)) "
      "STRICT, WITHOUT ROWID;"
      "CREATE TABLE claims (cell TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
      "CREATE TABLE processes (host TEXT, pid INTEGER, beat INTEGER NOT NULL, PRIMARY KEY (host, pid)) "
      "STRICT, WITHOUT ROWID;"
      "PRAGMA application_id = {2};"
      "PRAGMA user_version = {3};",
      cell_declarations(), key, application_id, format));
  Statement meta = database_->prepare("INSERT INTO meta VALUES (?1, ?2)");
  meta("program", code_.program).run();
  meta("fingerprint", code_.fingerprint).run();
  meta("configuration", code_.configuration).run();
  transaction.commit();
}

void Store::check() {
  const auto is = [&](bool holds, const std::string& otherwise) {
    require(holds, flag_.c_str(), file_.string(), otherwise + ": " + anew());
  };
  is(database_->integer("PRAGMA application_id") == application_id, "is not a store of bros");
  const std::int64_t found = database_->integer("PRAGMA user_version");
  is(found == format, fmt::format("has format {}, and this program reads format {}", found, format));
  const std::string damage = database_->text("PRAGMA quick_check(1)");
  is(damage == "ok", "is damaged (" + shown(damage) + ")");
  if (on_read_only_medium(file_)) return;
  const std::string journal = database_->text("PRAGMA journal_mode = WAL");
  is(journal == "wal", "lies where processes cannot share memory, such as a network drive");
  database_->execute("PRAGMA synchronous = NORMAL");
}

void Store::prepare() {
  const auto as = [&](const char* sql) { return database_->prepare(sql); };
  find_ = database_->prepare("SELECT value, checksum FROM cells WHERE " + same_cell());
  put_ = database_->prepare(
      "INSERT INTO cells VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING");
  save_ = as("INSERT OR REPLACE INTO saved VALUES (?1, CAST(?2 AS BLOB), ?3)");
  saved_ = as("SELECT bytes, checksum FROM saved WHERE cell = ?1");
  forget_ = as("DELETE FROM saved WHERE cell = ?1");
  claim_ = as("INSERT INTO claims VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET host = ?2, pid = ?3");
  owner_ = as("SELECT host, pid, coalesce(beat, 0) FROM claims LEFT JOIN processes USING (host, pid) WHERE cell = ?1");
  let_go_ = as("DELETE FROM claims WHERE cell = ?1");
  spend_ = as("INSERT INTO seconds VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET seconds = seconds + ?3");
  beat_ = as("INSERT INTO processes VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET beat = ?3");
}

void Store::explain(const SqlError& error, bool opening) const {
  const bool file_is_wrong = error.code == SQLITE_NOTADB || error.code == SQLITE_CORRUPT;
  const auto say = [&](const std::string& words) {
    if (opening || file_is_wrong) require(false, flag_.c_str(), file_.string(), words);
    throw std::runtime_error(flag_ + " = " + file_.string() + ": " + words);
  };
  switch (error.code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
      say(
          fmt::format("could not be written ({}); every cell committed before is kept: with room for it, --resume goes "
                      "on",
                      error.what()));
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      say(fmt::format("must be a place that can be written ({})", error.what()));
      break;
    case SQLITE_BUSY:
      say("is held by another program for more than a minute");
      break;
    case SQLITE_NOTADB:
      say("is not a store of bros: " + anew());
      break;
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // tables that are not there
      say(fmt::format("is damaged ({}): {}", error.what(), anew()));
      break;
    default:
      say(fmt::format("could not be used ({})", error.what()));
  }
  std::abort();
}

/// The text or the bytes of a row, with the checksum beside.
std::string Store::verified(const std::string& name, const Statement& row, int column) {
  std::string value = row.text(column);
  if (row.integer(column + 1) != checksum(name + "," + value))
    throw SqlError(SQLITE_CORRUPT, "the checksum of " + name + " is wrong");
  return value;
}

bool Store::empty() {
  return explained([&] { return database_->integer("SELECT EXISTS (SELECT * FROM cells)") == 0; });
}

std::map<Cell, std::string> Store::results() {
  return explained([&] {
    std::map<Cell, std::string> results;
    Statement row = database_->prepare("SELECT * FROM cells");
    while (row.step()) {
      const Cell cell = cell_in(row);
      results.emplace(cell, verified(to_csv(cell), row, columns.size()));
    }
    return results;
  });
}

std::optional<std::string> Store::found(const Cell& cell, Statement& row) {
  return explained([&]() -> std::optional<std::string> {
    if (!row.step()) return std::nullopt;
    std::string value = verified(to_csv(cell), row, 0);
    row.reset();
    return value;
  });
}

std::optional<std::string> Store::find(const Cell& cell) {
  bind(*find_, cell);
  return found(cell, *find_);
}

std::optional<std::string> Store::saved(const Cell& cell) { return found(cell, (*saved_)(to_csv(cell))); }

std::map<std::pair<std::string, std::string>, double> Store::seconds() {
  return explained([&] {
    std::map<std::pair<std::string, std::string>, double> seconds;
    Statement row = database_->prepare("SELECT problem, method, seconds FROM seconds");
    while (row.step()) seconds[{row.text(0), row.text(1)}] = row.real(2);
    return seconds;
  });
}

void Store::transact(const std::function<void()>& work) {
  explained([&] {
    Transaction transaction(*database_);
    work();
    transaction.commit();
  });
}

bool Store::put(const Cell& cell, const std::string& value, double seconds) {
  require_plain(cell);
  return explained([&] {
    const std::string name = to_csv(cell);
    (*let_go_)(name).run();
    (*forget_)(name).run();
    bind(*put_, cell);
    const int next = columns.size() + 1;
    put_->bind(next, value);
    put_->bind(next + 1, checksum(name + "," + value));
    if (put_->run() == 1) {
      (*spend_)(cell.problem, cell.method, seconds).run();
      return true;
    }
    const std::string kept = find(cell).value();
    if (kept != value)
      throw std::runtime_error(
          fmt::format("{} = {}: holds {} for {}, and {} was computed now: machines that round "
                      "differently must not share a store",
                      flag_, file_.string(), shown(kept), name, shown(value)));
    return false;
  });
}

void Store::save(const Cell& cell, const std::string& bytes) {
  require_plain(cell);
  const std::string name = to_csv(cell);
  explained([&] { (*save_)(name, bytes, checksum(name + "," + bytes)).run(); });
}

bool Store::alive(const std::string& host, std::int64_t pid, std::int64_t beat) const {
  if (Clock::now() - Clock::time_point(std::chrono::seconds(beat)) > longest_silence) return false;
  return host != host_ || runs(static_cast<pid_t>(pid));
}

bool Store::claim(const Cell& cell) {
  require_plain(cell);
  return explained([&] {
    const std::string name = to_csv(cell);
    if ((*owner_)(name).step()) {
      const std::string host = owner_->text(0);
      const std::int64_t pid = owner_->integer(1), beat = owner_->integer(2);
      owner_->reset();
      if (!(host == host_ && pid == pid_) && alive(host, pid, beat)) return false;
    }
    (*claim_)(name, host_, pid_).run();
    return true;
  });
}

void Store::beat(Clock::time_point now) {
  registered_ = true;
  explained([&] {
    (*beat_)(host_, pid_, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()).run();
  });
}

}  // namespace bros::sweep
