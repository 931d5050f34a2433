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
  /// Cases in exact arithmetic.
  void log(EvidenceLog& log, std::string what) const { log.all_of(std::move(what), holding_, total_); }
  /// Cases in floating point.
  void log_in_floating_point(EvidenceLog& log, std::string what) const {
    log.all_of(std::move(what), holding_, total_, EvidenceKind::rounding);
  }

 private:
  std::uint64_t holding_ = 0, total_ = 0;
};

}  // namespace bros
