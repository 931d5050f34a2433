// A problem that knows its subspace: it works with P^T Y, which is smaller than Y. What is projected by hand is easily
// wrong, and the check says where. (docs/examples/own_problem.cpp leaves projections to the library.) Exit 0 if nothing
// is wrong with it.
//   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2,   Y 6 x 2, x in R
#include <bros/check/check_problem.hpp>

#include <cmath>
#include <iostream>

using Y = bros::BlockVector<double>;

class Shrinkage final : public bros::Problem<double> {
 public:
  Shrinkage() : blocks_({{6, 2, 3}}), measured_(blocks_.full()), target_(blocks_.full()) {
    bros::fill_gaussian<double>(bros::Stream(1), measured_.flat());
    bros::fill_gaussian<double>(bros::Stream(2), target_.flat());
  }
  const bros::Blocks& blocks() const override { return blocks_; }
  bros::Index dim_upper() const override { return 1; }
  std::unique_ptr<bros::Oracle<double>> oracle(const bros::Subspace<double>& p) const override {
    return std::make_unique<Oracle>(*this, p);
  }

 private:
  struct Oracle final : bros::Oracle<double> {
    Oracle(const Shrinkage& shrinkage, const bros::Subspace<double>& subspace) : problem(shrinkage), p(subspace) {}
    void evaluate(const bros::Point<double>& at, const bros::Request<double>& asked) override {
      const double shrink = std::exp(at.x[0]);
      const Y y = restrict(at.y);
      gradients_ = {y, y, at.x, {}};
      gradients_.lower_gradient.flat() += shrink * y.flat() - restrict(problem.measured_).flat();
      gradients_.upper_gradient_lower.flat() -= restrict(problem.target_).flat();
      for (const auto& [tangent, hessian, cross] : asked.along) {
        const bool own = tangent.subspace == &p;  // P^T P = m/r I, easily forgotten
        const double gram = own ? bros::gram_factor<double>(p.blocks()[0]) : 1;
        const Y& t = own ? *tangent.coefficients : lifted(tangent, room);
        if (hessian) hessian->flat() = (1 + shrink) * gram * (own ? t : restrict(t)).flat();
        if (cross) cross->setConstant(1, shrink * (own ? y : at.y).flat().dot(t.flat()));
      }
    }
    bros::Index samples() const override { return 1; }

    Y restrict(const Y& v) const {
      Y storage(p.blocks().projected());
      return restricted(p, v, storage);
    }
    const Shrinkage& problem;
    const bros::Subspace<double>& p;
    Y room;
  };

  bros::Blocks blocks_;
  Y measured_, target_;
};

int main() {
  const bros::CheckReport report = bros::check_problem(Shrinkage());
  std::cout << report.text();
  return report.ok() ? 0 : 1;
}
