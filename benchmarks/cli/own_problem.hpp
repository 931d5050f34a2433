// The user's own quadratic problem in `bros rates`: its flags, and the study they ask for.
#pragma once

#include "../studies/own_study.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bros::cli {

struct OwnFlags {
  std::string file, data;  ///< one of them names the problem
  std::vector<Index> rank;
  std::optional<Index> batch;
  std::string sampling = "iid", steps = "auto";
  studies::OwnOptions study;  ///< methods, actions and samplers; the rest is filled in by own_study()
};

/// Adds --file, --methods, --actions, --samplers, --rank, --steps, --batch and --sampling.
void add_own_flags(CLI::App& sub, OwnFlags& flags);

/// Whether the flags name a problem of the user's: a JSON file, or a folder with .f64 files.
[[nodiscard]] bool names_own_problem(const OwnFlags& flags);

/// Refuses the flags of a problem of the user's where none is named [-> ArgumentError].
void refuse_own_flags(const CLI::App& sub);

/// Requires: names_own_problem(), and files and flags that make a problem and a study [-> ArgumentError]
[[nodiscard]] studies::Study own_study(OwnFlags flags, std::vector<std::uint64_t> horizons,
                                       std::optional<std::size_t> seeds, std::uint64_t key);

}  // namespace bros::cli
