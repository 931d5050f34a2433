#include "run_options.hpp"

#include <bros/core/error.hpp>
#ifdef BROS_WITH_MPFR
#include <bros/core/mpfr.hpp>
#endif

#include <array>

namespace bros::cli {

namespace {
using Runner = RunReport (*)(const RunOptions&, const std::function<void(const TraceRow&)>&);
struct Entry {
  const char* name;
  Runner runner;
};
const std::array entries{Entry{"double", run_in_scalar<double>}, Entry{"long-double", run_in_scalar<long double>},
                         Entry{"cpp_bin_float_50", run_in_scalar<bin_float_50>},
                         Entry{"cpp_bin_float_100", run_in_scalar<bin_float_100>},
#ifdef BROS_WITH_MPFR
                         Entry{"mpfr_float_50", run_in_scalar<mpfr_float_50>}
#endif
};
}  // namespace

std::string scalar_names() {
  std::string names;
  for (const Entry& e : entries) names += (names.empty() ? "" : ", ") + std::string(e.name);
  return names;
}

RunReport run_in_named_scalar(const RunOptions& options, const std::function<void(const TraceRow&)>& row) {
  for (const Entry& e : entries)
    if (options.scalar == e.name) return e.runner(options, row);
  require(false, "--scalar", options.scalar, "must be one of " + scalar_names());
  return {};
}

}  // namespace bros::cli
