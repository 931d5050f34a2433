#include "../plots/files.hpp"
#include "commands.hpp"
#include "flags.hpp"

#include "../plots/curves.hpp"
#include "../plots/report.hpp"
#include "../sweep/parallel.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/threads.hpp"

#include <bros/action/mean.hpp>
#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/palette.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/method/make.hpp>
#include <bros/method/suggest_steps.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/theory/estimators/variance.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace bros::cli {

namespace {

/// x^k and ||grad Phi(x^k)||^2 at the recorded iterations of one run.
struct Path {
  std::vector<double> x, grad_norm_sq;
};

/// What is run: a name for the columns, and its exact mean Hessian action.
struct Contestant {
  const char* key;
  Matrix<double> mean_action;
  MethodSettings settings;
};

struct CounterexampleCommand {
  std::string out = "out/counterexample";
  std::int64_t iterations = 1000, seeds = 32, seed = 1;
  std::optional<std::int64_t> threads;              // default: threads_to_use()
  std::string file;                                 // empty: the instance of docs/theory
  std::optional<double> alpha, beta, gamma, theta;  // default: the instance's, or suggested
  double decay = 0;
  Invocation invocation;

  int operator()();

 private:
  /// The user's problem without its noise, or the instance.
  [[nodiscard]] static Quadratic<double> without_noise(const std::string& file);
  [[nodiscard]] Steps<double> steps() const;
  [[nodiscard]] DecayingSchedule<double> schedule() const { return DecayingSchedule<double>(steps_, decay); }
  [[nodiscard]] std::vector<std::uint64_t> recorded() const;
  Path follow(Method<double>& method) const;
  [[nodiscard]] std::vector<Contestant> contestants() const;

  Quadratic<double> problem_ = counterexample<double>();
  Steps<double> steps_{};
};

Quadratic<double> CounterexampleCommand::without_noise(const std::string& file) {
  auto data = read_quadratic<double>(file);
  data.noise = {};
  Index size = 0;
  for (const Block& b : data.blocks) size += b.rows * b.cols;
  require(size <= 64, "--file", file,
          "must have at most 64 numbers in Y: the exact mean action costs its fourth power");
  return Quadratic<double>(std::move(data));
}

Steps<double> CounterexampleCommand::steps() const {
  Steps<double> s{0.1, 0.25, 0.2, 0.5};
  if (!file.empty()) s = suggest_steps(problem_, static_cast<std::uint64_t>(iterations), {.method = "bros"})(0);
  return {alpha.value_or(s.alpha), beta.value_or(s.beta), gamma.value_or(s.gamma), theta.value_or(s.theta)};
}

/// About twelve iterations a decade, 0 and the horizon among them.
std::vector<std::uint64_t> CounterexampleCommand::recorded() const {
  std::vector<std::uint64_t> ks{0};
  for (double k = 1; k < static_cast<double>(iterations); k *= std::pow(10.0, 1.0 / 12))
    if (static_cast<std::uint64_t>(k) != ks.back()) ks.push_back(static_cast<std::uint64_t>(k));
  ks.push_back(static_cast<std::uint64_t>(iterations));
  return ks;
}

Path CounterexampleCommand::follow(Method<double>& method) const {
  Quadratic<double>::Exact exact(problem_);
  Path path;
  const auto ks = recorded();
  run(method, schedule(), static_cast<std::uint64_t>(iterations), [&](const Method<double>& m, bool) {
    if (m.counts().iterations != ks[path.x.size()]) return;
    exact.at(m.x());
    path.x.push_back(m.x()[0]);
    path.grad_norm_sq.push_back(exact.hypergradient().squaredNorm());
  });
  require(path.x.size() == ks.size(), "--alpha, --beta, --gamma, --theta", "too large",
          "smaller, since a run did not stay finite");
  return path;
}

std::vector<Contestant> CounterexampleCommand::contestants() const {
  const Matrix<double>& hessian = problem_.data().lower.A;
  const Estimator naive{ActionKind::plain, SamplerKind::haar, problem_.blocks()};
  return {{"naive", mean_action<double>(naive, hessian), {.method = "naive"}},
          {"bros", hessian, {.method = "bros"}},
          {"full_tangent", hessian, {.method = "full-tangent"}},
          {"ma_soba", hessian, {.method = "ma-soba"}}};
}

// Columns of counterexample.csv: k, then seven for each contestant, in the order of contestants().
constexpr const char* figure_mean = R"(
set xlabel 'iteration k'
set ylabel 'mean of x^k'
set logscale x
set format x '10^{%T}'
set xrange [1:*] noextend
set yrange [-1.3:0.05]
set label 1 'limit, -20/39' at graph 0.99, first -0.575 right tc rgb '#606060'
set label 2 'solution, -1' at graph 0.99, first -1.22 right tc rgb '#606060'
set label 3 'naive' at graph 0.85, first -0.40 tc rgb '#D55E00'
set label 4 'BROS' at graph 0.85, first -0.82 tc rgb '#0072B2'
plot 'counterexample.csv' skip 1 using 1:4:5 with filledcurves ls 2, \
  '' skip 1 using 1:11:12 with filledcurves ls 1, \
  '' skip 1 using 1:2 with lines ls 2, '' skip 1 using 1:9 with lines ls 1, \
  '' skip 1 using 1:3 with points ls 2, '' skip 1 using 1:10 with points ls 1, \
  -20.0/39 ls 9, -1 ls 9
)";
constexpr const char* figure_gradient = R"(
set xlabel 'iteration k'
set ylabel 'mean of ||∇Φ(x^k)||^2' offset 1
set logscale xy
set format x '10^{%T}'
set format y '10^{%T}'
set xrange [1:*] noextend
set yrange [1e-34:1e4]
set label 1 '(19/39)^2' at graph 0.02, first 1e-2 tc rgb '#606060'
set label 3 'naive' at graph 0.98, first 3e1 right tc rgb '#D55E00'
set label 4 'BROS' at graph 0.98, first 1e-4 right tc rgb '#0072B2'
set label 5 'full tangent' at graph 0.60, first 1e-20 right tc rgb '#CC79A7'
set label 6 'MA-SOBA' at graph 0.60, first 1e-23 right tc rgb '#009E73'
plot 'counterexample.csv' skip 1 using 1:7:8 with filledcurves ls 2, '' skip 1 using 1:6 with linespoints ls 2, \
  '' skip 1 using 1:14:15 with filledcurves ls 1, '' skip 1 using 1:13 with linespoints ls 1, \
  '' skip 1 using 1:21:22 with filledcurves ls 4, '' skip 1 using 1:20 with linespoints ls 4, \
  '' skip 1 using 1:27 with lines ls 3, (19.0/39)**2 ls 9
)";

