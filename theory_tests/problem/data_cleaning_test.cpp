#include "../support/data_cleaning_reference.hpp"

#include <bros/claims/declared.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/subspace/make.hpp>

#include <Eigen/Dense>

#include <boost/math/distributions/chi_squared.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace bros::data_cleaning_test {

using namespace cleaning;
using Wide = bin_float_50;
using Names = std::vector<std::string>;

/// A fault spoils what has been answered.
using Fault = void (*)(Gradients<Wide>&, std::span<const Along<Wide>>);

class FaultyOracle final : public Oracle<Wide> {
 public:
  FaultyOracle(const DataCleaning<Wide>& problem, const Subspace<Wide>& p, Fault fault)
      : oracle_(problem.oracle(p)), fault_(fault) {}
  void evaluate(const Point<Wide>& at, const Request<Wide>& request) override {
    oracle_->evaluate(at, request);
    gradients_ = {oracle_->lower_gradient(), oracle_->upper_gradient_lower(), oracle_->upper_gradient_upper(),
                  oracle_->lower_gradient_upper()};
    fault_(gradients_, request.along);
  }
  Index samples() const override { return oracle_->samples(); }

 private:
  std::unique_ptr<Oracle<Wide>> oracle_;
  Fault fault_;
};

// Planted faults: one quantity each.
void none(Gradients<Wide>&, std::span<const Along<Wide>>) {}
void ridge_of_the_full_space(Gradients<Wide>&, std::span<const Along<Wide>> along) {
  along[0].hessian->flat() -= Wide(1) / 8 * along[0].tangent.coefficients->flat();  // mu W for mu P'P W: m/r = 2
}
void tangent_projected_twice(Gradients<Wide>&, std::span<const Along<Wide>> along) {
  *along[2].hessian = *along[0].hessian;  // the tangent P W in place of Q W
}
void cross_of_the_next_sample(Gradients<Wide>&, std::span<const Along<Wide>> along) {
  std::rotate(along[0].cross->data(), along[0].cross->data() + 1, along[0].cross->data() + along[0].cross->size());
}
void gradients_exchanged(Gradients<Wide>& gradients, std::span<const Along<Wide>>) {
  std::swap(gradients.lower_gradient, gradients.upper_gradient_lower);
}

/// A subspace and another one.
template <class S>
struct TwoDraws {
  TwoDraws(const std::string& sampler, const Blocks& blocks)
      : p(make_subspace<S>(sampler, blocks)), second(make_subspace<S>(sampler, blocks)) {
    p->draw(Stream(1)), second->draw(Stream(2));
  }
  std::unique_ptr<Subspace<S>> p, second;
};

/// What of an evaluation at 8 features and rank 4 is not what central differences of g and f say.
Names faults_against_differences(const std::string& sampler, Fault fault) {
  const auto problem = small_problem<Wide>(8, 4);
  const TwoDraws<Wide> draws(sampler, problem.blocks());
  const Vector<Wide> x = gaussian<Wide>(5, "x");
  const auto y = gaussian_blocks<Wide>(problem.blocks().full(), "y");
  FaultyOracle oracle(problem, *draws.p, fault);
  return disagreements(answers(oracle, *draws.p, *draws.second, x, y, {0, Stream(3)}),
                       differences(problem, *draws.p, *draws.second, x, y), 1e-20);
}

TEST(DataCleaning, every_answer_is_the_derivative_of_g_or_f_along_the_subspace) {
  for (const auto& sampler : subspace_list<Wide>())
    EXPECT_EQ(faults_against_differences(sampler.name, none), Names{}) << sampler.name;
}

TEST(DataCleaning, differences_of_g_and_f_find_planted_faults) {
  EXPECT_EQ(faults_against_differences("coordinates", ridge_of_the_full_space), Names{"hessian"});
  EXPECT_EQ(faults_against_differences("coordinates", tangent_projected_twice), Names{"hessian_mixed"});
  EXPECT_EQ(faults_against_differences("coordinates", cross_of_the_next_sample), Names{"cross"});
  EXPECT_EQ(faults_against_differences("coordinates", gradients_exchanged),
            (Names{"lower_gradient", "upper_gradient_lower"}));
}

template <class S>
Answers<S> small_answers(const std::string& sampler, double size_of_y) {
  const auto problem = small_problem<S>(8, 4);
  const TwoDraws<S> draws(sampler, problem.blocks());
  Vector<S> x(5);
  x << S(-800), S(800), S(0), S(40), S(-40);  // exp(800) overflows in double
  auto y = gaussian_blocks<S>(problem.blocks().full(), "y");
  y.flat() *= S(size_of_y);
  const auto oracle = problem.oracle(*draws.p);
  return answers(*oracle, *draws.p, *draws.second, x, y, {0, Stream(3)});
}

