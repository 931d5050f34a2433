#include "../plots/files.hpp"
#include "commands.hpp"
#include "exact_csv.hpp"
#include "flags.hpp"
#include "variance_report.hpp"

#include "../sweep/parallel.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/threads.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/solve.hpp>
#include <bros/theory/estimators/minimax_bounds.hpp>
#include <bros/theory/estimators/rotated.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string_view>

namespace bros::cli {
namespace {

/// No action of the library: exact_weights averaged over all bases of the subspace, for Haar and n = 1.
constexpr ActionTraits rotated{"rotated", true, 2, false};
const auto actions = [] {
  const auto own = action_list<double>();
  std::vector<ActionTraits> all(std::begin(own), std::end(own));
  all.push_back(rotated);
  return all;
}();
bool is_rotated(const ActionTraits& action) { return std::string_view(action.name) == rotated.name; }
constexpr Index largest_size = 64;  // of vec(Y)

struct VarianceCommand {
  std::optional<std::int64_t> rows_asked, rank_asked;
  std::int64_t cols = 1, draws = 20000, seed = 1;
  std::string file, hessian_file, direction_file, sampler = "haar", out = "out/variance";
  bool exact_rational = false;
  std::optional<std::int64_t> threads;  // default: threads_to_use()
  Invocation invocation;

  int operator()();

 private:
  void read();
  void read_problem();
  void read_matrices();
  void check_rank_and_entries();
  [[nodiscard]] Blocks blocks(Index r) const { return Blocks({{rows, cols, r}}); }
  [[nodiscard]] VarianceRow row(const ActionTraits& action, Index r) const;
  /// Whether the exact moments of this action and the sampler are known.
  [[nodiscard]] bool known(const ActionTraits& action) const;
  template <class S>
  void exact_values(VarianceRow& row, const Matrix<S>& h, const Vector<S>& z) const;
  [[nodiscard]] Interval measure(const VarianceRow& row) const;
  [[nodiscard]] std::vector<Index> ranks() const;
  /// Greatest second moments over ||H||, ||Z|| <= 1, where the theory has them for every action: Haar, n = 1.
  [[nodiscard]] bool has_worst_cases() const { return sampler == Haar<double>::kind && cols == 1 && rows >= 3; }
  [[nodiscard]] WorstCases worst(Index r) const;

