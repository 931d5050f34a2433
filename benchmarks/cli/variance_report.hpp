// What `bros variance` found, and how it says it: tables on screen, CSV, JSON, pictures and a page.
#pragma once

#include "../plots/report.hpp"

#include <bros/action/action.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/slope_fit.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bros::cli {

/// One action at one rank: exact values and what was measured.
struct VarianceRow {
  const ActionTraits* action;
  Index rank;
  std::string refused;                       // why the action does not exist at this rank
  Index cost = 0;                            // Hessian actions an estimate
  std::string moment = "-", relative = "-";  // where the theory knows them
  double exact_moment = 0, exact_relative = 0;
  Interval measured{0, 0, 0};
  [[nodiscard]] bool known() const { return moment != "-"; }
};

/// One rank: of each unbiased action that allows it the greatest second moment over symmetric H, and an upper bound on
/// it over all H; and what no unbiased estimate with these data is below.
struct WorstCases {
  Index rank;
  struct Of {
    const ActionTraits* action;
    rational symmetric, any;
    bool attained;  // `any` is the maximum, not only a bound on it
  };
  std::vector<Of> actions = {};
  struct Bound {
    const char *key, *data;
    std::optional<rational> symmetric, any;
  };
  std::vector<Bound> bounds = {};
};

struct VarianceResults {
  Index rows, cols, rank;
  std::string sampler;
  std::int64_t draws;
  bool exact_rational;
  double norm;  ///< ||H Z||^2
  const std::vector<ActionTraits>* actions;
  std::vector<VarianceRow> table = {};       ///< by rank, ascending, then in the order of the actions
  std::vector<WorstCases> worst_cases = {};  ///< by rank, ascending; empty where the theory does not know them
};

/// Tables on screen, of the rank that was asked for.
void print(const VarianceResults& results);

/// Ensures:  returns what the folder holds, in words
std::string write(const VarianceResults& results, const std::filesystem::path& folder, const plots::Origin& origin);

}  // namespace bros::cli
