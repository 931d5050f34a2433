#include <bros/problem/io/fashion_mnist.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace bros::fashion_mnist_test {

using Bytes = std::vector<std::uint8_t>;

Bytes idx(std::initializer_list<std::uint32_t> header, const Bytes& body) {
  Bytes file;
  for (const std::uint32_t word : header)
    for (const int shift : {24, 16, 8, 0}) file.push_back(static_cast<std::uint8_t>(word >> shift));
  file.insert(file.end(), body.begin(), body.end());
  return file;
}

/// A directory with a data set of three images, image i all bytes i + 1 and labels 7, 8, 9, in which a test may damage
/// one file.
class MadeUpDataSet {
 public:
  explicit MadeUpDataSet(const std::string& name) : directory_(std::filesystem::path(::testing::TempDir()) / name) {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    for (int i = 0; i < 3; ++i) pixels_.insert(pixels_.end(), 784, static_cast<std::uint8_t>(i + 1));
    write(images, idx({0x0803, 3, 28, 28}, pixels_));
    write(labels, idx({0x0801, 3}, {7, 8, 9}));
  }
  ~MadeUpDataSet() { std::filesystem::remove_all(directory_); }
  MadeUpDataSet(const MadeUpDataSet&) = delete;
  MadeUpDataSet& operator=(const MadeUpDataSet&) = delete;

  void write(const char* file, const Bytes& bytes) const {
    const gzFile out = gzopen((directory_ / file).c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
  }
  void remove(const char* file) const { std::filesystem::remove(directory_ / file); }
  void cut_in_half(const char* file) const {
    std::filesystem::resize_file(directory_ / file, std::filesystem::file_size(directory_ / file) / 2);
  }
  [[nodiscard]] LabelledImages load(Index first, Index count) const {
    return load_fashion_mnist(FashionMnistPart::train, first, count, directory_);
  }
  /// The error that loading everything gives; empty if there is none.
  [[nodiscard]] std::string error(Index first = 0, Index count = 3) const {
    try {
      (void)load(first, count);
    } catch (const ArgumentError& e) {
      return e.what();
    }
    return {};
  }
  [[nodiscard]] const Bytes& pixels() const { return pixels_; }

  static constexpr const char* images = "train-images-idx3-ubyte.gz";
  static constexpr const char* labels = "train-labels-idx1-ubyte.gz";

 private:
  std::filesystem::path directory_;
  Bytes pixels_;
};

void expect_line(const std::string& error, const std::string& file, const std::string& expected) {
  EXPECT_NE(error.find(file), std::string::npos) << error;
  EXPECT_NE(error.find(expected), std::string::npos) << error;
  EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

TEST(FashionMnist, the_installed_training_part_has_its_shape_its_first_labels_and_balanced_classes) {
  const LabelledImages all = load_fashion_mnist(FashionMnistPart::train, 0, 60000);
  ASSERT_EQ(all.images.rows(), 784);
  ASSERT_EQ(all.images.cols(), 60000);
  EXPECT_EQ(Bytes(all.labels.begin(), all.labels.begin() + 10), (Bytes{9, 0, 0, 3, 0, 2, 7, 2, 5, 5}));
  for (std::uint8_t c = 0; c < 10; ++c) EXPECT_EQ(std::count(all.labels.begin(), all.labels.end(), c), 6000);
  EXPECT_EQ(all.images.maxCoeff(), 255);

  const LabelledImages some = load_fashion_mnist(FashionMnistPart::train, 1234, 7);
  EXPECT_EQ(some.images, all.images.middleCols(1234, 7));
  EXPECT_EQ(some.labels, Bytes(all.labels.begin() + 1234, all.labels.begin() + 1241));
}

TEST(FashionMnist, the_installed_test_part_has_a_thousand_images_of_each_class) {
  const LabelledImages test = load_fashion_mnist(FashionMnistPart::test, 0, 10000);
  ASSERT_EQ(test.images.cols(), 10000);
  for (std::uint8_t c = 0; c < 10; ++c) EXPECT_EQ(std::count(test.labels.begin(), test.labels.end(), c), 1000);
}

TEST(FashionMnist, one_image_is_one_column_and_the_first_ones_can_be_skipped) {
  const MadeUpDataSet set("whole");
  EXPECT_EQ(set.error(), "");
  const LabelledImages last = set.load(1, 2);
  EXPECT_EQ(last.labels, (Bytes{8, 9}));
  EXPECT_TRUE((last.images.col(0).array() == 2).all());
  EXPECT_TRUE((last.images.col(1).array() == 3).all());
}

TEST(FashionMnist, a_missing_file_is_named_with_the_package_that_provides_it) {
  for (const char* file : {MadeUpDataSet::images, MadeUpDataSet::labels}) {
    const MadeUpDataSet set("missing");
    set.remove(file);
    expect_line(set.error(), file, "dataset-fashion-mnist");
  }
}

TEST(FashionMnist, a_damaged_file_is_named_with_what_is_expected_of_it) {
  const MadeUpDataSet set("damaged");
  const auto after = [&](const char* file, const Bytes& bytes) {
    set.write(file, bytes);
    const std::string error = set.error();
    set.write(MadeUpDataSet::images, idx({0x0803, 3, 28, 28}, set.pixels()));
    set.write(MadeUpDataSet::labels, idx({0x0801, 3}, {7, 8, 9}));
    return error;
  };
  expect_line(after(set.images, idx({0x0801, 3, 28, 28}, set.pixels())), set.images, "magic number is 2051");
  expect_line(after(set.labels, idx({0x0803, 3}, {7, 8, 9})), set.labels, "magic number is 2049");
  expect_line(after(set.images, idx({0x0803, 3, 28, 27}, set.pixels())), set.images, "its header says 28 x 27");
  expect_line(after(set.labels, idx({0x0801, 3}, {7, 10, 9})), set.labels, "labels from 0 to 9; it holds 10");
  expect_line(after(set.labels, idx({0x0801, 2}, {7, 8})), set.labels, "its header says 2");
  expect_line(after(set.labels, idx({0x0801, 3}, {7, 8})), set.labels, "truncated");
  expect_line(after(set.images, idx({0x0803, 3, 28, 28}, Bytes(783 * 3))), set.images, "truncated");
  expect_line(after(set.images, {}), set.images, "truncated");
  EXPECT_EQ(set.error(), "");
  set.cut_in_half(MadeUpDataSet::images);
  expect_line(set.error(), set.images, "truncated");
}

TEST(FashionMnist, a_range_outside_of_the_file_is_refused) {
  const MadeUpDataSet set("range");
  expect_line(set.error(1, 3), set.images, "first + count = 1 + 3 entries; its header says 3");
  expect_line(set.error(0, 0), "count = 0", "at least 1");
  expect_line(set.error(-1, 1), "first = -1", "at least 0");
  expect_line(set.error(std::numeric_limits<Index>::max(), 2), set.images, "its header says 3");
}

}  // namespace bros::fashion_mnist_test