  Index rows = 0, rank = 0;
  Matrix<rational> hessian;
  Vector<rational> direction, image;  // Z and H Z
  Matrix<double> hessian_rounded;
};

void VarianceCommand::read() {
  file.empty() ? read_matrices() : read_problem();
  check_rank_and_entries();
}

/// D_YY g of a quadratic problem with one block, and the solution Z* at its start: what a run near it asks for.
void VarianceCommand::read_problem() {
  for (const std::string& other : {hessian_file, direction_file})
    require(other.empty(), "--file", file, "says what H and Z are: without --hessian and --direction");
  require(!rows_asked && cols == 1, "--file", file, "says the shape: without --rows and --cols");
  const Quadratic<double> problem(read_quadratic<double>(file));
  require(problem.blocks().count() == 1, "--file", file,
          fmt::format("must have one block, not {}", problem.blocks().count()));
  const Block block = problem.blocks()[0];
  rows = block.rows, cols = block.cols;
  require(rows * cols <= largest_size, "--file", file,
          "must have at most 64 numbers in Y: the exact values cost its cube");
  Quadratic<double>::Exact exact(problem);
  solve_at(exact, problem.x0());
  const Vector<double>& z = exact.auxiliary_solution().flat();
  require(z.norm() > 0, "--file", file, "must have a solution Z* other than 0 at its start");
  const auto exactly = [](double value) { return rational(value); };
  const Matrix<double>& a = problem.data().lower.A;
  hessian.resize(a.rows(), a.cols()), direction.resize(z.size());
  std::transform(a.data(), a.data() + a.size(), hessian.data(), exactly);
  std::transform(z.data(), z.data() + z.size(), direction.data(), exactly);
  if (!rank_asked) rank_asked = block.rank;
}

/// The shapes and the instance: from the files, or H = diag(1, .., m n), Z = e_1.
void VarianceCommand::read_matrices() {
  const char* too_large = "--rows times --cols can be at most 64: the exact values cost its cube";
  require(hessian_file.empty() == direction_file.empty(), hessian_file.empty() ? "--hessian" : "--direction", "missing",
          "--hessian and --direction go together");
  if (hessian_file.empty()) {
    rows = rows_asked.value_or(3);
    require(rows * cols <= largest_size, "--rows", rows, too_large);
    const Index size = rows * cols;
    hessian = Matrix<rational>::Zero(size, size);
    direction = Vector<rational>::Zero(size);
    for (Index i = 0; i < size; ++i) hessian(i, i) = i + 1;
    direction[0] = 1;
  } else {
    hessian = read_exact_matrix("--hessian", hessian_file, largest_size);
    const Matrix<rational> z = read_exact_matrix("--direction", direction_file, largest_size);
    require(hessian.rows() == hessian.cols(), "--hessian", fmt::format("{} x {}", hessian.rows(), hessian.cols()),
            "must be square");
    const Index size = hessian.rows();
    require(z.size() == size && (z.rows() == 1 || z.cols() == 1), "--direction",
            fmt::format("{} x {}", z.rows(), z.cols()), fmt::format("must be vec(Z), {} numbers", size));
    direction.resize(size);
    std::copy(z.data(), z.data() + size, direction.data());
    require(size % cols == 0, "--cols", cols, fmt::format("must divide {}, the dimension of --hessian", size));
    rows = rows_asked.value_or(size / cols);
    require(rows * cols == size, "--rows", rows,
            fmt::format("--rows times --cols must be {}, as --hessian says", size));
  }
}

void VarianceCommand::check_rank_and_entries() {
  rank = rank_asked.value_or(std::max<Index>(1, (2 * rows + 2) / 3));
  require(rank >= 1 && rank <= rows, "--rank", rank, fmt::format("must be between 1 and --rows = {}", rows));
  image = detail::product<rational>(hessian, direction);
  hessian_rounded.resize(hessian.rows(), hessian.cols());
  const char *of_hessian = file.empty() ? "--hessian" : "--file",
             *of_direction = file.empty() ? "--direction" : "--file";
  const auto rounded = [](const char* field, const rational& value) {
    const double number = static_cast<double>(value);
    require(value == 0 || (std::abs(number) <= 1e30 && std::abs(number) >= 1e-30), field, number,
            "entries must be 0, or between 1e-30 and 1e30 in size: fourth powers of their products are added");
    return number;
  };
  for (Index i = 0; i < hessian.size(); ++i) hessian_rounded.data()[i] = rounded(of_hessian, hessian.data()[i]);
  for (Index i = 0; i < direction.size(); ++i) (void)rounded(of_direction, direction[i]);
}

template <class S>
void VarianceCommand::exact_values(VarianceRow& row, const Matrix<S>& h, const Vector<S>& z) const {
  const Vector<S> exact = detail::product<S>(h, z);
  Vector<S> mean = exact;
  S moment;
  if constexpr (std::is_same_v<S, rational>)
    if (is_rotated(*row.action))
      moment = dot(rotated_second_moment(static_cast<int>(rows), static_cast<int>(row.rank)), haar_invariants<S>(h, z));
  if (!is_rotated(*row.action)) {
    const Estimator e{action_kind(row.action->name), sampler_kind(sampler), blocks(row.rank)};
    mean = detail::product<S>(mean_action<S>(e, h), z);
    moment = second_moment<S>(e, h, z);
  }
  const S norm = detail::dot<S>(exact, exact), error = moment - S(2) * detail::dot<S>(mean, exact) + norm;
  const auto text = [&](const S& value) {
    if constexpr (!std::is_same_v<S, double>)
      if (exact_rational) return value.str();
    return fmt::format("{:.6g}", static_cast<double>(value));
  };
  row.moment = text(moment);
  row.exact_moment = static_cast<double>(moment);
  const bool any = !(norm == S(0));
  row.relative = any ? text(S(error / norm)) : "-";
  row.exact_relative = any ? static_cast<double>(S(error / norm)) : 0;
}

/// E||P Hhat[Z]||^2 with a 95 % interval, from the library's own sampler and action.
Interval VarianceCommand::measure(const VarianceRow& row) const {
  const auto p = make_subspace<double>(sampler, blocks(row.rank));
  const auto action = is_rotated(*row.action) ? nullptr : make_action<double>(row.action->name, *p);
  DenseHessian<double> oracle(*p, hessian_rounded);
  BlockVector<double> z(p->blocks().full()), lifted(z), coefficients(p->blocks().projected());
  for (Index i = 0; i < z.size(); ++i) z.flat()[i] = static_cast<double>(direction[i]);
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(draws));
  const Stream stream =
      Stream(static_cast<std::uint64_t>(seed)).fork(row.action->name).fork(static_cast<std::uint64_t>(row.rank));
  for (std::int64_t i = 0; i < draws; ++i) {
    p->draw(stream.fork("subspace").fork(static_cast<std::uint64_t>(i)));
    if (!action) {
      Matrix<double> basis(rows, row.rank);
      for (Index j = 0; j < row.rank; ++j) {
        coefficients.flat() = Vector<double>::Unit(row.rank, j);
        lifted.flat().setZero();
        lift_add(*p, 1.0, coefficients, lifted);
        basis.col(j) = lifted.flat();
      }
      const Matrix<double> q0 = static_cast<double>(row.rank) / static_cast<double>(rows) * basis * basis.transpose();
      values.push_back(rotated_action<double>(q0, hessian_rounded, z.flat(), static_cast<int>(row.rank)).squaredNorm());
      continue;
    }
    action->draw(stream.fork("action").fork(static_cast<std::uint64_t>(i)));
    oracle.act(action->ask(*p, z));
    lifted.flat().setZero();
    lift_add(*p, 1.0, action->hessian(), lifted);
    values.push_back(lifted.flat().squaredNorm());
  }
  return mean_interval(values, 0.95);
}

bool VarianceCommand::known(const ActionTraits& action) const {
  if (is_rotated(action)) return sampler == Haar<double>::kind && cols == 1;
  return (sampler == Haar<double>::kind || sampler == Coordinates<double>::kind) &&
         std::find(action_kind_names.begin(), action_kind_names.end(), std::string_view(action.name)) !=
             action_kind_names.end();
}

VarianceRow VarianceCommand::row(const ActionTraits& action, Index r) const {
  VarianceRow row{&action, r, {}};
  try {
    if (is_rotated(action)) {
      require(sampler == Haar<double>::kind, "--sampler", sampler, "must be haar for rotated");
      require(cols == 1, "--cols", cols, "must be 1 for rotated");
      (void)rotated_weights<double>(static_cast<int>(rows), static_cast<int>(r));
      row.cost = r < rows ? r : 1;
    } else {
      row.cost = make_action<double>(action.name, *make_subspace<double>(sampler, blocks(r)))->hessian_actions();
    }
  } catch (const ArgumentError& error) {
    row.refused = error.what();
    return row;
  }
  row.measured = measure(row);
  if (!known(action)) return row;
  if (exact_rational || rows * cols <= 12 || is_rotated(action)) {  // in rationals wherever that is quick
    exact_values<rational>(row, hessian, direction);
  } else {
    Vector<double> z(direction.size());
    for (Index i = 0; i < z.size(); ++i) z[i] = static_cast<double>(direction[i]);
    exact_values<double>(row, hessian_rounded, z);
  }
  return row;
}

/// The rank asked for, and about a dozen others for the pictures, ascending.
std::vector<Index> VarianceCommand::ranks() const {
  std::vector<Index> all{rank};
  const Index step = std::max<Index>(1, rows / 12);
  for (Index r = step; r <= rows; r += step)
    if (r != rank) all.push_back(r);
  std::sort(all.begin(), all.end());
  return all;
}

WorstCases VarianceCommand::worst(Index at) const {
  const int m = static_cast<int>(rows), r = static_cast<int>(at);
  WorstCases w{at};
  const auto add = [&](const ActionTraits& action, const HaarInvariants<rational>& c) {
    const rational symmetric = haar_worst_case_symmetric(c, m).value, any = haar_worst_case_bound(c, m);
    // The value where H^2 = -I, which needs even m.
    const bool skew = m % 2 == 0 && c.hz + c.htz + m * (c.frobenius - c.trace_of_square) - c.zhhz == any;
    w.actions.push_back({&action, symmetric, any, symmetric == any || skew});
  };
  for (const ActionTraits& action : actions) {
    if (!action.unbiased) continue;
    try {
      add(action,
          is_rotated(action) ? rotated_second_moment(m, r) : haar_second_moment(action_kind(action.name), m, r));
    } catch (const ArgumentError&) {  // not at this rank
    }
  }
  const auto at_least_1 = [](const rational& value) { return std::max<rational>(value, 1); };  // |H Z|^2
  w.bounds.push_back({"full_tangent", "Z in full space, V' H Z", two_subspace_bound<rational>(m, r, m),
                      two_subspace_bound<rational>(m, r, m)});
  w.bounds.push_back({"two_subspaces", "two subspaces, V1' H V2", at_least_1(symmetric_bound<rational>(m, r * r)),
                      two_subspace_bound<rational>(m, r, r)});
  w.bounds.push_back({"one_subspace", "one subspace, V' H V", std::nullopt, std::nullopt});
  if (r >= 2) {
    w.bounds.back().symmetric = at_least_1(symmetric_bound<rational>(m, r * (r + 1) / 2));
    w.bounds.back().any = shared_subspace_bound<rational>(SamplerKind::haar, m, r);
  }
  return w;
}

int VarianceCommand::operator()() {
  read();
  (void)kind_named(subspace_list<double>(), "--sampler", sampler);
  const unsigned at_once = sweep::threads_to_use(threads);
  plots::require_apart_in(out, {"variance", "command.txt", "index.html", "summary.md"},
                          {{"--file", file}, {"--hessian", hessian_file}, {"--direction", direction_file}});
  plots::require_output_folder(out);
  VarianceResults results{
      rows,    cols, rank, sampler, draws, exact_rational, static_cast<double>(detail::dot<rational>(image, image)),
      &actions};
  const auto all_ranks = ranks();
  results.table.resize(actions.size() * all_ranks.size());
  {
    sweep::Progress progress("bros variance", static_cast<double>(results.table.size()));
    sweep::parallel_for(results.table.size(), at_once, [&](std::size_t i) {
      results.table[i] = row(actions[i % actions.size()], all_ranks[i / actions.size()]);
      progress.add(1);
    });
  }
  if (has_worst_cases())
    for (const Index r : all_ranks) results.worst_cases.push_back(worst(r));
  print(results);
  fmt::print("{}: {}\n", out,
             write(results, out, {invocation.command, static_cast<std::uint64_t>(seed), invocation.began}));
  return 0;
}

}  // namespace

