#include "signals.hpp"

#include <csignal>

namespace bros::sweep {

namespace {
volatile std::sig_atomic_t last = 0;

void set(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}
}  // namespace

Signals::Signals() {
  last = 0;
  set([](int signal) { last = signal; });
  std::signal(SIGXFSZ, SIG_IGN);
}

Signals::~Signals() {
  set(SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
}

int Signals::caught() { return last; }

}  // namespace bros::sweep
