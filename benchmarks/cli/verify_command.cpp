#include "../plots/files.hpp"
#include "../plots/origin.hpp"
#include "../plots/text.hpp"
#include "commands.hpp"
#include "flags.hpp"

#include "../sweep/parallel.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/threads.hpp"

#include <bros/claims/claims.hpp>
#include <bros/claims/mutants.hpp>
#include <bros/claims/proofs.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace bros::cli {
namespace {

/// The theorems on a claim that Coq checks, not this program.
std::vector<CheckedTheorem> checked_theorems_on(std::string_view claim) {
  std::vector<CheckedTheorem> of_it;
  for (const CheckedTheorem& one : checked_theorems())
    if (one.claim == claim) of_it.push_back(one);
  return of_it;
}
constexpr const char* machine_checked = "machine-checked";
std::string axioms_of(const CheckedTheorem& one) {
  return std::string_view(one.axioms) == "none" ? "no axioms" : "axioms of Coq's " + std::string(one.axioms);
}

/// A claim with the evidence that was gathered, or the reason why it could not be.
struct Outcome {
  const Claim* claim;
  std::vector<Evidence> lines;
  std::string error;
  double seconds = 0;

  [[nodiscard]] bool holds() const {
    return error.empty() && !lines.empty() &&
           std::all_of(lines.begin(), lines.end(), [](const Evidence& line) { return line.holds; });
  }
  /// The line that speaks for the claim in a table: the first that fails, or the first.
  [[nodiscard]] Evidence headline() const {
    if (!error.empty()) return {"gathering the evidence", EvidenceKind::exact, error, "no error", false};
    for (const Evidence& line : lines)
      if (!line.holds) return line;
    return lines.empty() ? Evidence{"nothing", EvidenceKind::exact, "no evidence", "evidence", false} : lines.front();
  }
  /// "FAILED", or what its kinds of evidence amount to, the strongest first.
  [[nodiscard]] std::string verdict() const {
    if (!holds()) return "FAILED";
    std::string text = checked_theorems_on(claim->id).empty() ? "" : machine_checked;
    for (const EvidenceKind kind :
         {EvidenceKind::exact, EvidenceKind::enclosed, EvidenceKind::rounding, EvidenceKind::statistical}) {
      const auto line = std::find_if(lines.begin(), lines.end(), [&](const Evidence& e) { return e.kind == kind; });
      if (line != lines.end()) text += (text.empty() ? "" : ", ") + std::string(line->verdict());
    }
    return text;
  }
  /// Of its statistical tests together: the union bound on alpha, and the least power.
  [[nodiscard]] double alpha() const {
    double sum = 0;
    for (const Evidence& line : lines) sum += line.alpha;
    return sum;
  }
  [[nodiscard]] double power() const {
    double least = 1;
    for (const Evidence& line : lines)
      if (line.kind == EvidenceKind::statistical) least = std::min(least, line.power);
    return least;
  }
};

std::string shortened(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}
/// "1e-09", or a dash where there is no test.
std::string level(double alpha) { return alpha > 0 ? fmt::format("{:.0e}", alpha) : "-"; }
std::string power_of(double alpha, double power) { return alpha > 0 ? fmt::format("{}", power) : "-"; }

struct VerifyCommand {
  std::string claim, json, markdown;
  std::optional<std::int64_t> threads;  // default: threads_to_use()
  Invocation invocation;

  int operator()() const {
    const auto chosen = choose();
    const unsigned at_once = sweep::threads_to_use(threads);
    plots::require_apart({{"--json", json}, {"--markdown", markdown}}, {});
    std::optional<plots::OutputFile> json_file, markdown_file;  // refused now rather than after the work
    if (!json.empty()) json_file.emplace("--json", json);
    if (!markdown.empty()) markdown_file.emplace("--markdown", markdown);

    std::vector<Outcome> outcomes(chosen.size());
    const auto start = std::chrono::steady_clock::now();
    {
      sweep::Progress progress("claims", static_cast<double>(chosen.size()));
      sweep::parallel_for(chosen.size(), at_once, [&](std::size_t i) {
        outcomes[i] = gather(*chosen[i]);
        progress.add(1);
      });
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;

    const auto is_printed = [](const auto& file) { return file && file->is_standard_output(); };
    const bool table = !is_printed(json_file) && !is_printed(markdown_file);
    write(json_file, plots::json_text(as_json(outcomes)));
    write(markdown_file, as_markdown(outcomes));
    if (table) print(outcomes, elapsed.count());
    return std::all_of(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return o.holds(); }) ? 0 : 1;
  }

