// Every line of misuse() must be refused, for the reason named beside it; CMakeLists.txt expects them in this order.
#include <bros/subspace/haar.hpp>
#include <bros/verified/interval.hpp>

#include <algorithm>

namespace bros {

void misuse(const Blocks& blocks, interval_50 x, const interval_50& y, const interval_100& fine) {
  (void)(x < y);                              // operator<: not a question with two answers
  (void)(x >= y);                             // operator>=
  (void)(0 < x);                              // operator<, a number beside it
  const interval_50 tenth = 0.1;              // BasicInterval(Real): 0.1 is not a tenth
  x *= 0.5f;                                  // BasicInterval(Real)
  x = y + 1e-3L;                              // BasicInterval(Real)
  const interval_50 third = rational(1) / 3;  // explicit: rounded outwards
  const interval_50 coarse = fine;            // explicit: another precision
  (void)(x + fine);                           // operator+ of two precisions
  const double middle = x;                    // no number stands for an interval
  (void)Haar<interval_50>(blocks);            // RealScalar: nothing is drawn in intervals
}

}  // namespace bros
