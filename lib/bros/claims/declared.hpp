// The statistical tests of this suite, declared before main() so that the account is whole whichever test runs.
#pragma once

#include <bros/evidence/account.hpp>

namespace bros {

inline AlphaAccount& suite_account() {
  static AlphaAccount account;
  return account;
}

/// Declares a test at namespace scope: `const StatisticalTest law = declared({...});`.
inline StatisticalTest declared(StatisticalTest test) {
  suite_account().add(test);
  return test;
}

}  // namespace bros
