#include "../plots/files.hpp"
#include "commands.hpp"
#include "exact_csv.hpp"
#include "flags.hpp"

#include "../plots/palette.hpp"
#include "../plots/report.hpp"
#include "../plots/text.hpp"
#include "../sweep/parallel.hpp"
#include "../sweep/progress.hpp"
#include "../sweep/threads.hpp"

#include <bros/compiled.hpp>
#include <bros/compiled_theory.hpp>
#include <bros/evidence/slope_fit.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/theory/estimators/variance.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <optional>

namespace bros::cli {
namespace {

const auto actions = action_list<double>();
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

struct VarianceCommand {
  std::optional<std::int64_t> rows_asked, rank_asked;
  std::int64_t cols = 1, draws = 20000, seed = 1;
  std::string hessian_file, direction_file, sampler = "haar", out = "out/variance";
  bool exact_rational = false;
  std::optional<std::int64_t> threads;  // default: threads_to_use()
  Invocation invocation;

  int operator()();

 private:
  void read();
  [[nodiscard]] Blocks blocks(Index r) const { return Blocks({{rows, cols, r}}); }
  [[nodiscard]] Row row(const ActionTraits& action, Index r) const;
  /// Whether the exact moments of this action and the sampler are known.
  [[nodiscard]] bool known(const ActionTraits& action) const;
  template <class S>
  void exact_values(Row& row, const Matrix<S>& h, const Vector<S>& z) const;
  [[nodiscard]] Interval measure(const Row& row) const;
  [[nodiscard]] std::vector<Index> ranks() const;
  void print(const std::vector<Row>& table) const;
  [[nodiscard]] std::string figure(const char* ylabel, int column, bool points) const;
  [[nodiscard]] nlohmann::json as_json(const std::vector<Row>& table) const;

  Index rows = 0, rank = 0;
  Matrix<rational> hessian;
  Vector<rational> direction, image;  // Z and H Z
  Matrix<double> hessian_rounded;
};

/// The shapes and the instance: from the files, or H = diag(1, .., m n), Z = e_1.
void VarianceCommand::read() {
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
  rank = rank_asked.value_or(std::max<Index>(1, (2 * rows + 2) / 3));
  require(rank >= 1 && rank <= rows, "--rank", rank, fmt::format("must be between 1 and --rows = {}", rows));
  image = detail::product<rational>(hessian, direction);
  hessian_rounded.resize(hessian.rows(), hessian.cols());
  const auto rounded = [](const char* field, const rational& value) {
    const double number = static_cast<double>(value);
    require(std::abs(number) <= 1e30, field, number, "entries must be at most 1e30 in size: fourth powers of their products are added");
    return number;
  };
  for (Index i = 0; i < hessian.size(); ++i) hessian_rounded.data()[i] = rounded("--hessian", hessian.data()[i]);
  for (Index i = 0; i < direction.size(); ++i) (void)rounded("--direction", direction[i]);
}

template <class S>
void VarianceCommand::exact_values(Row& row, const Matrix<S>& h, const Vector<S>& z) const {
  const Estimator e{action_kind(row.action->name), sampler_kind(sampler), blocks(row.rank)};
  const Vector<S> exact = detail::product<S>(h, z), mean = detail::product<S>(mean_action<S>(e, h), z);
  const S moment = second_moment<S>(e, h, z);
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
  const auto action = make_action<double>(row.action->name, *p);
  DenseHessian<double> oracle(*p, hessian_rounded);
  BlockVector<double> z(p->blocks().full()), lifted(z);
  for (Index i = 0; i < z.size(); ++i) z.flat()[i] = static_cast<double>(direction[i]);
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(draws));
  const Stream stream =
      Stream(static_cast<std::uint64_t>(seed)).fork(row.action->name).fork(static_cast<std::uint64_t>(row.rank));
  for (std::int64_t i = 0; i < draws; ++i) {
    p->draw(stream.fork("subspace").fork(static_cast<std::uint64_t>(i)));
    action->draw(stream.fork("action").fork(static_cast<std::uint64_t>(i)));
    oracle.act(action->ask(*p, z));
    lifted.flat().setZero();
    lift_add(*p, 1.0, action->hessian(), lifted);
    values.push_back(lifted.flat().squaredNorm());
  }
  return mean_interval(values, 0.95);
}

bool VarianceCommand::known(const ActionTraits& action) const {
  return (sampler == Haar<double>::kind || sampler == Coordinates<double>::kind) &&
         std::find(action_kind_names.begin(), action_kind_names.end(), std::string_view(action.name)) !=
             action_kind_names.end();
}

Row VarianceCommand::row(const ActionTraits& action, Index r) const {
  Row row{&action, r, {}};
  try {
    row.cost = make_action<double>(action.name, *make_subspace<double>(sampler, blocks(r)))->hessian_actions();
  } catch (const ArgumentError& error) {
    row.refused = error.what();
    return row;
  }
  row.measured = measure(row);
  if (!known(action)) return row;
  if (exact_rational || rows * cols <= 12) {  // in rationals wherever that is quick
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
      fmt::print("{:<14} not at this rank: {}\n", row.action->name, row.refused);
      continue;
    }
    fmt::print(line, row.action->name, row.cost, row.moment, fmt::format("{:.6g}", row.measured.value),
               fmt::format("[{:.6g}, {:.6g}]", row.measured.low, row.measured.high), row.relative,
               row.relative == "-" ? "-" : fmt::format("{:.6g}", row.exact_relative * static_cast<double>(row.cost)));
  }
  fmt::print("error: E||Hhat[Z] - H[Z]||^2, the variance of an unbiased action; plain is biased\n");
}

