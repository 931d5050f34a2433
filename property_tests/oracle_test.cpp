// What an evaluation answers does not depend on what else it is asked, on what the oracle was asked before, or on which
// oracle of the problem answers: bit for bit, for every problem and sampler.
#include "own_quadratic.hpp"

#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/zero_chain.hpp>

namespace bros::property::oracle_test {

// Problems of generated shapes.

std::unique_ptr<Problem<double>> quadratic(const Sizes& sizes) {
  Scenario scenario = any_scenario(sizes);
  scenario.data.noise = {0.5, 0.25, 0.5, 0.25, 0.5};
  return std::make_unique<Quadratic<double>>(scenario.data);
}
std::unique_ptr<Problem<double>> own_quadratic(const Sizes& sizes) {
  return std::make_unique<OwnQuadratic>(any_scenario(sizes).data);
}
Sampling any_sampling() {
  return *rc::gen::element(Sampling::iid, Sampling::cyclic, Sampling::reshuffled, Sampling::slots);
}
std::unique_ptr<Problem<double>> finite_sum(const Sizes& sizes) {
  const auto blocks = *block_structures(sizes).as("blocks");
  const Index n = Blocks(blocks).full().size(), d = *whole(1, 9).as("dim(x)"), samples = n + 12;
  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto factors = [&] {
    const auto matrix = [&](Index rows) { return numbers.matrix<double>(rows, samples); };
    return RankOneFactors<double>{matrix(d), matrix(n), matrix(d), matrix(n), matrix(n), matrix(d)};
  };
  const auto lower = factors(), upper = factors();
  return std::make_unique<FiniteSumQuadratic<double>>(
      FiniteSumData<double>{lower, upper, blocks, numbers.vector<double>(d), numbers.vector<double>(n)},
      *whole(1, 12).as("batch"), any_sampling());
}
std::unique_ptr<Problem<double>> cleaning(const Sizes& sizes) {
  const Block shape =
      (*block_structures({.blocks = 1, .rows = sizes.rows, .cols = 1, .power_of_two = sizes.power_of_two})
            .as("features and rank"))[0];
  CleaningSettings<double> settings;
  settings.training = *whole(1, 12).as("training"), settings.validation = *whole(1, 12).as("validation");
  settings.classes = *whole(2, 4).as("classes"), settings.rank = shape.rank;
  settings.batch = std::min<Index>(*whole(1, 12).as("batch"), std::max(settings.training, settings.validation));
  settings.sampling = any_sampling();
  const Index count = settings.training + settings.validation;
  Numbers numbers = Numbers::of(Flavour::moderate);
  LabelledImages data{Matrix<std::uint8_t>(shape.rows, count), {}};
  for (Index j = 0; j < count; ++j) {
    data.labels.push_back(static_cast<std::uint8_t>(numbers.below(static_cast<std::uint64_t>(settings.classes))));
    for (Index i = 0; i < shape.rows; ++i) data.images(i, j) = static_cast<std::uint8_t>(numbers.below(256));
  }
  return std::make_unique<DataCleaning<double>>(std::move(data), settings, *streams().as("seed of the labels"));
}
std::unique_ptr<Problem<double>> chain(const Sizes& sizes) {
  const Index length = sizes.power_of_two ? Index{2} << *whole(0, 2).as("log2(length / 2)") : *whole(2, 8).as("length");
  ZeroChainSettings<double> settings;
  settings.length = length, settings.rank = 1 + *whole(0, static_cast<int>(length) - 1).as("rank - 1");
  return std::make_unique<ZeroChain<double>>(settings);
}

// Questions and answers.

/// One tangent, of the oracle's own subspace, of another one, or of the full space.
struct Question {
  Tangent<double> tangent;
  bool hessian, cross;
};
struct Answer {
  BlockVector<double> hessian;
  Vector<double> cross;
};
/// The gradients, and an answer for each question.
struct Answers {
  std::vector<Vector<double>> gradients;
  std::vector<Answer> products;
};
Answers ask(Oracle<double>& oracle, const Point<double>& at, const std::vector<Question>& questions,
            const Blocks& blocks, bool lower_upper) {
  Answers answers;
  answers.products.resize(questions.size());
  std::vector<Along<double>> along;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Answer& answer = answers.products[i];
    answer.hessian = BlockVector<double>(blocks.projected());
    along.push_back({questions[i].tangent, questions[i].hessian ? &answer.hessian : nullptr,
                     questions[i].cross ? &answer.cross : nullptr});
  }
  oracle.evaluate(at, Request<double>{along, lower_upper});
  answers.gradients = {oracle.lower_gradient().flat(), oracle.upper_gradient_lower().flat(),
                       oracle.upper_gradient_upper()};
  if (lower_upper) answers.gradients.push_back(oracle.lower_gradient_upper());
  return answers;
}
bool same_bits_in(const Vector<double>& a, const Vector<double>& b) {
  bool same = a.size() == b.size();
  for (Index i = 0; same && i < a.size(); ++i) same = same_bits(a[i], b[i]);
  return same;
}
bool same_gradients(const Answers& a, const Answers& b) {
  bool same = true;
  for (std::size_t i = 0; i < std::min(a.gradients.size(), b.gradients.size()); ++i)
    same = same && same_bits_in(a.gradients[i], b.gradients[i]);
  return same;
}

