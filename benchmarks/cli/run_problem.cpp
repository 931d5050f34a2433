#include "run_problem.hpp"

#include <bros/compiled_50.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/io/fashion_mnist.hpp>
#include <bros/problem/io/public_quadratic.hpp>
#include <bros/problem/io/quadratic_data.hpp>
#include <bros/problem/io/quadratic_json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>
#include <type_traits>
#include <utility>

namespace bros::cli {

namespace {

constexpr Index rank_of_quadratic_data = 50;  // whose files do not say one

/// The blocks with the ranks of --rank: one for all, or one a block; without it as they are.
std::vector<Block> with_ranks(std::vector<Block> blocks, const std::vector<Index>& rank) {
  require(rank.size() <= 1 || rank.size() == blocks.size(), "--rank", std::to_string(rank.size()) + " values",
          "must be one, or one a block: " + std::to_string(blocks.size()));
  for (std::size_t l = 0; l < blocks.size() && !rank.empty(); ++l) {
    blocks[l].rank = rank[rank.size() == 1 ? 0 : l];
    require(blocks[l].rank >= 1 && blocks[l].rank <= blocks[l].rows, "--rank", blocks[l].rank,
            "must be between 1 and the rows of the block, " + std::to_string(blocks[l].rows));
  }
  return blocks;
}

Sampling sampling(const std::string& name) {
  std::string names;
  for (const Sampling kind : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled, Sampling::slots}) {
    if (name == to_string(kind)) return kind;
    names += (names.empty() ? "" : ", ") + std::string(to_string(kind));
  }
  require(false, "--sampling", name, "must be one of " + names);
  return Sampling::iid;
}

template <class S>
std::unique_ptr<Problem<S>> quadratic(QuadraticData<S> data, const RunOptions& o) {
  data.blocks = with_ranks(data.blocks, o.rank);
  return std::make_unique<Quadratic<S>>(std::move(data), *o.batch);
}

template <class S>
std::unique_ptr<Problem<S>> quadratic_from_file(const RunOptions& o) {
  require(!o.file.empty(), "--file", "missing", "is required by --problem " + o.problem + ": a JSON file");
  return quadratic(read_quadratic<S>(o.file), o);
}

template <class S>
std::unique_ptr<Problem<S>> quadratic_data(const RunOptions& o) {
  require(!o.data.empty(), "--data", "missing", "is required by --problem " + o.problem + ": a folder of .f64 files");
  const Sampling kind = sampling(o.sampling);
  std::error_code none;
  const bool generated = std::filesystem::exists(std::filesystem::path(o.data) / "g_left.f64", none);
  auto data = generated ? public_quadratic<S>(o.data, rank_of_quadratic_data)
                        : read_finite_sum<S>(o.data, rank_of_quadratic_data);
  data.blocks = with_ranks(data.blocks, o.rank);
  return std::make_unique<FiniteSumQuadratic<S>>(std::move(data), *o.batch, kind);
}

std::unique_ptr<Problem<double>> cleaning(const RunOptions& o) {
  CleaningSettings<double> settings = o.cleaning;
  const Index fewest = std::min(settings.training, settings.validation);
  require(*o.batch <= fewest, "--batch", *o.batch,
          "must be at most --train and --validation, of which the smaller is " + std::to_string(fewest));
  require(settings.share >= 0 && settings.share <= 1, "--corrupted", settings.share, "must be between 0 and 1");
  require(settings.mu > 0 && std::isfinite(settings.mu), "--mu", settings.mu, "must be positive and finite");
  settings.batch = *o.batch, settings.sampling = sampling(o.sampling);
  auto images = load_fashion_mnist(FashionMnistPart::train, 0, settings.training + settings.validation,
                                   o.data.empty() ? fashion_mnist_directory : o.data);
  settings.rank = with_ranks({{images.images.rows(), settings.classes, settings.rank}}, o.rank)[0].rank;
  return std::make_unique<DataCleaning<double>>(std::move(images), settings,
                                                Stream(static_cast<std::uint64_t>(o.seed)));
}
template <class S>
struct ProblemEntry : ProblemTraits {
  std::unique_ptr<Problem<S>> (*make)(const RunOptions& options);
};

template <class S>
const ProblemEntry<S> entries[] = {
    {{.name = "counterexample"}, [](const RunOptions& o) { return quadratic(counterexample<S>().data(), o); }},
    {{.name = "quadratic", .flags = "--file "}, quadratic_from_file<S>},
    {{.name = "quadratic-data", .flags = "--data --sampling ", .slots = true, .batch = 64}, quadratic_data<S>},
    {{.name = "cleaning",
      .flags = "--data --sampling --train --validation --corrupted --mu ",
      .batch = CleaningSettings<double>{}.batch,
      .alpha = 10},  // its hypergradient has entries of order 1/N
     [](const RunOptions& o) -> std::unique_ptr<Problem<S>> {
       if constexpr (std::is_same_v<S, double>) return cleaning(o);
       require(false, "--scalar", o.scalar, "must be double for " + o.problem);
       return nullptr;
     }}};

}  // namespace

std::vector<ProblemTraits> problem_list() { return {std::begin(entries<double>), std::end(entries<double>)}; }

template <class S>
std::unique_ptr<Problem<S>> make_problem(const RunOptions& options) {
  const ProblemEntry<S>& entry = kind_named(entries<S>, "--problem", options.problem);
  RunOptions filled = options;
  filled.batch = options.batch.value_or(entry.batch);
  return entry.make(filled);
}
template std::unique_ptr<Problem<double>> make_problem<double>(const RunOptions&);
template std::unique_ptr<Problem<bin_float_50>> make_problem<bin_float_50>(const RunOptions&);

}  // namespace bros::cli
