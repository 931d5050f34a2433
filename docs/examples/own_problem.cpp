// A problem of one's own, run by BROS, MA-SOBA and a peer, and checked.
//   g(x, Y) = 1/2 |Y - M|^2 + e^x/2 |Y|^2,   f(x, Y) = 1/2 |Y - T|^2 + x^2/2:   how much to shrink M, so that it is
//   near T.
#include <bros/bros.hpp>
#include <bros/check/check_problem.hpp>

#include <cmath>
#include <cstdio>

struct Shrinkage final : bros::FullSpaceProblem<double> {
  using Y = bros::BlockVector<double>;
  using Point = bros::Point<double>;
  Shrinkage() : FullSpaceProblem({{.rows = 6, .cols = 2, .rank = 3}}, 1), m(blocks().full()), t(m) {
    bros::fill_gaussian<double>(bros::Stream(7), m.flat());
    t.flat() = 0.4 * m.flat();
  }
  void gradients(const Point& at, bros::Gradients<double>& out) const override {
    out.lower_gradient.flat() = at.y.flat() - m.flat() + std::exp(at.x[0]) * at.y.flat();
    out.upper_gradient_lower.flat() = at.y.flat() - t.flat();
    out.upper_gradient_upper = at.x;
    out.lower_gradient_upper[0] = std::exp(at.x[0]) / 2 * at.y.flat().squaredNorm();
  }
  void products(const Point& at, const Y& along, Y& hessian, bros::Vector<double>& cross) const override {
    hessian.flat() = (1 + std::exp(at.x[0])) * along.flat();
    cross[0] = std::exp(at.x[0]) * at.y.flat().dot(along.flat());
  }
  Y m, t;
};

int main() {
  const Shrinkage problem;
  const auto report = bros::check_problem(problem);
  std::printf("check_problem: %s\n", report.ok() ? "nothing found" : report.text().c_str());
  for (const char* name : {"bros", "ma-soba", "f2sa"}) {
    const bros::MethodSettings settings{.method = name, .sampler = "haar", .action = "biprobe"};
    const auto method = bros::make_method(problem, settings, bros::Stream(1));
    const auto result = bros::run(*method, bros::suggest_steps(problem, 10000, settings), 10000);
    std::printf("%-8s x = %.4f, %s\n", name, method->x()[0], bros::to_string(result.status).data());
  }
}