nlohmann::json VarianceCommand::as_json(const std::vector<Row>& table) const {
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
  return document;
}

// Columns of variance.csv: rank, r/m, then eight for each action: cost, second moment, error, error x cost, measured
// second moment with its interval, measured error. Unknown is empty.
// Lines where the theory knows the values, points for what was measured.
std::string VarianceCommand::figure(const char* ylabel, int column, bool points) const {
  constexpr auto& p = plots::palette;
  constexpr std::array colours{"#606060", p[0], p[2], p[3], p[4], p[1], p[5]};
  std::string body = fmt::format(R"(
set xlabel 'r / m'
set ylabel '{}'
set logscale y
set format y '10^{{%T}}'
set xrange [0:1.02]
set xtics 0,0.25,1
set key above maxrows 3 samplen 1.2 spacing 0.9
plot )",
                                 ylabel);
  std::vector<std::string> drawn;
  for (std::size_t a = 0; a < std::size(actions); ++a) {
    const char* colour = colours[a % colours.size()];
    const int first = 3 + 8 * static_cast<int>(a);
    const bool line = known(actions[a]);
    const std::string title = plots::gnuplot_text(actions[a].name);
    if (line)
      drawn.push_back(
          fmt::format("'variance.csv' skip 1 using 2:{} with linespoints lc rgb '{}' lw 2 pt {} ps 0.5 title '{}'",
                      first + column, colour, points ? 2 : 7, title));
    if (points)
      drawn.push_back(fmt::format("'variance.csv' skip 1 using 2:{} with points lc rgb '{}' pt 7 ps 0.4 {}", first + 7,
                                  colour, line ? "notitle" : "title '" + title + "'"));
  }
  return body + fmt::format("{}\n", fmt::join(drawn, ", \\\n  "));
}

int VarianceCommand::operator()() {
  read();
  (void)kind_named(subspace_list<double>(), "--sampler", sampler);
  const unsigned at_once = sweep::threads_to_use(threads);
  plots::require_apart_in(out, {"variance", "command.txt"},
                          {{"--hessian", hessian_file}, {"--direction", direction_file}});
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

  std::string csv = "rank,r_over_m";
  for (const ActionTraits& action : actions)
    csv += fmt::format(
        ",{0}_cost,{0}_second_moment,{0}_error,{0}_error_x_cost,{0}_measured,{0}_low,{0}_high,"
        "{0}_measured_error",
        action.name);
  csv += "\n";
  std::vector<Index> ascending = all_ranks;
  std::sort(ascending.begin(), ascending.end());
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
  plots::write_file("--out", folder / "variance.json", plots::json_text(as_json(table)));
  plots::write_file("--out", folder / "command.txt", invocation.command + "\n");
  const bool any_known = std::any_of(std::begin(actions), std::end(actions), [&](const auto& a) { return known(a); });
  plots::Section section;
  if (rows > 1 && norm > 0) {
    section.draw(folder, {"variance", "error against r/m"}, figure("error / ||HZ||^2", 2, true));
    if (any_known)
      section.draw(folder, {"variance_x_cost", "error times cost against r/m"},
                   figure("error / ||HZ||^2 × Hessian actions", 3, false));
  }
  fmt::print("{}: {}{}\n", out, plots::contents(section.pictures, "CSV and JSON"),
             rows == 1  ? "; no pictures, since one row has no proper subspace"
             : norm > 0 ? ""
                        : "; no pictures, since H Z = 0 leaves nothing to be relative to");
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
      "Files are CSV, a row a line, entries such as 0.1 or 1/3 taken exactly; vec(Y) runs column by column.");
  const Between size{1, largest_size, ": the exact values cost the cube of --rows times --cols"};
  add_whole(*sub, "--rows", command->rows_asked, size, "Rows m of the block (default: 3, or as the files say)");
  add_whole(*sub, "--cols", command->cols, size, "Columns n of the block");
  add_whole(*sub, "--rank", command->rank_asked, size, "Dimension r of the subspace (default: about 2/3 of the rows)");
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
