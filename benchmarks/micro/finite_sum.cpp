#include "finite_sum.hpp"

#include <bros/problem/io/public_quadratic.hpp>

namespace bros::micro {

FiniteSumQuadratic<double> finite_sum(Index rank, Sampling sampling) {
  return FiniteSumQuadratic<double>(public_quadratic(BROS_SOURCE_DIR "/docs/data/quadratic_2442", rank), batch,
                                    sampling);
}

}  // namespace bros::micro
