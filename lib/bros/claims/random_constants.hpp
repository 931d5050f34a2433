// Random constants of the theorem, in rationals: what a proof does with them must hold for all.
#pragma once

#include <bros/core/stream.hpp>
#include <bros/theory/recursion/bounds.hpp>

namespace bros::claims {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : stream_(seed) {}
  /// low + a multiple of 1/8 below 4, to the power of 1 or 3.
  rational operator()(int low) {
    const rational value = low + rational(static_cast<int>(stream_.word(at_) % 32)) / 8;
    return stream_.word(at_++) % 5 == 0 ? rational(value * value * value) : value;
  }

 private:
  Stream stream_;
  std::uint64_t at_ = 0;
};

inline Assumptions<rational> random_assumptions(Draw& draw) {
  const rational mu = draw(1) / 4, rho = draw(1);
  return {.constants = {mu, rational(mu * draw(1)), draw(0), draw(0), rational(draw(0) + rational(1) / 100)},
          .variance = {draw(0), draw(0), draw(0), draw(0), draw(0)},
          .rho = rho,
          .omega = rational(rho - 1 + draw(0))};
}
inline Errors<rational> random_errors(Draw& draw) { return {draw(0), draw(0), draw(0), draw(0)}; }

}  // namespace bros::claims
