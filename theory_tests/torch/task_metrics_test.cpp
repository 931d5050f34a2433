// The metrics of the tasks on sets small enough to be judged by hand.
#include "../../benchmarks/tasks/images.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace bros::task_metrics_test {
namespace {

using network::Tensor;
using tasks::ImageSet;

Vector<float> weights(std::initializer_list<float> values) {
  return Eigen::Map<const Vector<float>>(values.begin(), static_cast<Index>(values.size()));
}

/// One pixel an image, black for class 0 and white for class 1; `mistaken` of the labels say the other class.
ImageSet black_and_white(Index count, Index mistaken) {
  const Tensor classes = at::arange(count, at::kLong).remainder(2);
  Tensor labels = classes.clone();
  labels.narrow(0, count - mistaken, mistaken) = 1 - labels.narrow(0, count - mistaken, mistaken);
  return {(classes * 255).to(at::kByte).view({count, 1}), labels};
}
/// Logits that tell black from white.
Tensor by_brightness(const Tensor& pixels) { return at::cat({-pixels, pixels}, 1); }

TEST(TaskMetrics, f1_is_that_of_the_wrong_labels_and_not_of_the_right_ones) {
  const Vector<float> x = weights({-1, -2, 3, 4, -5});
  const std::vector<Index> wrong{0, 1, 2}, right{3, 4};
  EXPECT_DOUBLE_EQ(tasks::f1(x, wrong), 200.0 * 2 / (3 + 3));
  EXPECT_DOUBLE_EQ(tasks::f1(-x, right), 200.0 * 1 / (2 + 2));
  EXPECT_DOUBLE_EQ(tasks::f1(weights({-1, -1, -1, 1, 1}), wrong), 100);
  EXPECT_DOUBLE_EQ(tasks::f1(weights({1, 1, 1, -1, -1}), wrong), 0);
}

TEST(TaskMetrics, f1_is_not_defined_while_no_label_is_called_wrong) {
  EXPECT_TRUE(std::isnan(tasks::f1(weights({0, 0, 1}), {0})));
}

TEST(TaskMetrics, accuracy_counts_every_image_of_a_set_of_several_parts) {
  for (const Index mistaken : {Index{0}, Index{1}, Index{2500}})
    EXPECT_DOUBLE_EQ(tasks::accuracy(black_and_white(2500, mistaken), by_brightness),
                     100.0 * static_cast<double>(2500 - mistaken) / 2500)
        << mistaken;
}

TEST(TaskMetrics, accuracy_is_that_of_the_set_it_is_given) {
  const ImageSet training = black_and_white(40, 16), testing = black_and_white(40, 0);
  EXPECT_DOUBLE_EQ(tasks::accuracy(training, by_brightness), 60);
  EXPECT_DOUBLE_EQ(tasks::accuracy(testing, by_brightness), 100);
}

}  // namespace
}  // namespace bros::task_metrics_test
