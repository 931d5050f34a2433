// What a sum over the ranks of an MPI job takes: mpirun -n R sum_over_ranks
#include <bros/parallel/mpi.hpp>
#include <bros/parallel/sum_over_parts.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

/// The median of a few sums of N floats, one part a rank, in seconds; everybody begins together.
double seconds(bros::Communicator& ranks, bros::Index numbers) {
  bros::SumOverParts<float> sum(ranks.size(), ranks), meet(ranks.size(), ranks);
  std::vector<double> all;
  for (int i = 0; i < 11; ++i) {
    (void)meet([&](bros::Index, const auto& room) { room(ranks.size()).setZero(); });
    const auto begin = std::chrono::steady_clock::now();
    (void)sum([&](bros::Index part, const auto& room) { room(numbers).setConstant(static_cast<float>(part)); });
    all.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::nth_element(all.begin(), all.begin() + 5, all.end());
  return all[5];
}

}  // namespace

int main() {
  MPI_Init(nullptr, nullptr);
  {
    bros::MpiCommunicator ranks;
    for (const bros::Index numbers : {1000, 30000, 1000000, 30000000}) {
      const double taken = seconds(ranks, numbers);
      const double sent = static_cast<double>(bros::SumOverParts<float>(ranks.size(), ranks).bytes(numbers));
      if (ranks.rank() == 0)
        std::printf("%9td floats, %d ranks: %9.3f ms, a rank sends %8.3f MB, %6.2f GB/s\n", numbers, ranks.size(),
                    1e3 * taken, 1e-6 * sent, 1e-9 * sent / taken);
    }
  }
  MPI_Finalize();
}