TEST(DataCleaning, double_agrees_with_fifty_digits_at_ordinary_and_at_extreme_arguments) {
  for (const double size : {1.0, 1e3, 1e6}) {
    for (const char* sampler : {"haar", "full"})
      EXPECT_EQ(disagreements(small_answers<double>(sampler, size), small_answers<Wide>(sampler, size), 1e-13), Names{})
          << sampler << ", " << size;
  }
  EXPECT_NE(disagreements(small_answers<double>("full", 1), small_answers<Wide>("full", 1.0001), 1e-13), Names{});
  for (const double t : {-700.0, -37.0, -1e-9, 0.0, 1.0, 37.0, 700.0}) {
    EXPECT_NEAR(sigmoid(t) / static_cast<double>(sigmoid(Wide(t))), 1, 1e-15) << t;
    EXPECT_NEAR(sigmoid_slope(t) / static_cast<double>(sigmoid_slope(Wide(t))), 1, 1e-15) << t;
  }
}

TEST(DataCleaning, the_lower_hessian_is_symmetric_and_its_smallest_eigenvalue_is_mu) {
  const auto problem = small_problem<double>(6, 3);
  for (const char* point : {"a", "b", "c"}) {
    const Matrix<double> h = FullDerivatives<double>(problem, gaussian<double>(5, point),
                                                     gaussian_blocks<double>(problem.blocks().full(), point))
                                 .hessian;
    EXPECT_LE((h - h.transpose()).cwiseAbs().maxCoeff(), 1e-15);
    // tight: adding one vector to all classes changes no loss
    EXPECT_NEAR(symmetric_eigenvalues<double>(h)[0], problem.settings().mu, 1e-14);
  }
}

/// The mean of what the single-sample evaluations numbered `from` give.
Answers<double> mean_of_singles(const std::vector<Index>& lower, const std::vector<Index>& upper) {
  auto settings = small_settings<double>(4);
  settings.batch = 1;
  const DataCleaning<double> problem(made_up_images(8, 9, 3, 11), settings, Stream(12));
  const TwoDraws<double> draws("coordinates", problem.blocks());
  const auto oracle = problem.oracle(*draws.p);
  const Vector<double> x = gaussian<double>(5, "x");
  const auto y = gaussian_blocks<double>(problem.blocks().full(), "y");
  Answers<double> mean;
  for (std::size_t i = 0; i < lower.size(); ++i)
    for (std::size_t j = 0; j < upper.size(); ++j) {
      std::uint64_t k = 0;  // cyclic: training sample k mod 5, validation sample k mod 4
      while (k % 5 != static_cast<std::uint64_t>(lower[i]) || k % 4 != static_cast<std::uint64_t>(upper[j])) ++k;
      const auto one = answers(*oracle, *draws.p, *draws.second, x, y, {k, Stream(3)});
      if (mean.empty()) (mean = one)[0].second.setZero();
      for (std::size_t q = 0; q < one.size(); ++q) {
        if (i + j == 0) mean[q].second.setZero();
        mean[q].second += one[q].second / static_cast<double>(lower.size() * upper.size());
      }
    }
  return mean;
}

Answers<double> minibatch_answers(Sampling sampling, Index batch, std::uint64_t k) {
  auto settings = small_settings<double>(4);
  settings.batch = batch;
  settings.sampling = sampling;
  const DataCleaning<double> problem(made_up_images(8, 9, 3, 11), settings, Stream(12));
  const TwoDraws<double> draws("coordinates", problem.blocks());
  const auto oracle = problem.oracle(*draws.p);
  return answers(*oracle, *draws.p, *draws.second, gaussian<double>(5, "x"),
                 gaussian_blocks<double>(problem.blocks().full(), "y"), {k, Stream(3)});
}

TEST(DataCleaning, single_samples_are_unbiased_when_enumerated) {
  const auto all = minibatch_answers(Sampling::cyclic, 5, 0);
  EXPECT_EQ(disagreements(mean_of_singles({0, 1, 2, 3, 4}, {0, 1, 2, 3}), all, 1e-14), Names{});
  EXPECT_NE(disagreements(mean_of_singles({0, 1, 2, 3}, {0, 1, 2}), all, 1e-14), Names{});
}

TEST(DataCleaning, a_minibatch_is_the_mean_of_its_draws_and_counts_a_repeated_sample_twice) {
  bool repeated = false;
  for (std::uint64_t k = 0; k < 8; ++k) {
    Minibatch lower("lower", 5, 3, Sampling::iid), upper("upper", 4, 3, Sampling::iid);
    lower.draw({k, Stream(3)}), upper.draw({k, Stream(3)});
    const auto& l = lower.indices();
    repeated |= l[0] == l[1] || l[0] == l[2] || l[1] == l[2];
    const auto batch = minibatch_answers(Sampling::iid, 3, k);
    EXPECT_EQ(disagreements(mean_of_singles(l, upper.indices()), batch, 1e-14), Names{}) << k;
    EXPECT_NE(disagreements(mean_of_singles({l[0], l[1]}, upper.indices()), batch, 1e-14), Names{}) << k;
  }
  EXPECT_TRUE(repeated);
  // the last fixed minibatch of training samples is shorter: 3 and 2 of 5, 3 and 1 of 4
  EXPECT_EQ(disagreements(mean_of_singles({3, 4}, {3}), minibatch_answers(Sampling::cyclic, 3, 1), 1e-14), Names{});
}

