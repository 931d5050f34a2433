// Every claim, with the evidence that `bros verify` prints.
#include "claims/claims.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bros::claims_test {

class Claims : public ::testing::TestWithParam<Claim> {};

TEST_P(Claims, hold) {
  EvidenceLog log;
  GetParam().gather(log);
  EXPECT_FALSE(log.lines().empty());
  for (const Evidence& line : log.lines())
    EXPECT_TRUE(line.holds) << GetParam().id << ": " << line.what << ": " << line.computed << " against "
                            << line.theoretical;
}
std::string underscored(const ::testing::TestParamInfo<Claim>& claim) {
  std::string name = claim.param.id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Claims, ::testing::ValuesIn(claims::all()), underscored);

}  // namespace bros::claims_test
