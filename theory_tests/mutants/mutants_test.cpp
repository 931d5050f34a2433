// The planted faults of lib/bros/claims/mutants.json: the test of the claim that each names must reject it.
#include <bros/claims/claims.hpp>
#include <bros/claims/mutants.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <thread>

namespace bros {
namespace {

/// What refuted the claim, or nothing if it seems to hold.
std::optional<std::string> refutation(const Claim& claim) {
  EvidenceLog log(true);
  try {
    claim.gather(log);
  } catch (const Refuted& refuted) {
    return refuted.what();
  } catch (const std::exception& error) {
    return std::string("cannot be gathered: ") + error.what();
  }
  if (log.holds()) return std::nullopt;
  return "no evidence";
}
const Claim* claim_called(const std::string& id) {
  for (const Claim& claim : claims::all())
    if (claim.id == id) return &claim;
  return nullptr;
}
/// visit(i) for all i < count, on two threads.
template <class Visit>
void for_each_in_parallel(std::size_t count, const Visit& visit) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) visit(i);
  };
  std::jthread other(work);
  work();
}

TEST(Mutants, are_all_rejected_by_the_test_of_their_claim) {
  const auto& all = mutants();
  EXPECT_GE(all.size(), 30u);
  std::vector<std::optional<std::string>> refuted(all.size());
  for_each_in_parallel(all.size(), [&](std::size_t i) {
    const Claim* claim = claim_called(all[i].claim);
    if (claim == nullptr) return;
    plant(static_cast<int>(i) + 1);
    refuted[i] = refutation(*claim);
    plant(0);
  });
  std::size_t rejected = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    rejected += refuted[i].has_value();
    std::printf("%-40s %-9s %s: %s\n", all[i].id, refuted[i] ? "rejected" : "SURVIVES", all[i].claim,
                refuted[i] ? refuted[i]->c_str() : "");
    EXPECT_TRUE(refuted[i]) << all[i].id << " in " << all[i].header << " survives the test of " << all[i].claim;
  }
  std::printf("mutation score: %zu of %zu (%.0f %%)\n", rejected, all.size(),
              100. * static_cast<double>(rejected) / static_cast<double>(all.size()));
}

}  // namespace
}  // namespace bros
