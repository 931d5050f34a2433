// A network of libtorch: one weight a training sample, learned so that samples with wrong labels lose theirs.
//   g(x, Y) = mean over training samples of sigmoid(x_i) loss_i(Y) + mu/2 |Y|^2,   f = mean loss over validation
//   samples
// Three clusters in the plane; every fifth training label is wrong.
#include <bros/bros.hpp>
#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

#include <cstdio>

using at::Tensor;
using bros::Index;

constexpr Index training = 150, validation = 150, classes = 3;
bool is_wrong(Index i) { return i < training && i % 5 == 0; }

int main() {
  Tensor points = at::empty({training + validation, 2}, at::kFloat), labels = at::empty({points.size(0)}, at::kLong);
  bros::Vector<float> noise(points.numel());
  bros::fill_gaussian<float>(bros::Stream(1), noise);
  for (Index i = 0; i < points.size(0); ++i) {
    const Index cluster = i % classes;
    points[i][0] = 3 * static_cast<float>(cluster == 1) + 0.5f * noise[2 * i];
    points[i][1] = 3 * static_cast<float>(cluster == 2) + 0.5f * noise[2 * i + 1];
    labels[i] = is_wrong(i) ? (cluster + 1) % classes : cluster;
  }
  bros::network::Perceptron net(std::vector<Index>{2, 16, classes});
  const auto losses = [=](const Tensor& s) {  // of the samples numbered s
    return at::cross_entropy_loss(net->forward(points.index_select(0, s)), labels.index_select(0, s), {},
                                  at::Reduction::None);
  };
  const bros::network::NetworkProblem<float> problem(
      bros::network::reweighting_task(net.ptr(), losses, training, validation),
      {.rank = bros::network::rank_share(0.5), .batch = 32, .ridge = 1e-2}, bros::Stream(2));

  const auto method = bros::make_method(problem, {.method = "bros", .sampler = "coordinates"}, bros::Stream(3));
  bros::run(*method, bros::ConstantSchedule<float>({20.f, 0.1f, 0.1f, 0.1f}), 3000);
  double right = 0, wrong = 0;
  for (Index i = 0; i < training; ++i) (is_wrong(i) ? wrong : right) += method->x()[i];
  right /= training - training / 5, wrong /= training / 5.;
  std::printf("mean of x_i: %.2f where labels are right, %.2f where they are wrong\n", right, wrong);
  return right > wrong ? 0 : 1;
}
