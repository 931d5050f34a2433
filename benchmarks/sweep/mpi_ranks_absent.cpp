#include "mpi_ranks.hpp"

#include <bros/core/error.hpp>

namespace bros::sweep {

std::unique_ptr<MpiRanks> mpi_ranks() {
  require(false, "--mpi", "given",
          "this program was built without MPI; with libopenmpi-dev installed it is built with it");
  return nullptr;
}

}  // namespace bros::sweep
