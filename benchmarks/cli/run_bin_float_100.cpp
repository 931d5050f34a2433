#include "run_scalar.hpp"

template bros::cli::RunReport bros::cli::run_in_scalar<bros::bin_float_100>(
    const RunOptions&, const std::function<void(const TraceRow&)>&);