/// Of a user's problem: the gradient alone. The means are those of the column grad_norm_sq of each contestant.
std::string own_figure(const std::vector<std::uint64_t>& ks, const std::vector<std::vector<double>>& means) {
  constexpr std::size_t style[] = {plots::naive_colour, plots::bros_colour, plots::full_tangent_colour,
                                   plots::ma_soba_colour};
  constexpr const char* names[] = {"naive", "BROS", "full tangent", "MA-SOBA"};
  plots::CurvesPlot plot{.x = {.label = "iteration k", .logarithmic = true},
                         .y = {.label = "mean of ||∇Φ(x^k)||^2", .logarithmic = true}};
  for (std::size_t c = 0; c < means.size(); ++c) {
    const std::size_t column = 7 * c + 6;
    plots::Curve curve{.label = names[c],
                       .colour = plots::palette[style[c]],
                       .data = fmt::format("'counterexample.csv' skip 1 using 1:{}", column),
                       .style = "lines"};
    for (std::size_t i = 0; i < ks.size(); ++i) curve.points.emplace_back(static_cast<double>(ks[i]), means[c][i]);
    plot.curves.push_back(curve);
    if (c < 3)
      plot.behind.push_back(fmt::format("'counterexample.csv' skip 1 using 1:{}:{} with filledcurves lc rgb '{}'",
                                        column + 1, column + 2, curve.colour));
  }
  return plots::curves_figure(std::move(plot));
}

