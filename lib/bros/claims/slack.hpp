// By how much bounds hold: the least quotient of a bound and what it bounds.
#pragma once

#include <bros/core/scalar.hpp>
#include <bros/evidence/claim.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace bros {

/// The least bound / exact value over all cases, and over each kind of case. In floating point a bound may fall short
/// by 1e-9, and exact values below 1e-20 are rounding of 0 and say nothing.
template <FieldScalar S>
class Slack {
 public:
  static constexpr bool rounds = std::numeric_limits<S>::is_specialized && !std::numeric_limits<S>::is_exact;

  void see(const S& bound, const S& exact, const std::string& kind) {
    ++cases_;
    if constexpr (rounds) {
      if (exact < 1e-20 && bound >= 0) return;
      holds_ = holds_ && bound >= exact * (1 - 1e-9);
    } else {
      holds_ = holds_ && bound >= exact;
      if (!(exact > 0)) return;
    }
    const double quotient = static_cast<double>(S(bound / exact));
    const auto [at, first] = least_.emplace(kind, quotient);
    if (!first && !(quotient >= at->second)) at->second = quotient;
    if (!(quotient >= all_)) all_ = quotient;
  }
  [[nodiscard]] bool holds() const { return holds_ && !least_.empty(); }
  [[nodiscard]] double least() const { return all_; }

  void log(EvidenceLog& log, std::string what) const {
    std::string computed = "least slack " + EvidenceLog::text(all_) + " over " + std::to_string(cases_) + " cases";
    if (least_.size() > 1)
      for (const auto& [kind, quotient] : least_) computed += "; " + kind + " " + EvidenceLog::text(quotient);
    log.add({std::move(what), rounds ? EvidenceKind::rounding : EvidenceKind::exact, computed, "slack at least 1",
             holds(), cases_});
  }

 private:
  bool holds_ = true;
  double all_ = std::numeric_limits<double>::infinity();
  std::map<std::string, double> least_;
  std::uint64_t cases_ = 0;
};

}  // namespace bros
