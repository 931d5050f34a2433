// A problem of one's own, and its check. Exit 0 if nothing is wrong with it.
//   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2,   Y 6 x 2, x in R
#include <bros/evidence/check_problem.hpp>

#include <cmath>
#include <iostream>

class Shrinkage {
 public:
  using Scalar = double;
  using X = bros::Vector<double>;
  using Y = bros::BlockVector<double>;

  Shrinkage() : blocks_({{6, 2, 3}}), measured_(blocks_.full()), target_(blocks_.full()) {
    bros::fill_gaussian<double>(bros::Stream(1), measured_.flat());
    bros::fill_gaussian<double>(bros::Stream(2), target_.flat());
  }
  const bros::Blocks& blocks() const { return blocks_; }
  bros::Index dim_upper() const { return 1; }
  X x0() const { return X::Zero(1); }
  Y y0() const { return Y(blocks_.full()); }
  bros::Index samples_per_evaluation() const { return 1; }

  template <bros::Subspace P>
  struct Linearisation {
    Linearisation(const Shrinkage& shrinkage, const P& subspace)
        : problem(shrinkage), p(subspace), lower(p.blocks().projected()), upper(lower), y_in_p(lower), x(1) {}
    void evaluate(const X& at, const Y& y, const bros::Sample&) {
      x = at, shrink = std::exp(at[0]);
      y_in_p = restrict(y);
      lower.flat() = (1 + shrink) * y_in_p.flat() - restrict(problem.measured_).flat();
      upper.flat() = y_in_p.flat() - restrict(problem.target_).flat();
    }
    const Y& lower_gradient() const { return lower; }
    const Y& upper_gradient_lower() const { return upper; }
    const X& upper_gradient_upper() const { return x; }
    bros::Index samples() const { return 1; }
    void hessian_action(const Y& w, Y& out) {  // P^T P = m/r I, easily forgotten: the check says so
      out.flat() = (1 + shrink) * bros::gram_factor<double>(p.blocks()[0]) * w.flat();
    }
    void cross_action(const Y& w, X& out) { out[0] = shrink * y_in_p.flat().dot(w.flat()); }

    Y restrict(const Y& y) const {
      Y storage(p.blocks().projected());
      return bros::restricted(p, y, storage);
    }
    const Shrinkage& problem;
    const P& p;
    Y lower, upper, y_in_p;
    X x;
    double shrink = 0;
  };

 private:
  bros::Blocks blocks_;
  Y measured_, target_;
};

int main() {
  const bros::CheckReport report = bros::check_problem(Shrinkage());
  std::cout << report.text();
  return report.ok() ? 0 : 1;
}