 private:
  static void write(std::optional<plots::OutputFile>& file, const std::string& text) {
    if (!file) return;
    file->write(text);
    file->commit();
  }
  [[nodiscard]] std::vector<const Claim*> choose() const {
    std::vector<const Claim*> chosen;
    std::string alike;  // those that begin with the same word
    const std::string word = claim.substr(0, claim.find('-'));
    for (const Claim& one : claims::all()) {
      if (claim.empty() || claim == one.id) chosen.push_back(&one);
      if (!word.empty() && std::string_view(one.id).starts_with(word)) alike += std::string(one.id) + ", ";
    }
    require(!chosen.empty(), "--claim", claim,
            "must be " + alike + (alike.empty() ? "one" : "or another") + " that bros verify --help lists");
    return chosen;
  }
  static Outcome gather(const Claim& claim) {
    Outcome outcome{&claim, {}, {}};
    const auto start = std::chrono::steady_clock::now();
    EvidenceLog log;
    try {
      claim.gather(log);
    } catch (const std::exception& error) {
      outcome.error = error.what();
    }
    outcome.lines = log.lines();
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return outcome;
  }

  void print(const std::vector<Outcome>& outcomes, double elapsed) const {
    constexpr const char* row = "{:<23} {:<11} {:<24} {:<24} {:>6} {:>6} {:>7}  {}\n";
    fmt::print(row, "claim", "evidence", "computed", "theoretical", "alpha", "power", "time", "verdict");
    double alpha = 0;
    std::size_t failed = 0, lines = 0;
    for (const Outcome& o : outcomes) {
      const Evidence head = o.headline();
      alpha += o.alpha();
      failed += !o.holds();
      lines += o.lines.size();
      fmt::print(row, o.claim->id, to_string(head.kind), shortened(head.computed, 24), shortened(head.theoretical, 24),
                 level(o.alpha()), power_of(o.alpha(), o.power()), fmt::format("{:.1f} s", o.seconds), o.verdict());
      if (claim.empty() && o.holds()) continue;  // the details of one claim, or of one that fails
      fmt::print("  {}\n", o.claim->statement);
      for (const Evidence& e : o.lines)
        fmt::print("  {:<18} {}: {} against {}{}\n", e.verdict(), e.what, e.computed, e.theoretical,
                   e.alpha > 0 ? fmt::format(" (alpha {:.0e}, power {}, n {})", e.alpha, e.power, e.n) : "");
      for (const CheckedTheorem& one : checked_theorems_on(o.claim->id))
        fmt::print("  {:<18} theorem {} of theory_tests/proofs/{}.v, {}; by the test suite, not by this run\n",
                   machine_checked, one.theorem, one.file, axioms_of(one));
      if (!o.error.empty()) fmt::print("  FAILED: {}\n", o.error);
    }
    fmt::print(
        "\n{} of {} claims hold, on {} pieces of evidence, in {:.1f} s; the table shows the first piece of each, "
        "and what all of them\namount to. bros verify --claim ID shows every piece. The tests together refute a "
        "true claim with probability at most {:.1e}.\n",
        outcomes.size() - failed, outcomes.size(), lines, elapsed, alpha);
#ifndef BROS_WITH_MPFR
    fmt::print("Built without MPFR and MPFI: the claim counterexample and all enclosed evidence are missing.\n");
#endif
  }

  [[nodiscard]] nlohmann::json as_json(const std::vector<Outcome>& outcomes) const {
    nlohmann::json document{{"command", invocation.command}, {"claims", nlohmann::json::array()}};
    for (const Outcome& o : outcomes) {
      nlohmann::json evidence = nlohmann::json::array();
      for (const Evidence& e : o.lines) {
        evidence.push_back({{"what", e.what},
                            {"kind", to_string(e.kind)},
                            {"computed", e.computed},
                            {"theoretical", e.theoretical},
                            {"n", e.n},
                            {"verdict", e.verdict()}});
        if (e.alpha > 0) evidence.back().update({{"alpha", e.alpha}, {"power", e.power}});
      }
      document["claims"].push_back({{"id", o.claim->id},
                                    {"statement", o.claim->statement},
                                    {"proof", o.claim->proof},
                                    {"header", o.claim->header},
                                    {"holds", o.holds()},
                                    {"seconds", o.seconds},
                                    {"evidence", evidence}});
      for (const CheckedTheorem& one : checked_theorems_on(o.claim->id))
        document["claims"].back()["theorems"].push_back(
            {{"kind", machine_checked}, {"theorem", one.theorem}, {"file", one.file}, {"axioms", one.axioms}});
      if (!o.error.empty()) document["claims"].back()["error"] = o.error;
    }
    return document;
  }

