#include "../plots/files.hpp"
#include "commands.hpp"
#include "exact_csv.hpp"
#include "flags.hpp"

#include "../plots/report.hpp"
#include "../plots/text.hpp"
#include "../sweep/parallel.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/threads.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/palette.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/solve.hpp>
#include <bros/theory/estimators/minimax_bounds.hpp>
#include <bros/theory/estimators/rotated.hpp>
#include <bros/theory/estimators/variance_bounds.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

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

/// One action at one rank: exact values and what was measured.
struct Row {
  const ActionTraits* action;
  Index rank;
  std::string refused;                       // why the action does not exist at this rank
  Index cost = 0;                            // Hessian actions an estimate
  std::string moment = "-", relative = "-";  // where the theory knows them
  double exact_moment = 0, exact_relative = 0;
  Interval measured{0, 0, 0};
};

/// One rank: of each unbiased action that allows it the greatest second moment over symmetric H, and an upper bound on
/// it over all H; and what no unbiased estimate with these data is below.
struct Worst {
  Index rank;
  struct Of {
    const ActionTraits* action;
    rational symmetric, any;
    bool attained;  // `any` is the maximum, not only a bound on it
  };
  std::vector<Of> actions = {};
  struct Bound {
    const char *key, *data;
    std::optional<rational> symmetric, any;
  };
  std::vector<Bound> bounds = {};
};

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
  [[nodiscard]] Row row(const ActionTraits& action, Index r) const;
  /// Whether the exact moments of this action and the sampler are known.
  [[nodiscard]] bool known(const ActionTraits& action) const;
  template <class S>
  void exact_values(Row& row, const Matrix<S>& h, const Vector<S>& z) const;
  [[nodiscard]] Interval measure(const Row& row) const;
  [[nodiscard]] std::vector<Index> ranks() const;
  /// Greatest second moments over ||H||, ||Z|| <= 1, where the theory has them for every action: Haar, n = 1.
  [[nodiscard]] bool has_worst_cases() const { return sampler == Haar<double>::kind && cols == 1 && rows >= 3; }
  [[nodiscard]] Worst worst(Index r) const;
  void print(const Worst& worst) const;
  [[nodiscard]] std::string csv(const std::vector<Worst>& table) const;
  [[nodiscard]] std::string figure(const std::vector<Worst>& table, bool symmetric) const;
  [[nodiscard]] std::string text(const rational& value) const {
    return exact_rational ? value.str() : fmt::format("{:.6g}", static_cast<double>(value));
  }
  void print(const std::vector<Row>& table) const;
  [[nodiscard]] std::string figure(const char* ylabel, int column, bool points) const;
  [[nodiscard]] nlohmann::json as_json(const std::vector<Row>& table, const std::vector<Worst>& worst_cases) const;

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
void VarianceCommand::exact_values(Row& row, const Matrix<S>& h, const Vector<S>& z) const {
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
Interval VarianceCommand::measure(const Row& row) const {
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

Row VarianceCommand::row(const ActionTraits& action, Index r) const {
  Row row{&action, r, {}};
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

/// The rank asked for, and about a dozen others for the pictures.
std::vector<Index> VarianceCommand::ranks() const {
  std::vector<Index> all{rank};
  const Index step = std::max<Index>(1, rows / 12);
  for (Index r = step; r <= rows; r += step)
    if (r != rank) all.push_back(r);
  return all;
}

void VarianceCommand::print(const std::vector<Row>& table) const {
  fmt::print("m = {}, n = {}, r = {}, {} subspaces; {} draws a row\n", rows, cols, rank, sampler, draws);
  constexpr const char* line = "{:<14} {:>7} {:>20} {:>12} {:>26} {:>20} {:>12}\n";
  fmt::print(line, "action", "actions", "E||Hhat[Z]||^2 exact", "measured", "95 % interval", "error / ||HZ||^2",
             "x actions");
  for (const Row& row : table) {
    if (row.rank != rank) continue;
    if (!row.refused.empty()) {
      fmt::print("{:<14} not here: {}\n", row.action->name, row.refused);
      continue;
    }
    fmt::print(line, row.action->name, row.cost, row.moment, fmt::format("{:.6g}", row.measured.value),
               fmt::format("[{:.6g}, {:.6g}]", row.measured.low, row.measured.high), row.relative,
               row.relative == "-" ? "-" : fmt::format("{:.6g}", row.exact_relative * static_cast<double>(row.cost)));
  }
  fmt::print("error: E||Hhat[Z] - H[Z]||^2, the variance of an unbiased action; plain is biased\n");
}

nlohmann::json VarianceCommand::as_json(const std::vector<Row>& table, const std::vector<Worst>& worst_cases) const {
  nlohmann::json document{{"command", invocation.command},
                          {"rows", rows},
                          {"cols", cols},
                          {"rank", rank},
                          {"sampler", sampler},
                          {"draws", draws},
                          {"estimates", nlohmann::json::array()}};
  for (const Row& row : table) {
    nlohmann::json one{{"action", row.action->name}, {"rank", row.rank}};
    if (row.refused.empty())
      one.update(
          {{"hessian_actions", row.cost},
           {"second_moment", row.moment},
           {"relative_error", row.relative},
           {"measured", {{"value", row.measured.value}, {"low", row.measured.low}, {"high", row.measured.high}}}});
    else
      one["refused"] = row.refused;
    document["estimates"].push_back(one);
  }
  for (const Worst& w : worst_cases) {
    nlohmann::json one{{"rank", w.rank}, {"actions", nlohmann::json::object()}, {"bounds", nlohmann::json::object()}};
    for (const Worst::Of& of : w.actions)
      one["actions"][of.action->name] = {
          {"symmetric", text(of.symmetric)}, {"any_at_most", text(of.any)}, {"any_attained", of.attained}};
    for (const Worst::Bound& bound : w.bounds)
      if (bound.any) one["bounds"][bound.key] = {{"symmetric", text(*bound.symmetric)}, {"any", text(*bound.any)}};
    document["worst_cases"].push_back(one);
  }
  return document;
}

const char* colour(std::size_t action) {
  constexpr auto& p = plots::palette;
  constexpr std::array colours{"#606060", p[0], p[2], p[3], p[4], p[1], p[5], p[7]};
  return colours[action % colours.size()];
}
std::string axes(const char* xlabel, const char* ylabel, const char* scale, int key_rows) {
  return fmt::format(R"(
set xlabel '{}'
set ylabel '{}'
{}
set xrange [0:1.02]
set xtics 0,0.25,1
set key above maxrows {} samplen 1.2 spacing 0.9
plot )",
                     xlabel, ylabel, scale, key_rows);
}

// Columns of variance.csv: rank, r/m, then eight for each action: cost, second moment, error, error x cost, measured
// second moment with its interval, measured error. Unknown is empty.
// Lines where the theory knows the values, points for what was measured.
std::string VarianceCommand::figure(const char* ylabel, int column, bool points) const {
  std::vector<std::string> drawn;
  for (std::size_t a = 0; a < std::size(actions); ++a) {
    if (is_rotated(actions[a]) && !known(actions[a])) continue;
    const int first = 3 + 8 * static_cast<int>(a);
    const bool line = known(actions[a]);
    const std::string title = plots::gnuplot_text(actions[a].name);
    if (line)
      drawn.push_back(
          fmt::format("'variance.csv' skip 1 using 2:{} with linespoints lc rgb '{}' lw 2 pt {} ps 0.5 title '{}'",
                      first + column, colour(a), points ? 2 : 7, title));
    if (points)
      drawn.push_back(fmt::format("'variance.csv' skip 1 using 2:{} with points lc rgb '{}' pt 7 ps 0.4 {}", first + 7,
                                  colour(a), line ? "notitle" : "title '" + title + "'"));
  }
  return axes("r / m", ylabel, "set logscale y\nset format y '10^{%T}'", 4) +
         fmt::format("{}\n", fmt::join(drawn, ", \\\n  "));
}

Worst VarianceCommand::worst(Index at) const {
  const int m = static_cast<int>(rows), r = static_cast<int>(at);
  Worst w{at};
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

void VarianceCommand::print(const Worst& worst) const {
  constexpr const char* line = "{:<26} {:>20} {:>20}\n";
  fmt::print("\nworst case of E||Hhat[Z]||^2 over ||H||, ||Z|| <= 1\n");
  fmt::print(line, "action", "symmetric H", "any H");
  for (const Worst::Of& of : worst.actions)
    fmt::print(line, of.action->name, text(of.symmetric), (of.attained ? "" : "at most ") + text(of.any));
  fmt::print(line, "no unbiased action is below", "symmetric H", "any H");
  for (const Worst::Bound& bound : worst.bounds)
    fmt::print(line, bound.data, bound.symmetric ? text(*bound.symmetric) : "-", bound.any ? text(*bound.any) : "-");
}

// Columns of variance_worst_case.csv: rank, r/m, then for each bound and each unbiased action the value over symmetric
// and over any H.
std::string VarianceCommand::csv(const std::vector<Worst>& table) const {
  std::string all = "rank,r_over_m";
  for (const Worst::Bound& bound : table[0].bounds) all += fmt::format(",{0}_bound_symmetric,{0}_bound_any", bound.key);
  for (const ActionTraits& action : actions)
    if (action.unbiased) all += fmt::format(",{0}_symmetric,{0}_any_at_most", action.name);
  all += "\n";
  const auto number = [](const std::optional<rational>& value) {
    return value ? fmt::format("{}", static_cast<double>(*value)) : "";
  };
  for (const Worst& w : table) {
    all += fmt::format("{},{}", w.rank, static_cast<double>(w.rank) / static_cast<double>(rows));
    for (const Worst::Bound& bound : w.bounds) all += "," + number(bound.symmetric) + "," + number(bound.any);
    for (const ActionTraits& action : actions) {
      if (!action.unbiased) continue;
      const auto of =
          std::find_if(w.actions.begin(), w.actions.end(), [&](const auto& o) { return o.action == &action; });
      all += of == w.actions.end() ? ",," : "," + number(of->symmetric) + "," + number(of->any);
    }
    all += "\n";
  }
  return all;
}

/// Relative to (m/r)^2. Thin dashed lines: what no unbiased action with these data is below.
std::string VarianceCommand::figure(const std::vector<Worst>& table, bool symmetric) const {
  std::vector<std::string> drawn;
  const auto curve = [](int column, const std::string& style) {
    return fmt::format("'variance_worst_case.csv' skip 1 using 2:(column({})*$2**2) with {}", column, style);
  };
  int column = 3 + 2 * static_cast<int>(table[0].bounds.size()) + (symmetric ? 0 : 1);
  for (std::size_t a = 0; a < actions.size(); ++a) {
    if (!actions[a].unbiased) continue;
    bool attained = true;
    for (const Worst& w : table)
      for (const Worst::Of& of : w.actions) attained = attained && (of.action != &actions[a] || of.attained);
    drawn.push_back(
        curve(column, fmt::format("linespoints lc rgb '{}' lw 2 pt 7 ps 0.5 title '{}{}'", colour(a),
                                  plots::gnuplot_text(actions[a].name), symmetric || attained ? "" : ", at most")));
    column += 2;
  }
  constexpr const char* dashes[] = {"(8,6)", "(2,5)", "1"};
  constexpr const char* titles[] = {"bound, Z full", "bound, two V", "bound, one V"};
  for (int b = 0; b < 3; ++b)
    drawn.push_back(curve(3 + 2 * b + (symmetric ? 0 : 1),
                          fmt::format("lines lc rgb 'black' lw 1 dt {} title '{}'", dashes[b], titles[b])));
  return axes(symmetric ? "r / m   (H symmetric)" : "r / m   (any H)", "worst case / (m/r)^2",
              "set yrange [0:3]\nset datafile missing NaN", 5) +
         fmt::format("{}\n", fmt::join(drawn, ", \\\n  "));
}

int VarianceCommand::operator()() {
  read();
  (void)kind_named(subspace_list<double>(), "--sampler", sampler);
  const unsigned at_once = sweep::threads_to_use(threads);
  plots::require_apart_in(out, {"variance", "command.txt"},
                          {{"--file", file}, {"--hessian", hessian_file}, {"--direction", direction_file}});
  plots::require_output_folder(out);
  const auto all_ranks = ranks();
  std::vector<Row> table(std::size(actions) * all_ranks.size());
  {
    sweep::Progress progress("bros variance", static_cast<double>(table.size()));
    sweep::parallel_for(table.size(), at_once, [&](std::size_t i) {
      table[i] = row(actions[i % std::size(actions)], all_ranks[i / std::size(actions)]);
      progress.add(1);
    });
  }
  print(table);
  std::vector<Index> ascending = all_ranks;
  std::sort(ascending.begin(), ascending.end());
  std::vector<Worst> worst_cases;
  if (has_worst_cases()) {
    for (const Index r : ascending) worst_cases.push_back(worst(r));
    print(
        worst_cases[static_cast<std::size_t>(std::find(ascending.begin(), ascending.end(), rank) - ascending.begin())]);
  }

  std::string csv = "rank,r_over_m";
  for (const ActionTraits& action : actions)
    csv += fmt::format(
        ",{0}_cost,{0}_second_moment,{0}_error,{0}_error_x_cost,{0}_measured,{0}_low,{0}_high,"
        "{0}_measured_error",
        action.name);
  csv += "\n";
  const double norm = static_cast<double>(detail::dot<rational>(image, image));
  for (const Index r : ascending) {
    csv += fmt::format("{},{}", r, static_cast<double>(r) / static_cast<double>(rows));
    for (const ActionTraits& action : actions) {
      const auto one = std::find_if(table.begin(), table.end(),
                                    [&](const Row& row) { return row.rank == r && row.action == &action; });
      if (!one->refused.empty()) {
        csv += ",,,,,,,,";
        continue;
      }
      const bool random = r < rows;  // nothing is where r = m
      const double error = one->exact_relative, measured = one->measured.value;
      const auto number = [](bool there, double value) { return there ? fmt::format("{}", value) : ""; };
      csv += fmt::format(",{},{},{},{},{},{},{},{}", one->cost, number(one->moment != "-", one->exact_moment),
                         number(random && one->relative != "-", error),
                         number(random && one->relative != "-", error * static_cast<double>(one->cost)), measured,
                         one->measured.low, one->measured.high,
                         number(random && action.unbiased && measured > norm && norm > 0, (measured - norm) / norm));
    }
    csv += "\n";
  }
  const std::filesystem::path folder = out;
  plots::write_file("--out", folder / "variance.csv", csv);
  if (!worst_cases.empty()) plots::write_file("--out", folder / "variance_worst_case.csv", this->csv(worst_cases));
  plots::write_file("--out", folder / "variance.json", plots::json_text(as_json(table, worst_cases)));
  plots::write_file("--out", folder / "command.txt", invocation.command + "\n");
  const bool any_known = std::any_of(std::begin(actions), std::end(actions), [&](const auto& a) { return known(a); });
  plots::Section section;
  const bool drawn = norm > 0 && std::any_of(table.begin(), table.end(), [&](const Row& row) {
                       return row.refused.empty() && row.rank < rows && row.measured.value > norm;
                     });
  if (drawn) {
    section.draw(folder, {"variance", "error against r/m"}, figure("error / ||HZ||^2", 2, true));
    if (any_known)
      section.draw(folder, {"variance_x_cost", "error times cost against r/m"},
                   figure("error / ||HZ||^2 × Hessian actions", 3, false));
  }
  if (!worst_cases.empty()) {
    section.draw(folder,
                 {"variance_worst_case", "worst case over all H against r/m, and what no unbiased action is below"},
                 figure(worst_cases, false));
    section.draw(folder, {"variance_worst_case_symmetric", "the same over symmetric H"}, figure(worst_cases, true));
  }
  fmt::print("{}: {}{}\n", out, plots::contents(section.pictures, "CSV and JSON"),
             rows == 1   ? "; no pictures, since one row has no proper subspace"
             : norm == 0 ? "; no pictures of this instance, since H Z = 0 leaves nothing to be relative to"
             : drawn     ? ""
                         : "; no pictures of this instance, since no action has an error here");
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
