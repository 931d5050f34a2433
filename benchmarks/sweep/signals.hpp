#pragma once

namespace bros::sweep {

/// While it lives, the first SIGINT or SIGTERM is only noted, so that work can be brought to an orderly end; a second
/// one has the effect that it had before.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  /// The number of the signal, or 0.
  [[nodiscard]] static int caught();
};

}  // namespace bros::sweep
