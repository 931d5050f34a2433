// A sampler of one's own: r consecutive rows, the first one uniformly random, cyclically.
//   P = sqrt(m/r) (e_i), i = s, s + 1, .., s + r - 1 mod m:   P^T P = (m/r) I and E[P P^T] = I.
// That is all that `one_sided` and `decoupled` ask. The sign corrections ask for uniformly random subsets as well,
// which these are not: with `biprobe` this sampler is biased.
#include <bros/bros.hpp>

#include <cmath>
#include <cstdio>

template <bros::Scalar S>
class Consecutive final : public bros::Subspace<S> {
 public:
  static constexpr const char* kind = "consecutive";
  explicit Consecutive(const bros::Blocks& blocks)
      : bros::Subspace<S>(blocks), first_(static_cast<std::size_t>(blocks.count()), 0) {}

  const char* name() const override { return kind; }
  void draw(const bros::Stream& stream) override {
    for (std::size_t l = 0; l < first_.size(); ++l) {
      const auto rows = static_cast<std::uint64_t>(this->blocks()[static_cast<bros::Index>(l)].rows);
      first_[l] = static_cast<bros::Index>(bros::BoundedDraws(stream.fork(l)).below(rows));
    }
  }
  void restrict_block(bros::Index l, const bros::ConstMatrixView<S>& in, bros::MatrixView<S> out) const override {
    for (bros::Index i = 0; i < out.rows(); ++i) out.row(i) = scale(l) * in.row(row(l, i));
  }
  void lift_block(bros::Index l, const S& c, const bros::ConstMatrixView<S>& b, bros::MatrixView<S> y) const override {
    for (bros::Index i = 0; i < b.rows(); ++i) y.row(row(l, i)) += c * scale(l) * b.row(i);
  }
  std::unique_ptr<bros::Subspace<S>> clone() const override { return std::make_unique<Consecutive>(*this); }

 private:
  S scale(bros::Index l) const {
    using std::sqrt;
    return sqrt(bros::gram_factor<S>(this->blocks()[l]));
  }
  bros::Index row(bros::Index l, bros::Index i) const {
    return (first_[static_cast<std::size_t>(l)] + i) % this->blocks()[l].rows;
  }
  std::vector<bros::Index> first_;
};

int main() {
  const auto problem = bros::counterexample<double>();  // solution x = -1
  const auto method = bros::make_single_loop(problem, bros::Stream(1),
                                             std::make_unique<Consecutive<double>>(problem.blocks()), "one_sided");
  bros::run(*method, bros::suggest_steps(problem, 100000), 100000);
  std::printf("x = %.2f\n", method->x()[0]);
  return std::abs(method->x()[0] + 1) < 0.1 ? 0 : 1;
}
