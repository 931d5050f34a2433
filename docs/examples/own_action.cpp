// An action of one's own: half of one_sided and half of decoupled, (Q_1 H Z + Q_1 H Q_2 Z) / 2 with an independent Q_2.
// Both halves have mean H Z, so the whole has. It says which tangents it takes, and how the answers combine.
#include <bros/bros.hpp>

#include <array>
#include <cmath>
#include <cstdio>

template <bros::Scalar S>
class Halves final : public bros::Action<S> {
 public:
  static constexpr bros::ActionTraits kind{
      .name = "halves", .unbiased = true, .smallest_rank = 1, .even_rank = false, .full_tangents = true};
  explicit Halves(const bros::Subspace<S>& p)
      : bros::Action<S>(p.blocks()), second_(p.clone()), w_(projected_storage(p)), answer_(p.blocks().projected()) {}

  const bros::ActionTraits& traits() const override { return kind; }
  bros::Index hessian_actions() const override { return 2; }
  void draw(const bros::Stream& stream) override { second_->draw(stream); }
  std::span<const bros::Along<S>> ask(const bros::Subspace<S>& p, const bros::BlockVector<S>& z) override {
    asked_[0] = {tangent(z), &this->hessian_};
    asked_[1] = {tangent(*second_, restricted(*second_, z, w_)), &answer_};
    asked_[2] = {this->projected(p, z), nullptr, &this->cross_};  // the cross term, along Q_1 Z
    return asked_;
  }
  bros::BlockVector<S>& hessian() override {
    this->hessian_.flat() = (this->hessian_.flat() + answer_.flat()) / S(2);
    return this->hessian_;
  }

 private:
  std::unique_ptr<bros::Subspace<S>> second_;
  bros::BlockVector<S> w_, answer_;
  std::array<bros::Along<S>, 3> asked_{};
};

int main() {
  const auto problem = bros::counterexample<double>();  // solution x = -1
  auto haar = std::make_unique<bros::Haar<double>>(problem.blocks());
  auto action = std::make_unique<Halves<double>>(*haar);
  bros::SingleLoop<double> method(problem, bros::Stream(1), std::move(haar), std::move(action));
  bros::run(method, bros::suggest_steps(problem, 100000), 100000);
  std::printf("x = %.2f\n", method.x()[0]);
  return std::abs(method.x()[0] + 1) < 0.1 ? 0 : 1;
}
