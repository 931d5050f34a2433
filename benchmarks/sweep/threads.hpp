#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace bros::sweep {

/// How many threads this process can have at once, the calling one among them; no more than `most` are tried.
/// Cost:     they are started and ended, 10 to 20 microseconds each
[[nodiscard]] std::size_t threads_at_once(std::size_t most);

/// How many threads a command takes: as many as --threads says; if it does not, one a processor, or fewer where the
/// system does not let this process have as many.
/// Requires: between 1 and 1024, and no more than can be had [-> ArgumentError that names --threads and says how many]
[[nodiscard]] unsigned threads_to_use(const std::optional<std::int64_t>& asked);

}  // namespace bros::sweep