int CounterexampleCommand::operator()() {
  const unsigned at_once = sweep::threads_to_use(threads);
  if (!file.empty()) problem_ = without_noise(file);
  steps_ = steps();
  (void)schedule();  // wrong steps are refused before a folder is made
  plots::require_apart_in(out, {"counterexample", "command.txt", "index.html", "summary.md"}, {{"--file", file}});
  plots::require_output_folder(out);
  const auto all = contestants();
  const auto ks = recorded();
  const auto count = static_cast<std::size_t>(seeds);

  std::vector<Path> paths(all.size() * count), means(all.size());
  {
    sweep::Progress progress("bros counterexample", static_cast<double>(paths.size()));
    sweep::parallel_for(paths.size(), at_once, [&](std::size_t cell) {
      const Stream stream = Stream(static_cast<std::uint64_t>(seed)).fork("run").fork(cell % count);
      paths[cell] = follow(*make_method<double>(problem_, all[cell / count].settings, stream));
      progress.add(1);
    });
  }
  for (std::size_t c = 0; c < all.size(); ++c) {
    auto full = std::make_unique<Full<double>>(problem_.blocks());
    auto mean_action = std::make_unique<MeanAction<double>>(*full, all[c].mean_action);
    SingleLoop<double> mean(problem_, Stream(0), std::move(full), std::move(mean_action));
    means[c] = follow(mean);
  }

  // One row an iteration; for each contestant: exact mean of x, measured mean and its band, the same of the gradient.
  std::string csv = "k";
  for (const auto& c : all)
    csv += fmt::format(
        ",{0}_x_exact_mean,{0}_x_mean,{0}_x_low,{0}_x_high,{0}_grad_norm_sq,{0}_grad_norm_sq_low,{0}_grad_norm_sq_high",
        c.key);
  csv += "\n";
  auto summary = nlohmann::json::array();
  std::vector<std::vector<double>> gradients(all.size());  // the measured means
  plots::Table table{{"method", "exact mean of x", "measured", "95 % interval", "mean squared gradient"}};
  fmt::print("{:<16} {:>14} {:>14} {:>28} {:>16}\n", "method", "exact mean x", "measured", "95 % interval",
             "||grad Phi||^2");
  for (std::size_t i = 0; i < ks.size(); ++i) {
    csv += std::to_string(ks[i]);
    for (std::size_t c = 0; c < all.size(); ++c) {
      std::vector<double> x, g;
      for (std::size_t s = 0; s < count; ++s) {
        x.push_back(paths[c * count + s].x[i]);
        g.push_back(paths[c * count + s].grad_norm_sq[i]);
      }
      const Interval mx = mean_interval(x, 0.95), mg = mean_interval(g, 0.95);
      csv += fmt::format(",{},{},{},{},{},{},{}", means[c].x[i], mx.value, mx.low, mx.high, mg.value, mg.low, mg.high);
      gradients[c].push_back(mg.value);
      if (i + 1 < ks.size()) continue;
      table.push_back({all[c].key, fmt::format("{:.8f}", means[c].x[i]), fmt::format("{:.8f}", mx.value),
                       fmt::format("[{:.8f}, {:.8f}]", mx.low, mx.high), fmt::format("{:.4e}", mg.value)});
      fmt::print("{:<16} {:>14.8f} {:>14.8f} {:>28} {:>16.4e}\n", all[c].key, means[c].x[i], mx.value,
                 fmt::format("[{:.8f}, {:.8f}]", mx.low, mx.high), mg.value);
      summary.push_back({{"method", all[c].key},
                         {"x_exact_mean", means[c].x[i]},
                         {"x_mean", {{"value", mx.value}, {"low", mx.low}, {"high", mx.high}}},
                         {"grad_norm_sq", {{"value", mg.value}, {"low", mg.low}, {"high", mg.high}}}});
    }
    csv += "\n";
  }
  if (file.empty())
    fmt::print("naive limit of the mean: x = -20/39 = {:.8f}, ||grad Phi||^2 = (19/39)^2 = {:.8f}; solution x = -1\n",
               -20.0 / 39, 19.0 * 19 / 39 / 39);
  else
    fmt::print("||grad Phi||^2 at the exact mean of x^k, k = {}: naive {:.4e}, BROS {:.4e}; x above is x_1\n",
               iterations, means[0].grad_norm_sq.back(), means[1].grad_norm_sq.back());

  const std::filesystem::path folder = out;
  plots::write_file("--out", folder / "counterexample.csv", csv);
  plots::write_file("--out", folder / "command.txt", invocation.command + "\n");
  nlohmann::json document{{"iterations", iterations},
                          {"seeds", seeds},
                          {"steps",
                           {{"alpha", steps_.alpha},
                            {"beta", steps_.beta},
                            {"gamma", steps_.gamma},
                            {"theta", steps_.theta},
                            {"decay", decay}}},
                          {"final", summary}};
  if (file.empty())
    document.update({{"naive_limit_of_mean_x", "-20/39"}, {"naive_limit_of_grad_norm_sq", "361/1521"}});
  else
    document["grad_norm_sq_at_the_exact_mean"] = {{"naive", means[0].grad_norm_sq.back()},
                                                  {"bros", means[1].grad_norm_sq.back()}};
  const bool own = !file.empty();
  plots::Section section{.title = fmt::format("{} iterations, {} runs of each method", iterations, seeds),
                         .table = table};
  constexpr const char* bands = " Bands are 95 % intervals over runs.";
  if (!own)
    section.draw(folder,
                 {"counterexample_mean",
                  "Mean of x^k against the iteration",
                  std::string("Lines: the exact mean; points: measured. The solution is the lower grey line. The naive "
                              "projection ends at the upper one, whatever its steps.") +
                      bands,
                  {"counterexample.csv"}},
                 figure_mean);
  section.draw(
      folder,
      {"counterexample_gradient",
       "Mean of ||grad Phi(x^k)||^2 against the iteration",
       std::string("0 is a stationary point, so lower is better. A curve that becomes flat has stopped short of "
                   "one.") +
           bands,
       {"counterexample.csv"}},
      own ? own_figure(ks, gradients) : figure_gradient);
  const auto last = [&](std::size_t c) { return gradients[c].back(); };
  const std::string shows =
      own ? fmt::format(
                "Whether the bias of the naive projection is felt on this problem, without noise. After {} "
                "iterations the mean of ||grad Phi||^2 is {:.3g} for the naive projection, {:.3g} for BROS, "
                "{:.3g} for the full tangent and {:.3g} for MA-SOBA.",
                iterations, last(0), last(1), last(2), last(3))
          : fmt::format(
                "A problem without noise on which the theory says that the mean of x^k tends to -20/39 = -0.512821 "
                "under "
                "the naive projection, where ||grad Phi||^2 = (19/39)^2 = 0.237, and to the solution -1 under BROS. "
                "After {} iterations that mean, which is computed exactly, is {:.6f} and {:.6f}; the measured mean of "
                "||grad Phi||^2 is {:.1e} for the naive projection, {:.1e} for BROS and {:.1e} for the full tangent.",
                iterations, means[0].x.back(), means[1].x.back(), last(0), last(1), last(2));
  const std::string written =
      plots::write_report(folder,
                          {.title = own ? "Naive projection and BROS without noise" : "The counterexample",
                           .shows = shows,
                           .origin = {invocation.command, static_cast<std::uint64_t>(seed), invocation.began},
                           .document = document,
                           .json = "counterexample.json"},
                          {section});
  fmt::print("{}: {}\n", out, written);
  return 0;
}

}  // namespace

