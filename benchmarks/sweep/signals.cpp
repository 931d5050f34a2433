#include "signals.hpp"

#include <csignal>

namespace bros::sweep {

namespace {
volatile std::sig_atomic_t last = 0;
struct sigaction before_int, before_term;

void bring_back() {
  sigaction(SIGINT, &before_int, nullptr);
  sigaction(SIGTERM, &before_term, nullptr);
}

void note(int signal) {
  last = signal;
  bring_back();
}
}  // namespace

Signals::Signals() {
  last = 0;
  struct sigaction action {};
  action.sa_handler = note;
  sigaction(SIGINT, &action, &before_int);
  sigaction(SIGTERM, &action, &before_term);
}

Signals::~Signals() { bring_back(); }

int Signals::caught() { return last; }

}  // namespace bros::sweep
