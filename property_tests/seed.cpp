// The one place that seeds RapidCheck. The seed is fixed, so that every run, on every machine, checks the same cases.
// Another seed, or more cases a property than it asks for itself, or the replay of a counterexample:
//     RC_PARAMS="seed=20250711 verbose_progress=1" ./property_tests --gtest_filter=...
#include <cstdlib>

namespace {

// Before main, hence before RapidCheck reads its configuration; a value that is set already is left alone.
[[maybe_unused]] const int seeded = setenv("RC_PARAMS", "seed=2605010288", 0);

}  // namespace