void add_variance(CLI::App& app, Command& chosen, const Invocation& invocation) {
  auto command = std::make_shared<VarianceCommand>();
  command->invocation = invocation;
  CLI::App* sub = app.add_subcommand(
      "variance", "Second moment and cost of every action: the exact value, what is measured, and pictures");
  sub->footer(
      "Example, H = diag(1,2,3), Z = e1, r = 2, which is also what is taken without any flag:\n"
      "  bros variance --rows 3 --rank 2 --exact-rational\n"
      "Files are CSV, a row a line, entries such as 0.1 or 1/3 taken exactly; vec(Y) runs column by column.\n"
      "With --sampler haar, --cols 1 and at least 3 rows also the worst case of every action over ||H||, ||Z|| <= 1, "
      "and "
      "what no unbiased action is below (docs/theory/minimax.md).");
  const Between size{1, largest_size, ": the exact values cost the cube of --rows times --cols"};
  add_whole(*sub, "--rows", command->rows_asked, size, "Rows m of the block (default: 3, or as the files say)");
  add_whole(*sub, "--cols", command->cols, size, "Columns n of the block");
  add_whole(*sub, "--rank", command->rank_asked, size, "Dimension r of the subspace (default: about 2/3 of the rows)");
  sub->add_option("--file", command->file,
                  "A quadratic problem of one block, as bros run takes it: H = D_YY g, and Z = Z* at its start");
  sub->add_option("--hessian", command->hessian_file, "H over vec(Y), m n x m n (default: diag(1, 2, .., m n))");
  sub->add_option("--direction", command->direction_file, "vec(Z) (default: e_1)");
  sub->add_flag("--exact-rational", command->exact_rational, "Exact values as fractions");
  sub->add_option("--sampler", command->sampler, names_of(subspace_list<double>()))->capture_default_str();
  add_whole(*sub, "--draws", command->draws,
            {2, 10'000'000, ": an interval needs two, and each takes 8 bytes of memory a thread"},
            "Estimates drawn for each measured value");
  add_whole(*sub, "--seed", command->seed, any_seed, "Key of all random streams");
  add_whole(*sub, "--threads", command->threads, any_threads, "Threads (default: one a processor)");
  sub->add_option("--out", command->out, "Folder for pictures, CSV and JSON")->capture_default_str();
  sub->callback([&chosen, command] { chosen = [command] { return (*command)(); }; });
}

}  // namespace bros::cli
