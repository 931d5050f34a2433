#pragma once

namespace bros::sweep {

/// While it lives, the first SIGINT or SIGTERM is only noted, so that work can be brought to an orderly end; a second
/// one has its usual effect. A file that grows beyond a limit is an error of the write and not the end of the process.
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
