// Counts the cases in which something holds.
#pragma once

#include <bros/evidence/claim.hpp>

namespace bros {

class Tally {
 public:
  void add(bool holds) {
    ++total_;
    holding_ += holds;
  }
  [[nodiscard]] std::uint64_t holding() const { return holding_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// Cases in exact arithmetic.
  void log(EvidenceLog& log, std::string what) const { log.all_of(std::move(what), holding_, total_); }
  /// Cases decided by intervals.
  void log_enclosed(EvidenceLog& log, std::string what) const {
    log.all_of(std::move(what), holding_, total_, EvidenceKind::enclosed);
  }
  /// Cases in floating point.
  void log_in_floating_point(EvidenceLog& log, std::string what) const {
    log.all_of(std::move(what), holding_, total_, EvidenceKind::rounding);
  }

 private:
  std::uint64_t holding_ = 0, total_ = 0;
};

}  // namespace bros
