#include "own_problem.hpp"

#include "flags.hpp"
#include "run_problem.hpp"

#include "../sweep/cell.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

namespace bros::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* own_flags[] = {"--methods", "--actions", "--samplers", "--rank",
                                     "--steps",   "--batch",   "--sampling"};

bool has_f64_files(const std::string& folder) {
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none))
    if (entry.path().extension() == ".f64") return true;
  return false;
}

/// Of the files, and of everything else that the numbers depend on and a cell does not name.
std::string digest(const OwnFlags& f) {
  std::map<std::string, fs::path> files;
  if (!f.file.empty()) files.emplace(f.file, f.file);
  if (f.file.empty())
    for (const fs::directory_entry& entry : fs::directory_iterator(f.data))
      if (entry.path().extension() == ".f64") files.emplace(entry.path().filename().string(), entry.path());
  std::string bytes;
  for (const auto& [name, path] : files) {
    std::ifstream in(path, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(in), {});
  }
  return fmt::format("{:08x}",
                     sweep::checksum(fmt::format("{}\n{}\n{}\n{}", bytes, f.batch.value_or(0), f.sampling, f.steps)));
}

std::string title_of(const OwnFlags& f, const Problem<double>& problem) {
  std::string shapes;
  for (const Block& b : problem.blocks())
    shapes += fmt::format("{}{} x {} (r = {})", shapes.empty() ? "" : ", ", b.rows, b.cols, b.rank);
  return fmt::format("{}, {}", fs::path(f.file.empty() ? f.data : f.file).filename().string(), shapes);
}

}  // namespace

void add_own_flags(CLI::App& sub, OwnFlags& f) {
  sub.add_option("--file", f.file, "A quadratic problem of your own: the JSON file that holds it (docs/rates.md)");
  add_names(sub, "--methods", f.study.methods, "Own problem: methods with steps c / sqrt(K)");
  add_names(sub, "--actions", f.study.actions, "Own problem: actions of bros: " + names_of(action_list<double>()));
  add_names(sub, "--samplers", f.study.samplers, "Own problem: samplers: " + names_of(subspace_list<double>()));
  add_whole(sub, "--rank", f.rank, {1, 1 << 20},
            "Own problem: dimension r of the subspaces, one for all blocks, or one a block (default: the file's)");
  sub.add_option("--steps", f.steps,
                 "Own problem: auto (from estimates of the curvature, no guarantee), or the factors c of alpha, beta, "
                 "gamma and theta, such as 0.4,2,2,4")
      ->capture_default_str();
  add_whole(sub, "--batch", f.batch, any_batch, "Own problem: samples an iteration (default: 1, of a folder 64)");
  sub.add_option("--sampling", f.sampling, "Own problem in a folder: iid, cyclic, reshuffled, slots")
      ->capture_default_str();
}

bool names_own_problem(const OwnFlags& f) { return !f.file.empty() || has_f64_files(f.data); }

void refuse_own_flags(const CLI::App& sub) {
  for (const char* flag : own_flags)
    require(sub.get_option(flag)->count() == 0, flag, "given",
            "is for a problem of your own: --file, or --data with .f64 files");
}

studies::Study own_study(OwnFlags f, std::vector<std::uint64_t> horizons, std::optional<std::size_t> seeds,
                         std::uint64_t key) {
  RunOptions run;
  run.problem = f.file.empty() ? "quadratic-data" : "quadratic";
  run.file = f.file, run.data = f.data, run.rank = f.rank, run.batch = f.batch, run.sampling = f.sampling;
  f.study.problem = make_problem<double>(run);
  f.study.title = title_of(f, *f.study.problem), f.study.data = digest(f);
  if (f.steps != "auto")
    for (const std::string& text : flags::entries("--steps", f.steps))
      f.study.factors.push_back(flags::decimal("--steps", text));
  if (!horizons.empty()) f.study.horizons = std::move(horizons);
  if (seeds) f.study.seeds = *seeds;
  f.study.key = key;
  return studies::own_study(f.study);
}

}  // namespace bros::cli
