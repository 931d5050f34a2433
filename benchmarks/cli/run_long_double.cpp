#include "run_scalar.hpp"

template bros::cli::RunReport bros::cli::run_in_scalar<long double>(const RunOptions&,
                                                                    const std::function<void(const TraceRow&)>&);
