// The planted faults: changes of one place in a header, each of which the test of a claim must reject.
#pragma once

#include <vector>

namespace bros {

struct Mutant {
  const char* id;
  const char* claim;     ///< whose test must reject it
  const char* header;    ///< where it is planted, under lib/
  const char* original;  ///< the text there
  const char* mutated;   ///< what it becomes
};

/// As listed in mutants.json.
const std::vector<Mutant>& mutants();

/// Puts one of them in force in this thread, counted from 1; 0: none. Without effect unless BROS_PLANTED_FAULTS is on.
void plant(int number);

}  // namespace bros
