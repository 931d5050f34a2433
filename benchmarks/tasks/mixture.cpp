// Weights of text domains for a small causal language model that is to do well on a domain held out.
#include "text.hpp"

#include <bros/torch/models.hpp>

#include <fmt/format.h>

#include <cmath>

namespace bros::tasks {

namespace {

constexpr Index context = 64;
constexpr Index own_batch(bool quick) { return quick ? 4 : 8; }

/// The next character of every one, by a causal transformer.
class LanguageModelImpl : public ::torch::nn::Module {
 public:
  LanguageModelImpl(Index width, Index heads, Index hidden, Index depth) {
    embedding_ = register_module("embedding", network::Embedding(vocabulary, width, 0.1));
    position_ =
        register_module("position", network::Parameter(std::vector<std::int64_t>{context, width},
                                                       network::Beginning{network::Beginning::Law::normal, 0.02}));
    for (Index i = 0; i < depth; ++i)
      blocks_.push_back(
          register_module("block" + std::to_string(i), network::TransformerBlock(width, heads, hidden, true)));
    norm_ = register_module("norm", network::LayerNorm(width));
    head_ = register_module("head", network::Linear(width, vocabulary));
  }
  /// Shapes:   windows: batch x (context + 1) tokens -> the cross-entropy of every window, mean over its characters
  Tensor losses(const Tensor& windows) {
    Tensor y = embedding_->forward(windows.narrow(1, 0, context)) + position_->forward();
    for (auto& block : blocks_) y = block->forward(y);
    const Tensor logits = head_->forward(norm_->forward(y)).view({-1, vocabulary});
    return at::cross_entropy_loss(logits, windows.narrow(1, 1, context).reshape({-1}), {}, at::Reduction::None)
        .view({-1, context})
        .mean(1);
  }

