// Where a page of results comes from: what somebody needs who wants the same figures again.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bros::plots {

/// One run of the program.
struct Origin {
  std::string command = {};
  std::uint64_t seed = 0;  ///< key of all random streams
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::string part = {};  ///< what of the work it did, where an earlier run did the rest
};

/// Names and values: version, commit, command, machine, seed, time taken until now.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> facts(const Origin& origin);
[[nodiscard]] nlohmann::json to_json(const Origin& origin);

/// Of this program, written when it is built (build.cmake); the commit says so if files differed from it, and is empty
/// if there was no clone.
struct Build {
  const char *version, *commit;
};
[[nodiscard]] Build this_build();

}  // namespace bros::plots
