// biprobe-unbiased and naive-bias on Haar subspaces, statistically: the exact mean is in moments.cpp (weights).
#include "../haar_actions.hpp"

#include "claims.hpp"

#include <bros/action/any.hpp>

namespace bros::claims {
namespace {

using H = Haar<double>;
using haar_actions::declared_mean;

const StatisticalTest biprobe = declared_mean("biprobe-unbiased", "Haar: the mean of biprobe is H[Z]");
const StatisticalTest balanced = declared_mean("biprobe-unbiased", "Haar: the mean of balanced is H[Z]");
const StatisticalTest centred = declared_mean("biprobe-unbiased", "Haar: the mean of centred is H[Z]");
const StatisticalTest decoupled = declared_mean("biprobe-unbiased", "Haar: the mean of decoupled is H[Z]");
const StatisticalTest one_sided = declared_mean("biprobe-unbiased", "Haar: the mean of one_sided is H[Z]");
const StatisticalTest exact_weights = declared_mean("biprobe-unbiased", "Haar: the mean of exact_weights is H[Z]");
// The library's coordinate subspaces have their rows in order, so that signs shared by two blocks would show here, and
// not on Haar subspaces, whose columns are exchangeable.
const StatisticalTest on_coordinates =
    declared_mean("biprobe-unbiased", "coordinates, drawn: the mean of biprobe is H[Z]");
const StatisticalTest plain = declared_mean("naive-bias", "Haar: the mean of plain is what haar-second gives");

template <class A, class P = H>
void test(EvidenceLog& log, const StatisticalTest& plan) {
  haar_actions::sampled_mean<A, P>(plan).log(log, haar_actions::truth());
}

}  // namespace

void biprobe_unbiased_on_haar(EvidenceLog& log) {
  test<Biprobe<H>>(log, biprobe);
  test<Balanced<H>>(log, balanced);
  test<Centred<H>>(log, centred);
  test<Decoupled<H>>(log, decoupled);
  test<OneSided<H>>(log, one_sided);
  test<ExactWeights<H>>(log, exact_weights);
  test<Biprobe<Coordinates<double>>, Coordinates<double>>(log, on_coordinates);
}

void naive_bias_on_haar(EvidenceLog& log) {
  haar_actions::sampled_mean<Plain<H>>(plain).log(log, haar_actions::plain_mean());
}

}  // namespace bros::claims
