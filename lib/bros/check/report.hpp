// What a check of a problem found, and how it says so in words.
#pragma once

#include <bros/core/scalar.hpp>
#include <bros/core/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bros {

/// One comparison of what a problem answers with what it should: "`quantity` is `check`", or is not.
struct Finding {
  std::string quantity;                  ///< whose answer it is: check_problem() lists them
  std::string check;                     ///< what it should be
  bool ok = false;                       ///< whether the answer is what it should be
  double deviation = 0, tolerance = 0;   ///< at the entry whose deviation exceeds its tolerance by most
  Index block = -1, row = -1, col = -1;  ///< that entry; block -1: entry `row` of a vector of x; row -1: of no vector
  double answered = 0, expected = 0;     ///< expected is NaN where there is no single value that it should be
  std::string where{};                   ///< the tangent, sample or subspace it was asked with
  std::string hint{};                    ///< what the pattern of the deviations suggests; empty if nothing

  /// In words.
  [[nodiscard]] std::string text() const {
    TextStream line;
    line << quantity << (ok ? " is " : " is not ") << check;
    if (!ok) {
      if (row >= 0) {
        if (block >= 0)
          line << ": block " << block << ", entry (" << row << ", " << col << ")";
        else
          line << ": entry " << row;
      }
      if (!where.empty()) line << ", " << where;
      line << ": " << answered;
      if (expected == expected) line << " against " << expected;
      if (expected != 0 && answered / expected == answered / expected) line << " (ratio " << answered / expected << ")";
    }
    line << "; deviation " << deviation << ", tolerance " << tolerance;
    if (!hint.empty()) line << "\n    hint: " << hint;
    return line.str();
  }
};

/// The findings of a check, in the order in which they were made, and notes on how they were made.
class CheckReport {
 public:
  /// Adds a comparison.
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  /// Adds a line of text, such as what was not checked.
  void note(std::string line) { notes_.push_back(std::move(line)); }
  /// Adds what another report says, with `how` behind each check and before each note.
  void append(const CheckReport& other, const std::string& how) {
    for (Finding finding : other.findings_) {
      finding.check += " (" + how + ")";
      findings_.push_back(std::move(finding));
    }
    for (const std::string& line : other.notes_) notes_.push_back(std::string(how).append(": ").append(line));
  }
  /// All, in the order of the checks.
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  /// How it was checked, a sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// Whether there are findings, and all of them are ok.
  [[nodiscard]] bool ok() const {
    return !findings_.empty() && std::all_of(findings_.begin(), findings_.end(), [](const auto& f) { return f.ok; });
  }
  /// Those that are not ok.
  [[nodiscard]] std::vector<Finding> failures() const {
    std::vector<Finding> failed;
    for (const Finding& finding : findings_)
      if (!finding.ok) failed.push_back(finding);
    return failed;
  }
  /// The failure of this quantity whose check contains these words; null if there is none.
  [[nodiscard]] const Finding* failure(std::string_view quantity, std::string_view words = "") const {
    for (const Finding& finding : findings_)
      if (!finding.ok && finding.quantity == quantity && finding.check.find(words) != std::string::npos)
        return &finding;
    return nullptr;
  }
  /// What fails first, in full; then what holds; then how it was checked.
  [[nodiscard]] std::string text() const {
    TextStream out(3);
    const auto failed = failures();
    out << (findings_.size() - failed.size()) << " of " << findings_.size() << " checks hold\n";
    for (const Finding& finding : failed) out << "  FAILED  " << finding.text() << "\n";
    for (std::size_t first = 0; first < findings_.size();) {  // quantities of which the same holds share a line
      std::string quantities;
      double nearest = 0;
      std::size_t next = first;
      for (; next < findings_.size() && findings_[next].check == findings_[first].check; ++next) {
        const Finding& finding = findings_[next];
        if (!finding.ok) continue;
        quantities += (quantities.empty() ? "" : ", ") + finding.quantity;
        if (finding.tolerance > 0) nearest = std::max(nearest, finding.deviation / finding.tolerance);
      }
      if (!quantities.empty()) {
        out << "  ok      " << quantities << ": " << findings_[first].check;
        if (nearest > 0) out << " (within " << nearest << " of the tolerance)";
        out << "\n";
      }
      first = next;
    }
    for (const std::string& line : notes_) out << "  note    " << line << "\n";
    return out.str();
  }

 private:
  std::vector<Finding> findings_;
  std::vector<std::string> notes_;
};

}  // namespace bros