using MakeProblem = std::unique_ptr<Problem<double>> (*)(const Sizes& sizes);

Deviation answers_do_not_depend_on_company(MakeProblem make, const SubspaceEntry<double>& sampler) {
  const auto problem = make(sizes_for(sampler));
  const auto p = sampler.make(problem->blocks()), other = p->clone();
  const Stream stream = *streams().as("stream");
  p->draw(stream.fork("subspace")), other->draw(stream.fork("another"));
  Numbers numbers = Numbers::of(Flavour::moderate);
  const auto x = numbers.vector<double>(problem->dim_upper());
  const auto y = numbers.block_vector<double>(problem->blocks().full());
  const Point<double> at{x, y, {numbers.below(5), stream.fork("sample")}};
  const bool lower_upper = problem->knows_lower_gradient_upper();

  const auto count = static_cast<std::size_t>(*whole(1, 5).as("tangents"));
  std::vector<BlockVector<double>> coefficients(count);
  std::vector<Question> questions;
  for (BlockVector<double>& w : coefficients) {
    const auto where = numbers.below(3), wanted = 1 + numbers.below(3);
    w = numbers.block_vector<double>(where == 0 ? problem->blocks().full() : p->blocks().projected());
    questions.push_back({where == 0 ? tangent(w) : tangent(where == 1 ? *p : *other, w), wanted != 1, wanted != 2});
  }

  const auto oracle = problem->oracle(*p);
  const Answers together = ask(*oracle, at, questions, p->blocks(), lower_upper);
  Deviation deviation;
  deviation.require(same_gradients(together, ask(*oracle, at, {}, p->blocks(), false)));
  for (std::size_t i = 0; i < count; ++i) {
    const Answer& want = together.products[i];
    const auto alone = [&](bool hessian, bool cross) {
      const auto fresh = problem->oracle(*p);
      Oracle<double>& asked = numbers.below(2) ? *oracle : *fresh;
      const Answers got =
          ask(asked, at, {{questions[i].tangent, hessian, cross}}, p->blocks(), numbers.below(2) > 0 && lower_upper);
      deviation.require(same_gradients(got, together));
      if (hessian && questions[i].hessian)
        deviation.require(same_bits_in(got.products[0].hessian.flat(), want.hessian.flat()));
      if (cross && questions[i].cross) deviation.require(same_bits_in(got.products[0].cross, want.cross));
    };
    alone(true, false), alone(false, true), alone(true, true);
  }
  return deviation;
}

