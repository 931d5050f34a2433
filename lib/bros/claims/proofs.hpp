// What a proof assistant checks of the claims. It is checked by the test suite where Coq is installed, not by a
// program.
#pragma once

#include <vector>

namespace bros {

/// A theorem of theory_tests/proofs. Its hypotheses, and how it differs from the claim, are in the README there.
struct CheckedTheorem {
  const char* claim;    ///< its id
  const char* file;     ///< theory_tests/proofs/FILE.v
  const char* theorem;  ///< its name
  const char* axioms;   ///< "none", or "reals": those of Coq's real numbers
};

/// As listed in theory_tests/proofs/theorems.csv.
const std::vector<CheckedTheorem>& checked_theorems();

}  // namespace bros
