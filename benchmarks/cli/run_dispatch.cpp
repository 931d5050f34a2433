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

ScheduleChoice choose_schedule(const RunOptions& o) {
  const bool penalty = o.method == "f2sa" || o.method == "pbgd";
  const bool averages = o.method == "bros" || o.method == "ma-soba" || o.method == "naive";
  const bool constants = o.alpha || o.beta || o.gamma || o.theta || o.lambda;
  const bool factors = o.c_alpha || o.c_beta || o.c_gamma || o.c_theta || o.c_lambda;
  const std::string kind = !o.schedule.empty()                             ? o.schedule
                           : (o.method == "soba" || penalty) && !constants ? "decaying"
                                                                           : "constant";
  require(kind == "constant" || kind == "theory" || kind == "decaying", "--schedule", kind,
          "must be one of constant, theory, decaying");
  require(averages || !(o.theta || o.c_theta), o.theta ? "--theta" : "--c-theta", "given",
          "has no meaning for " + o.method + ", which does not average");
  require(kind == "constant" || !constants, "--alpha, --beta, --gamma, --theta, --lambda", "given",
          "belong to --schedule constant; with theory and decaying use --c-alpha, --c-beta, --c-gamma, --c-theta, "
          "--c-lambda");
  require(kind != "constant" || !factors, "--c-alpha, --c-beta, --c-gamma, --c-theta, --c-lambda", "given",
          "belong to --schedule theory or decaying; with constant use --alpha, --beta, --gamma, --theta, --lambda");
  const double alpha = o.problem == "cleaning" ? 10 : 0.1;  // its hypergradient has entries of order 1/N
  ScheduleChoice choice = kind == "constant" ? ScheduleChoice{kind, o.alpha.value_or(alpha), o.beta.value_or(0.1),
                                                              o.gamma.value_or(0.1), o.theta.value_or(0.1)}
                                             : ScheduleChoice{kind, o.c_alpha.value_or(alpha), o.c_beta.value_or(0.1),
                                                              o.c_gamma.value_or(0.1), o.c_theta.value_or(0.1)};
  if (penalty) choice.lambda = kind == "constant" ? o.lambda.value_or(10) : o.c_lambda.value_or(1);
  return choice;
}

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