TEST(Oracle, answers_each_question_as_if_it_were_the_only_one) {
  for (const auto& [name, make] : {std::pair<const char*, MakeProblem>{"quadratic", quadratic},
                                   {"own quadratic", own_quadratic},
                                   {"finite sum", finite_sum},
                                   {"data cleaning", cleaning},
                                   {"zero chain", chain}}) {
    SCOPED_TRACE(name);
    for_each_sampler<double>(
        [&](const auto& sampler) { holds([&] { return answers_do_not_depend_on_company(make, sampler); }, 60); });
  }
}

// Planted faults, of a problem of one's own and of an oracle of one's own.

enum class Fault { sums_over_tangents, noise_of_its_own_a_tangent, changes_with_every_evaluation };
template <Fault fault>
struct Faulty : OwnQuadratic {
  using OwnQuadratic::OwnQuadratic;
  void gradients(const Point<double>& at, Gradients<double>& out) const override {
    OwnQuadratic::gradients(at, out);
    products_so_far = 0;
    if (fault == Fault::changes_with_every_evaluation && ++evaluations % 2) out.upper_gradient_upper *= 1 + 0x1p-50;
  }
  void products(const Point<double>& at, const BlockVector<double>& t, BlockVector<double>& hessian,
                Vector<double>& cross) const override {
    OwnQuadratic::products(at, t, hessian, cross);
    const int number = products_so_far++;
    if (fault == Fault::sums_over_tangents && number > 0) cross += last_cross;
    if (fault == Fault::noise_of_its_own_a_tangent)
      hessian.flat()[0] += uniform<double>(at.sample.stream, static_cast<std::uint64_t>(number));
    last_cross = cross;
  }
  mutable int products_so_far = 0, evaluations = 0;
  mutable Vector<double> last_cross;
};
/// In another order of operations, as it were, where the cross term is not wanted.
struct AnotherOrderWithoutCross : OwnQuadratic {
  using OwnQuadratic::OwnQuadratic;
  struct Own final : FullSpaceOracle<double> {
    Own(const OwnQuadratic& own, const Subspace<double>& p)
        : FullSpaceOracle(p, own.dim_upper()), problem(own), unwanted(own.blocks().full()) {}
    void differentiate(const Point<double>& at, bool, Gradients<double>& out) override { problem.gradients(at, out); }
    void multiply(const Point<double>& at, const BlockVector<double>& t, BlockVector<double>* hessian,
                  Vector<double>* cross) override {
      Vector<double> unwanted_cross;
      problem.products(at, t, hessian ? *hessian : unwanted, cross ? *cross : unwanted_cross);
      if (hessian && !cross) hessian->flat() *= 1 + 0x1p-50;
    }
    [[nodiscard]] Index samples() const override { return 1; }
    const OwnQuadratic& problem;
    BlockVector<double> unwanted;
  };
  [[nodiscard]] std::unique_ptr<Oracle<double>> oracle(const Subspace<double>& p) const override {
    return std::make_unique<Own>(*this, p);
  }
};

template <class Own>
void is_rejected_with_haar() {
  const MakeProblem make = [](const Sizes& sizes) -> std::unique_ptr<Problem<double>> {
    return std::make_unique<Own>(any_scenario(sizes).data);
  };
  is_rejected([=] { return answers_do_not_depend_on_company(make, sampler_named<double>("haar")); });
}
TEST(Oracle, faults_are_rejected) {
  is_rejected_with_haar<Faulty<Fault::sums_over_tangents>>();
  is_rejected_with_haar<Faulty<Fault::noise_of_its_own_a_tangent>>();
  is_rejected_with_haar<Faulty<Fault::changes_with_every_evaluation>>();
  is_rejected_with_haar<AnotherOrderWithoutCross>();
}

}  // namespace bros::property::oracle_test
