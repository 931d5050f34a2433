// biprobe-unbiased and naive-bias on Haar subspaces, statistically: the exact mean is in moments.cpp (weights).
#include <bros/action/make.hpp>
#include <bros/claims/claims.hpp>
#include <bros/claims/haar_actions.hpp>
#include <bros/claims/instances.hpp>

namespace bros::claims {
namespace {

using haar_actions::declared_mean;
using haar_actions::sampled_mean;

/// One plan for every unbiased action of the library.
struct Plan {
  const char* action;
  StatisticalTest test;
};
const std::vector<Plan> plans = [] {
  std::vector<Plan> all;
  for (const auto& action : action_list<double>())
    if (action.unbiased)
      all.push_back({action.name,
                     declared_mean("biprobe-unbiased", std::string("Haar: the mean of ") + action.name + " is H[Z]")});
  return all;
}();
// The library's coordinate subspaces have their rows in order, so that signs shared by two blocks would show here, and
// not on Haar subspaces, whose columns are exchangeable.
const StatisticalTest on_coordinates =
    declared_mean("biprobe-unbiased", "coordinates, drawn: the mean of biprobe is H[Z]");
const StatisticalTest plain = declared_mean("naive-bias", "Haar: the mean of plain is what haar-second gives");

}  // namespace

void biprobe_unbiased_on_haar(EvidenceLog& log) {
  for (const Plan& plan : plans) sampled_mean(plan.test, plan.action).log(log, haar_actions::truth());
  sampled_mean(on_coordinates, "biprobe", "coordinates").log(log, haar_actions::truth());
}

void naive_bias_on_haar(EvidenceLog& log) { sampled_mean(plain, "plain").log(log, haar_actions::plain_mean()); }

}  // namespace bros::claims