  /// Without times and without what is measured or rounded, so that equal evidence gives equal text on every machine.
  [[nodiscard]] static std::string as_markdown(const std::vector<Outcome>& outcomes) {
    std::size_t holding = 0, pieces = 0, theorems = 0;
    for (const Outcome& o : outcomes)
      holding += o.holds(), pieces += o.lines.size(), theorems += checked_theorems_on(o.claim->id).size();
    std::string text = fmt::format(
        "# Claims and their evidence\n\nResult: {} of {} statements of the theory hold, on {} pieces of evidence that "
        "this library computes and\n{} theorems that Coq checks. For each it says what was computed, what the theory "
        "says, and whether they agree.\n\n"
        "Written by `bros verify --markdown docs/claims.md`, version {}: the same text on every machine. "
        "Evidence is *exact* "
        "(rational arithmetic or complete\nenumeration: a proof of the cases that it names; the proof of the claim is "
        "the one linked), *enclosed* (intervals), *rounding*\n(floating point agrees to a stated bound) or "
        "*statistical* (a test of declared level and power does not refute it). "
        "*Machine-checked* theorems are proved in Coq,\nunder the hypotheses and with the differences that "
        "[theory_tests/proofs](../theory_tests/proofs/README.md) names; the test suite checks them. Each\nplanted "
        "fault is a change of one "
        "place in the header named; the claim's test must fail on it "
        "(`Mutants.are_all_rejected_by_the_test_of_their_claim`).\n",
        holding, outcomes.size(), pieces, theorems, plots::this_build().version);
    const auto cell = [](std::string content) {
      for (std::size_t at = 0; (at = content.find('|', at)) != std::string::npos; at += 2) content.insert(at, "\\");
      return content;
    };
    for (const Outcome& o : outcomes) {
      text += fmt::format("\n## {}\n\n{}.\n\nProof: [{}]({}). Header: `{}`. Test: `bros verify --claim {}`.\n\n",
                          o.claim->id, cell(o.claim->statement), o.claim->proof, o.claim->proof, o.claim->header,
                          o.claim->id);
      text +=
          "| evidence | kind | computed | theory | cases | alpha | power | verdict "
          "|\n|---|---|---|---|---|---|---|---|\n";
      for (const Evidence& e : o.lines) {
        const bool exact = e.kind == EvidenceKind::exact || e.kind == EvidenceKind::enclosed;
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", cell(e.what), to_string(e.kind),
                            exact ? cell(e.computed) : "-", cell(e.theoretical), e.n, level(e.alpha),
                            power_of(e.alpha, e.power), e.verdict());
      }
      for (const CheckedTheorem& one : checked_theorems_on(o.claim->id))
        text +=
            fmt::format("| theorem `{}` of [{}.v](../theory_tests/proofs/{}.v) | {} | - | {} | - | - | - | proved |\n",
                        one.theorem, one.file, one.file, machine_checked, axioms_of(one));
      std::string killed;
      for (const Mutant& mutant : mutants())
        if (std::string_view(mutant.claim) == o.claim->id)
          killed += fmt::format("- `{}` in `{}`: `{}` becomes `{}`\n", mutant.id, mutant.header, mutant.original,
                                mutant.mutated);
      if (!killed.empty()) text += "\nPlanted faults that its test rejects:\n\n" + killed;
    }
    return text;
  }
};

}  // namespace

void add_verify(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<VerifyCommand>();
  command->invocation = invocation;
  CLI::App* verify = app.add_subcommand("verify", "The claims of the theory, each with its evidence and a verdict");
  std::string names;
  for (const Claim& one : bros::claims::all()) names += (names.empty() ? "" : ", ") + std::string(one.id);
  verify->footer("Example:\n  bros verify --claim counterexample\nThe exit status is 1 if a claim fails.\nClaims: " +
                 names);
  verify->add_option("--claim", command->claim, "This claim only, with every piece of its evidence");
  verify->add_option("--json", command->json, "Everything as JSON into this file; - for standard output");
  verify->add_option("--markdown", command->markdown,
                     "Claim, statement, proof, header, test and planted faults into this file; - for standard output");
  add_whole(*verify, "--threads", command->threads, any_threads,
            "Claims gathered at the same time (default: one a processor)");
  verify->callback([&chosen, command] { chosen = *command; });
}

}  // namespace bros::cli
