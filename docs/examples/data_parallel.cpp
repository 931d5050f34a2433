// A run whose evaluations are shared by the ranks of an MPI job:  mpirun -n 2 example_data_parallel
// It prints the same x for 1, 2 and 4 ranks, and what rank 0 has sent, counted and by the formula.
#include <bros/bros.hpp>
#include <bros/method/make.hpp>
#include <bros/parallel/data_parallel.hpp>
#include <bros/parallel/mpi.hpp>

#include <cstdio>

int main() {
  using namespace bros;
  MPI_Init(nullptr, nullptr);
  {
    MpiCommunicator ranks;
    const Index parts = 4, iterations = 200;
    // 400 samples a level in minibatches of 8, 4 of them an evaluation; Y has a 16 x 2 block, moved in 4 dimensions.
    const FiniteSumQuadratic<double> one(gaussian_finite_sum<double>(Stream(1), {{16, 2, 4}}, 3, 400), 8);
    const DataParallel<double> problem(one, parts, ranks);
    const auto method = make_method(problem, {.method = "full-tangent"}, Stream(2));
    for (Index k = 0; k < iterations; ++k) method->step({.alpha = .01, .beta = .02, .gamma = .02, .theta = .1});

    // 3 arrays of r x n travel, grad_B g, grad_B f and D_YY g [Z], and 2 of d numbers, grad_x f and D_xY g [Z].
    const Index numbers = 3 * 4 * 2 + 2 * 3;
    const auto said = static_cast<std::uint64_t>(iterations) * SumOverParts<double>(parts, ranks).bytes(numbers);
    if (ranks.rank() == 0) {
      std::printf("x = %.17g %.17g %.17g\n", method->x()[0], method->x()[1], method->x()[2]);
      std::printf("sent by rank 0 of %d: %llu bytes, by the formula %llu\n", ranks.size(),
                  static_cast<unsigned long long>(ranks.bytes_sent()), static_cast<unsigned long long>(said));
    }
  }
  MPI_Finalize();
}