 private:
  network::Embedding embedding_{nullptr};
  network::Parameter position_{nullptr};
  std::vector<network::TransformerBlock> blocks_;
  network::LayerNorm norm_{nullptr};
  network::Linear head_{nullptr};
};
TORCH_MODULE(LanguageModel);

/// Five domains to learn from; the target is half kin of the first, half kin of the second.
std::vector<Source> domains() {
  std::filesystem::path cmake = "/usr/share/cmake";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/share", ignored))
    if (entry.path().filename().string().starts_with("cmake-")) cmake = entry.path();
  return {{"licences", "base-files", {"/usr/share/common-licenses"}},
          {"Eigen headers", "libeigen3-dev", {"/usr/include/eigen3/Eigen/src"}, ".h"},
          {"CMake modules", "cmake-data", {cmake / "Modules"}, ".cmake"},
          {"CMake manual", "cmake-data", {cmake / "Help"}, ".rst"},
          {"Linux headers", "linux-libc-dev", {"/usr/include/linux"}, ".h"}};
}
std::vector<Source> target() {
  const std::filesystem::path doc = "/usr/share/doc";
  return {{"copyright files",
           "gcc-12-base, cmake-data, libeigen3-dev, libfmt-dev or libtorch-dev",
           {doc / "gcc-12-base/copyright", doc / "cmake-data/copyright", doc / "libeigen3-dev/copyright",
            doc / "libfmt-dev/copyright", doc / "libtorch-dev/copyright"}},
          {"Boost headers", "libboost1.74-dev", {"/usr/include/boost"}, ".hpp"}};
}

/// Points of the simplex of five domains: one with weight 0.6 and 0.1 for each other; two with 0.35 and 0.1 each.
std::vector<std::vector<double>> grid_points(bool pairs) {
  const std::size_t count = domains().size();
  std::vector<std::vector<double>> all;
  const auto add = [&](std::vector<std::size_t> heavy, double weight) {
    std::vector<double> point(count, 0.1);
    for (const std::size_t i : heavy) point[i] = weight;
    all.push_back(point);
  };
  for (std::size_t i = 0; i < count; ++i) add({i}, 0.6);
  for (std::size_t i = 0; pairs && i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j) add({i, j}, 0.35);
  return all;
}

/// Texts of all domains one after another, and of the target: validation, then test.
struct Corpus {
  Index length;  // of a domain
  Tensor training, validation, test;
};

Corpus corpus(Index length, Index validation, Index test) {
  Corpus c{length, {}, {}, {}};
  std::vector<Tensor> training, first, last;
  for (const Source& source : domains()) training.push_back(read_text(source, length));
  for (const Source& source : target()) {
    const Tensor text = read_text(source, (validation + test) / 2);
    first.push_back(text.narrow(0, 0, validation / 2));
    last.push_back(text.narrow(0, validation / 2, test / 2));
  }
  c.training = at::cat(training), c.validation = at::cat(first), c.test = at::cat(last);
  return c;
}

/// exp of the mean cross-entropy over `count` windows, evenly spread.
double perplexity(LanguageModel& net, const Tensor& text, Index count) {
  const Tensor starts = at::arange(count, at::kLong) * ((text.size(0) - context - 1) / count);
  return std::exp(net->losses(windows(text, starts, context)).mean().item<double>());
}

Instance instance(const Setting& setting, const Corpus& text, const Stream& seed, const Variant& variant,
                  const std::vector<std::vector<double>>& grid) {
  const bool quick = setting.quick;
  LanguageModel net = quick ? LanguageModel(32, 2, 64, 1) : LanguageModel(64, 4, 128, 1);
  const Index measured = quick ? 64 : 128;
  const auto count = static_cast<Index>(domains().size());
  const Index starts = text.length - context;
  Tensor held = at::zeros({count});
  for (Index i = 0; variant.grid_point > 0 && i < count; ++i)
    held[i] = std::log(grid[variant.grid_point - 1][static_cast<std::size_t>(i)]);
  network::NetworkTask task;
  task.lower_module = net.ptr();
  task.dim_upper = count;
  task.lower_samples = count * starts;
  task.upper_samples = text.validation.size(0) - context;
  task.lower_loss = [=](const Tensor& x, const Tensor& samples) mutable {
    const Tensor domain = at::floor_divide(samples, starts), weights = (x + held).softmax(0) * count;
    const Tensor losses =
        net->losses(windows(text.training, domain * text.length + samples.remainder(starts), context));
    return (weights.index_select(0, domain) * losses).mean();
  };
  task.upper_loss = [=](const Tensor&, const Tensor& samples) mutable {
    return net->losses(windows(text.validation, samples, context)).mean();
  };
  auto problem = std::make_unique<const Problem>(
      std::move(task),
      settings_of(setting, {.rank = network::rank_share(variant.share), .batch = own_batch(quick), .ridge = 1e-3}),
      seed.fork("network"));
  const Problem& asked = *problem;
  return {std::move(problem), [=, &asked](const auto& x, const auto& y) mutable {
            return asked.with(x, y, [&](const Tensor& at) {
              const Tensor weights = (at + held).softmax(0);
              return std::vector<double>{perplexity(net, text.test, measured),
                                         perplexity(net, text.validation, measured),
                                         100 * (weights[0] + weights[1]).item<double>()};
            });
          }};
}

}  // namespace

std::vector<Experiment> mixture(const Setting& setting) {
  const bool quick = setting.quick;
  const Corpus text = corpus(150000, 100000, 50000);
  const auto grid = grid_points(!quick);
  Experiment experiment{"mixture",
                        "Mixture of five text domains",
                        {{"perplexity", "test perplexity", 3},
                         {"validation_perplexity", "validation perplexity", 3},
                         {"kin_weight", "weight of the kin, %", 1}},
                        std::uint64_t{quick ? 60U : 300U}};
  for (const auto& point : grid) experiment.grid.push_back(fmt::format("{:.2f}", fmt::join(point, " ")));
  experiment.chosen_by = 1;
  experiment.make = [=](const Stream& seed, const Variant& variant) {
    return instance(setting, text, seed, variant, grid);
  };
  experiment.steps = [](const Variant& variant) { return tuned_steps(variant, 0.1F, {.1F, .1F, .4F, .2F, .4F, .4F}); };
  experiment.samples = text.validation.size(0) - context;
  experiment.batch = setting.batch_of(own_batch(quick));
  return {experiment};
}

}  // namespace bros::tasks
