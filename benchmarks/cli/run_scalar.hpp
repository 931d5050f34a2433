// `bros run` for one scalar; each scalar is instantiated in a source file of its own.
#pragma once

#include "run_peers.hpp"

#include <bros/action/any.hpp>
#include <bros/method/methods.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/fashion_mnist.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/quadratic_data.hpp>
#include <bros/problem/quadratic_json.hpp>
#include <bros/subspace/any.hpp>

#include <algorithm>

namespace bros::cli {

/// Chooses sampler, action and averaging. In double the full space is a type of its own, which copies nothing; other
/// scalars share one instantiation, with the same bits.
template <class Problem>
RunReport run_problem(const Problem& problem, const RunOptions& o, const std::function<void(const TraceRow&)>& row) {
  using S = typename Problem::Scalar;
  using P = AnySubspace<S>;
  const Stream stream = Stream(static_cast<std::uint64_t>(o.seed)).fork("run");
  if (is_peer(o.method)) return run_peer(problem, stream, o, row);
  const bool full = o.method == "ma-soba" || o.method == "soba", naive = o.method == "naive";
  require(full || naive || o.method == "bros", "--method", o.method,
          "must be one of bros, ma-soba, soba, naive, saba, amigo, stocbio, bome, f2sa, pbgd");
  require(!full || o.sampler.empty() || o.sampler == "full", "--sampler", o.sampler, "must be full for " + o.method);
  require(o.method == "bros" || o.action.empty() || o.action == "plain", "--action", o.action,
          "must be plain for " + o.method);
  require(!full || o.rank.empty(), "--rank", "given", "has no meaning in the full space of " + o.method);
  const std::string sampler = full ? "full" : o.sampler.empty() ? "haar" : o.sampler;
  const std::string action = o.method != "bros" ? "plain" : o.action.empty() ? default_action_name : o.action;
  const P p(sampler, problem.blocks());
  const auto schedule = make_schedule<S>(o);
  const auto with = [&]<Averaging averaging>() {
    if constexpr (std::same_as<S, double>)
      if (full)
        return trace(SingleLoop<Problem, Full<S>, Plain<Full<S>>, averaging>(problem, stream), schedule, problem, o,
                     row);
    return trace(SingleLoop<Problem, P, AnyAction<P>, averaging>(problem, stream, p, AnyAction<P>(action, p)), schedule,
                 problem, o, row);
  };
  RunReport report =
      o.method == "soba" ? with.template operator()<Averaging::none>() : with.template operator()<Averaging::moving>();
  report.sampler = sampler, report.action = action;
  for (const Block& b : p.blocks()) report.rank.push_back(b.rank);
  return report;
}

/// The blocks with the ranks of --rank: one for all, or one a block; without it as they are.
inline std::vector<Block> with_ranks(std::vector<Block> blocks, const std::vector<Index>& rank) {
  require(rank.size() <= 1 || rank.size() == blocks.size(), "--rank", std::to_string(rank.size()) + " values",
          "must be one, or one a block: " + std::to_string(blocks.size()));
  for (std::size_t l = 0; l < blocks.size() && !rank.empty(); ++l) {
    blocks[l].rank = rank[rank.size() == 1 ? 0 : l];
    require(blocks[l].rank >= 1 && blocks[l].rank <= blocks[l].rows, "--rank", blocks[l].rank,
            "must be between 1 and the rows of the block, " + std::to_string(blocks[l].rows));
  }
  return blocks;
}

inline Sampling sampling(const RunOptions& o) {
  for (const Sampling kind : {Sampling::iid, Sampling::cyclic, Sampling::reshuffled, Sampling::slots})
    if (o.sampling == to_string(kind)) return kind;
  require(false, "--sampling", o.sampling, "must be one of iid, cyclic, reshuffled, slots");
  return Sampling::iid;
}

constexpr Index default_rank = 50;  // of quadratic-data, whose files do not say one

template <class S>
RunReport run_in_scalar(const RunOptions& o, const std::function<void(const TraceRow&)>& row) {
  require(o.iterations >= 1, "--iterations", o.iterations, "must be at least 1");
  require(o.batch.value_or(1) >= 1, "--batch", o.batch.value_or(1), "must be at least 1");
  require(o.metric_every.value_or(1) >= 1, "--metric-every", o.metric_every.value_or(1), "must be at least 1");
  require(o.seed >= 0, "--seed", o.seed, "must be at least 0");
  (void)sampling(o);
  check_schedule<S>(o);  // wrong steps are refused before data are read
  require(o.tolerance >= 0, "--tolerance", o.tolerance, "must be at least 0");
  const Index batch = o.batch.value_or(1);
  if (o.problem == "counterexample") {
    auto data = counterexample<S>().data();
    data.blocks = with_ranks(data.blocks, o.rank);
    return run_problem(Quadratic<S>(std::move(data), batch), o, row);
  }
  if (o.problem == "quadratic") {
    require(!o.file.empty(), "--file", "missing", "is required by --problem quadratic: a JSON file");
    auto data = read_quadratic<S>(o.file);
    data.blocks = with_ranks(data.blocks, o.rank);
    return run_problem(Quadratic<S>(std::move(data), batch), o, row);
  }
  if (o.problem == "quadratic-data") {
    require(!o.data.empty(), "--data", "missing", "is required by --problem quadratic-data: a folder of .f64 files");
    auto data = read_finite_sum<S>(o.data, default_rank);
    data.blocks = with_ranks(data.blocks, o.rank);
    return run_problem(FiniteSumQuadratic<S>(std::move(data), o.batch.value_or(64), sampling(o)), o, row);
  }
  require(o.problem == "cleaning", "--problem", o.problem,
          "must be one of quadratic, quadratic-data, cleaning, counterexample");
  if constexpr (std::is_floating_point_v<S>) {
    for (const auto& [flag, count] : {std::pair{"--train", o.cleaning.train}, {"--validation", o.cleaning.validation}})
      require(count >= 1 && count <= 60000, flag, count, "must be between 1 and 60000, the images there are");
    require(o.cleaning.corrupted >= 0 && o.cleaning.corrupted <= 1, "--corrupted", o.cleaning.corrupted,
            "must be between 0 and 1");
    require(o.cleaning.mu > 0 && std::isfinite(o.cleaning.mu), "--mu", o.cleaning.mu, "must be positive and finite");
    CleaningSettings<S> settings;
    settings.training = o.cleaning.train, settings.validation = o.cleaning.validation;
    settings.sampling = sampling(o);
    settings.share = o.cleaning.corrupted;
    settings.mu = S(o.cleaning.mu);
    settings.batch = o.batch.value_or(settings.batch);
    auto images = load_fashion_mnist(FashionMnistPart::train, 0, settings.training + settings.validation,
                                     o.data.empty() ? fashion_mnist_directory : o.data);
    settings.rank = with_ranks({{images.images.rows(), 10, settings.rank}}, o.rank)[0].rank;
    return run_problem(DataCleaning<S>(std::move(images), settings, Stream(static_cast<std::uint64_t>(o.seed))), o,
                       row);
  }
  require(false, "--scalar", o.scalar, "must be double or long-double for cleaning");
  return {};
}

}  // namespace bros::cli
