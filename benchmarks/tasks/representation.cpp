// Hyper-representation: a backbone that serves new few-shot classifications, each of which fits a linear head alone.
#include "images.hpp"

#include <bros/torch/models.hpp>

#include <algorithm>

namespace bros::tasks {

namespace {

constexpr Index ways = 3, shots = 1, queries = 15;
constexpr double ridge = 1e-2;
constexpr Index own_batch(bool quick) { return quick ? 64 : 128; }
constexpr Index episodes_trained_on(bool quick) { return quick ? 32 : 256; }
/// A dress and a shirt, a sneaker and a boot are new to what was trained on the others, but kin of some.
const std::vector<Index> known_classes{0, 1, 2, 4, 5, 8}, new_classes{3, 6, 7, 9};

/// Few-shot episodes: `count` times `ways` of the classes, `shots` support and `queries` query images of each.
struct Episodes {
  Index count;
  ImageSet support, query;  // episode after episode; labels 0 .. ways - 1
};

/// Random:   the classes of episode e from stream.fork(e), its images from the pool in the order of that stream
Episodes episodes(Index count, const std::vector<Index>& classes, const LabelledImages& pool, const Stream& stream) {
  std::vector<std::vector<Index>> of_class(10);
  for (Index i = 0; i < pool.images.cols(); ++i) of_class[pool.labels[static_cast<std::size_t>(i)]].push_back(i);
  std::vector<Index> support, query;
  for (Index e = 0; e < count; ++e) {
    const Stream own = stream.fork(static_cast<std::uint64_t>(e));
    const std::vector<Index> order = shuffled(static_cast<Index>(classes.size()), own.fork("classes"));
    for (Index way = 0; way < ways; ++way) {
      const Index chosen_class = classes[static_cast<std::size_t>(order[static_cast<std::size_t>(way)])];
      const auto& images = of_class[static_cast<std::size_t>(chosen_class)];
      BoundedDraws draws(own.fork("images").fork(static_cast<std::uint64_t>(way)));
      std::vector<Index> taken;
      while (static_cast<Index>(taken.size()) < shots + queries) {
        const Index image = images[draws.below(images.size())];
        if (std::find(taken.begin(), taken.end(), image) == taken.end()) taken.push_back(image);
      }
      support.insert(support.end(), taken.begin(), taken.begin() + shots);
      query.insert(query.end(), taken.begin() + shots, taken.end());
    }
  }
  const auto set = [&](const std::vector<Index>& chosen_images, Index each) {
    ImageSet images = image_set(chosen(pool, chosen_images));
    images.labels = (at::arange(images.size(), at::kLong).floor_divide(each)).remainder(ways);
    return images;
  };
  return {count, set(support, shots), set(query, queries)};
}

struct Network {
  Index features;
  network::Perceptron backbone;
  network::Linear head;
  Network(Index width, Index heads)
      : features(width), backbone(std::vector<Index>{784, 2 * width, width}), head(width, heads * ways) {}
  Tensor represent(const Tensor& pixels) { return network::lean::relu(backbone->forward(pixels)); }
};

/// Share of right answers to the queries, in per cent, of heads that are fitted to the support images alone.
/// Math:     every head by 200 steps of gradient descent from 0 on  mean cross-entropy + ridge/2 |Y|^2,  of length
///           1 / (ridge + max |a|^2 / 2),  a the features
double adapted_accuracy(Network& net, const Episodes& some) {
  const Tensor a = net.represent(some.support.pixels()).view({some.count, ways * shots, net.features});
  const Tensor one_hot = at::one_hot(some.support.labels, ways).to(at::kFloat).view({some.count, ways * shots, ways});
  const double step = 1 / (ridge + 0.5 * a.square().sum(2).max().item<double>());
  Tensor heads = at::zeros({some.count, net.features, ways});
  for (int k = 0; k < 200; ++k) {
    const Tensor errors = (at::bmm(a, heads).softmax(2) - one_hot) / static_cast<double>(ways * shots);
    heads = heads * (1 - step * ridge) - step * at::bmm(a.transpose(1, 2), errors);
  }
  const Tensor b = net.represent(some.query.pixels()).view({some.count, ways * queries, net.features});
  return 100 * at::bmm(b, heads).argmax(2).view({-1}).eq(some.query.labels).to(at::kFloat).mean().item<double>();
}

/// Cross-entropy of the images `samples` with the heads of their episodes.
Tensor loss(Network& net, const Episodes& all, const ImageSet& set, const Tensor& samples) {
  const Tensor episode = samples.floor_divide(set.size() / all.count);
  const Tensor logits = net.head->forward(net.represent(set.pixels(samples))).view({-1, all.count, ways});
  const Tensor own = logits.index({at::arange(samples.size(0), at::kLong), episode});
  return at::cross_entropy_loss(own, set.labels.index_select(0, samples));
}

Instance instance(const Setting& setting, const LabelledImages& training, const LabelledImages& testing,
                  const Stream& seed, const Variant& variant) {
  const bool quick = setting.quick;
  const Index trained_on = episodes_trained_on(quick), tested_on = quick ? 30 : 100;
  const Episodes known = episodes(trained_on, known_classes, training, seed.fork("episodes"));
  const Episodes same = episodes(tested_on, known_classes, testing, seed.fork("episodes of known classes"));
  const Episodes other = episodes(tested_on, new_classes, testing, seed.fork("episodes of new classes"));
  const auto net = std::make_shared<Network>(quick ? 64 : 128, trained_on);
  network::NetworkTask task;
  task.lower_module = net->head.ptr();
  task.upper_module = net->backbone.ptr();
  task.lower_samples = known.support.size();
  task.upper_samples = known.query.size();
  task.lower_loss = [=](const Tensor&, const Tensor& samples) { return loss(*net, known, known.support, samples); };
  task.upper_loss = [=](const Tensor&, const Tensor& samples) { return loss(*net, known, known.query, samples); };
  auto problem = std::make_unique<const Problem>(
      std::move(task),
      settings_of(setting, {.rank = network::rank_share(variant.share), .batch = own_batch(quick), .ridge = ridge}),
      seed.fork("network"));
  const Problem& asked = *problem;
  return {std::move(problem), [=, &asked](const auto& x, const auto& y) {
            return asked.with(x, y, [&](const Tensor&) {
              return std::vector<double>{adapted_accuracy(*net, same), adapted_accuracy(*net, other)};
            });
          }};
}

Steps<float> steps(const Variant& variant) {
  Steps<float> tuned = tuned_steps(variant, 0.1F, {3.2F, 1.6F, 6.4F, .1F, 6.4F, 6.4F});
  if (variant.method == "f2sa") tuned.alpha = 0.03F;
  tuned.theta = 0.3F;
  return tuned;
}

}  // namespace

std::vector<Experiment> representation(const Setting& setting) {
  const bool quick = setting.quick;
  const LabelledImages training = load_images(setting, FashionMnistPart::train, quick ? 3000 : 20000),
                       testing = load_images(setting, FashionMnistPart::test, quick ? 1000 : 10000);
  return {
      {"representation",
       "Hyper-representation, 3-way 1-shot episodes",
       {{"query_accuracy", "query accuracy, %", 2}, {"new_class_accuracy", "on new classes, %", 2}},
       std::uint64_t{quick ? 60U : 800U},
       {},
       0,
       [=](const Stream& seed, const Variant& variant) { return instance(setting, training, testing, seed, variant); },
       steps,
       episodes_trained_on(quick) * ways * shots,
       setting.batch_of(own_batch(quick))}};
}

}  // namespace bros::tasks
