#include "run_scalar.hpp"

#include <bros/core/mpfr.hpp>

template bros::cli::RunReport bros::cli::run_in_scalar<bros::mpfr_float_50>(
    const RunOptions&, const std::function<void(const TraceRow&)>&);
