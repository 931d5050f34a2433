// Claims, and the evidence that speaks for them.
#pragma once

#include <bros/core/text.hpp>
#include <bros/evidence/account.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bros {

/// What a piece of evidence is worth.
///   exact        true in exact arithmetic in every case that was checked, drawn or enumerated: of these, no others
///   enclosed     an inequality between intervals with outward rounding: of the instances it names
///   rounding     floating point agrees with the theory to a stated rounding bound
///   statistical  a test of declared level and power did not refute it: not a proof
enum class EvidenceKind { exact, enclosed, rounding, statistical };

[[nodiscard]] constexpr std::string_view to_string(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::exact:
      return "exact";
    case EvidenceKind::enclosed:
      return "enclosed";
    case EvidenceKind::rounding:
      return "rounding";
    case EvidenceKind::statistical:
      return "statistical";
  }
  return "unknown";
}

/// One comparison of something computed with what the theory says.
struct Evidence {
  std::string what;
  EvidenceKind kind;
  std::string computed, theoretical;
  bool holds;
  std::uint64_t n = 1;          ///< cases checked or draws taken
  double alpha = 0, power = 0;  ///< of a statistical test

  /// "held exactly", "enclosed", "agrees to rounding", "not refuted" or "FAILED".
  [[nodiscard]] std::string_view verdict() const {
    if (!holds) return "FAILED";
    switch (kind) {
      case EvidenceKind::exact:
        return "held exactly";
      case EvidenceKind::enclosed:
        return "enclosed";
      case EvidenceKind::rounding:
        return "agrees to rounding";
      case EvidenceKind::statistical:
        return "not refuted";
    }
    return "unknown";
  }
};

/// Thrown by an EvidenceLog that stops at the first evidence that fails.
class Refuted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Collects the evidence for one claim.
class EvidenceLog {
 public:
  explicit EvidenceLog(bool stop_at_failure = false) : stop_at_failure_(stop_at_failure) {}

  /// Adds a piece.   Throws: Refuted, if it does not hold and the log stops at a failure
  void add(Evidence evidence) {
    if (!evidence.holds && stop_at_failure_)
      throw Refuted(evidence.what + ": " + evidence.computed + " against " + evidence.theoretical);
    lines_.push_back(std::move(evidence));
  }
  /// computed == theoretical, in exact arithmetic.
  template <class T, class U>
  void equal(std::string what, const T& computed, const U& theoretical) {
    add({std::move(what), EvidenceKind::exact, text(computed), text(theoretical), computed == theoretical});
  }
  /// `holding` of `total` cases hold.   Requires: total >= 1, or it fails
  void all_of(std::string what, std::uint64_t holding, std::uint64_t total, EvidenceKind kind = EvidenceKind::exact) {
    add({std::move(what), kind, std::to_string(holding) + " of " + std::to_string(total),
         std::to_string(total) + " of " + std::to_string(total), holding == total && total > 0, total});
  }
  /// `deviation`, of something that is 0 in exact arithmetic, is at most the rounding bound `tolerance`.
  template <class T>
  void rounds(std::string what, const T& deviation, const T& tolerance, std::uint64_t n = 1) {
    add({std::move(what), EvidenceKind::rounding, text(deviation), "at most " + text(tolerance), deviation <= tolerance,
         n});
  }
  /// A test that was declared as `plan`.
  void tested(const StatisticalTest& plan, std::string computed, std::string theoretical, bool refuted) {
    add({plan.null, EvidenceKind::statistical, std::move(computed), std::move(theoretical), !refuted, plan.n,
         plan.alpha, plan.power});
  }
  [[nodiscard]] const std::vector<Evidence>& lines() const { return lines_; }
  /// Whether there is evidence and all of it holds.
  [[nodiscard]] bool holds() const {
    bool all = !lines_.empty();
    for (const Evidence& line : lines_) all = all && line.holds;
    return all;
  }

  /// A number with a few digits; rationals as fractions.
  template <class T>
  [[nodiscard]] static std::string text(const T& value) {
    return bros::text_of(value, 6);
  }

 private:
  bool stop_at_failure_;
  std::vector<Evidence> lines_;
};

/// A statement, where it is proved, where it is computed, and what gathers the evidence for it.
struct Claim {
  const char* id;
  const char* statement;
  const char* proof;   ///< a section of docs/, "file.md#anchor"
  const char* header;  ///< under lib/, where the code that it is about stands
  void (*gather)(EvidenceLog&);
};

}  // namespace bros