void add_counterexample(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<CounterexampleCommand>();
  command->invocation = invocation;
  CLI::App* sub = app.add_subcommand(
      "counterexample", "The noiseless instance on which the naive projection fails and BROS does not, with plots");
  sub->footer("Example:\n  bros counterexample --seeds 64 --iterations 100000 --out out/counterexample");
  sub->add_option(
      "--file", command->file,
      "In the place of the instance: a quadratic problem of your own without its noise, as bros run takes it");
  sub->add_option("--out", command->out, "Folder for pictures, CSV and JSON")->capture_default_str();
  add_whole(*sub, "--iterations", command->iterations, any_iterations, "Iterations of a run");
  add_whole(*sub, "--seeds", command->seeds, {2, 100000, ": an interval needs two, and each takes 10 kB of memory"},
            "Independent runs of each method");
  add_whole(*sub, "--seed", command->seed, any_seed, "Key of all random streams");
  add_whole(*sub, "--threads", command->threads, any_threads, "Threads (default: one a processor)");
  add_decimal(*sub, "--alpha", command->alpha, "Step of x (default 0.1; with --file suggested)");
  add_decimal(*sub, "--beta", command->beta, "Step of Y (default 0.25; with --file suggested)");
  add_decimal(*sub, "--gamma", command->gamma, "Step of Z (default 0.2; with --file suggested)");
  add_decimal(*sub, "--theta", command->theta, "Weight of the average (default 0.5; with --file suggested)");
  add_decimal(*sub, "--decay", command->decay, "Exponent e between 0 and 1: all four are divided by (k + 1)^e");
  sub->callback([&chosen, command] { chosen = *command; });
}

}  // namespace bros::cli
