#include "partial_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace bros::plots {

namespace {

// For a signal handler, which must not wait and must not allocate. More are never open at once.
std::array<std::atomic<const char*>, 16> names_of_partial_files{};

void exchange_name(const char* from, const char* to) {
  for (auto& name : names_of_partial_files)
    if (const char* expected = from; name.compare_exchange_strong(expected, to)) return;
}

void remove_and_end(int signal) {
  remove_partial_files();
  raise(signal);  // with its usual effect: the handler is for one time
}

}  // namespace

PartialFile::PartialFile(const std::filesystem::path& folder, const char* suffix) {
  static std::atomic<unsigned> count{0};
  do {
    path_ = folder / (".bros-" + std::to_string(getpid()) + "-" + std::to_string(count++) + suffix);
    name_ = path_.string();
    descriptor_ = open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);  // left by a process of the same number that was killed
  if (descriptor_ >= 0) exchange_name(nullptr, name_.c_str());
}

PartialFile::~PartialFile() {
  if (name_.empty() || descriptor_ < 0) return;
  unlink(name_.c_str());
  exchange_name(name_.c_str(), nullptr);
}

bool PartialFile::move_to(const std::filesystem::path& place) {
  if (std::rename(name_.c_str(), place.c_str()) != 0) return false;
  exchange_name(name_.c_str(), nullptr);
  name_.clear();
  return true;
}

void remove_partial_files() {
  for (const auto& name : names_of_partial_files)
    if (const char* const file = name.load()) unlink(file);
}

void remove_partial_files_on_signals() {
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU, SIGABRT,
                           SIGIO, SIGPROF, SIGPWR, SIGSTKFLT, SIGSYS, SIGTRAP, SIGVTALRM}) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action.sa_handler = remove_and_end;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace bros::plots