TEST(DataCleaning, a_stated_share_of_the_training_labels_is_wrong_and_nothing_else_is_touched) {
  const LabelledImages data = made_up_images(2, 300, 4, 21);
  for (const auto& [share, wrong] : {std::pair{0.0, 0}, {0.4, 80}, {0.3975, 80}, {1.0, 200}}) {
    const DataCleaning<double> problem(
        data, {.training = 200, .validation = 100, .classes = 4, .rank = 1, .batch = 1, .share = share}, Stream(22));
    std::vector<Index> differing;
    for (Index i = 0; i < 300; ++i) {
      EXPECT_LT(problem.label(i), 4);
      if (problem.label(i) != data.labels[static_cast<std::size_t>(i)]) differing.push_back(i);
    }
    EXPECT_EQ(differing, problem.corrupted());
    EXPECT_EQ(static_cast<int>(differing.size()), wrong);
    EXPECT_TRUE(differing.empty() || differing.back() < 200);
  }
}

/// Whether the wrong labels of 9000 samples of class 4 look uniform over the other nine classes: a chi-squared test,
/// which a class that is never chosen fails for certain, since it alone adds 1000 to the statistic.
const StatisticalTest uniform_labels = declared({.claim = "corruption-uniform",
                                                 .null = "a wrong label is uniform over the other classes",
                                                 .alternative = "one of the nine other classes is never chosen",
                                                 .alpha = 1e-9,
                                                 .power = 1 - 1e-9,
                                                 .n = 9000});
bool wrong_labels_look_uniform(const std::array<int, 10>& counts) {
  double statistic = 0;
  for (std::size_t c = 0; c < 10; ++c)
    if (c != 4) statistic += (counts[c] - 1000.0) * (counts[c] - 1000.0) / 1000;
  return counts[4] == 0 && statistic <= quantile(complement(boost::math::chi_squared(8), uniform_labels.alpha));
}

TEST(DataCleaning, wrong_labels_are_uniform_over_the_other_classes) {
  LabelledImages data{Matrix<std::uint8_t>::Zero(1, 9001), std::vector<std::uint8_t>(9001, 4)};
  const DataCleaning<double> problem(data, {.training = 9000, .validation = 1, .rank = 1, .batch = 1, .share = 1.0},
                                     Stream(23));
  std::array<int, 10> counts{};
  for (Index i = 0; i < 9000; ++i) ++counts[problem.label(i)];
  EXPECT_TRUE(wrong_labels_look_uniform(counts));
  EXPECT_FALSE(wrong_labels_look_uniform({1125, 1125, 1125, 1125, 0, 1125, 1125, 1125, 1125, 0}));
}

TEST(DataCleaning, wrong_arguments_are_refused_by_name) {
  const LabelledImages data = made_up_images(4, 9, 3, 11);
  const auto error = [&](auto&& change) -> std::string {
    auto settings = small_settings<double>(2);
    LabelledImages changed = data;
    change(settings, changed);
    try {
      DataCleaning<double>(changed, settings, Stream(1));
    } catch (const ArgumentError& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_EQ(error([](auto&, auto&) {}), "accepted");
  EXPECT_EQ(error([](auto& s, auto&) { s.mu = 0; }), "mu = 0: positive and finite");
  EXPECT_EQ(error([](auto& s, auto&) { s.mu = std::nan(""); }), "mu = nan: positive and finite");
  EXPECT_EQ(error([](auto& s, auto&) { s.feature_scale = -1; }), "feature_scale = -1: positive and finite");
  EXPECT_EQ(error([](auto& s, auto&) { s.share = 1.5; }), "share = 1.5: between 0 and 1");
  EXPECT_EQ(error([](auto& s, auto&) { s.share = std::nan(""); }), "share = nan: between 0 and 1");
  EXPECT_EQ(error([](auto& s, auto&) { s.training = 6; }), "images = 9: at least training + validation = 6 + 4");
  EXPECT_EQ(error([](auto& s, auto&) { s.batch = 6; }),
            "batch = 6: between 1 and the larger of training and validation");
  EXPECT_EQ(error([](auto& s, auto&) { s.rank = 5; }), "block.rank = 5: between 1 and rows = 4");
  EXPECT_EQ(error([](auto& s, auto&) { s.classes = 1; }), "classes = 1: between 2 and 256");
  EXPECT_EQ(error([](auto&, auto& d) { d.labels[3] = 3; }), "label = 3: below classes = 3");
  EXPECT_EQ(error([](auto&, auto& d) { d.labels.pop_back(); }), "labels.size = 8: as many as images, 9");
}

}  // namespace bros::data_cleaning_test
