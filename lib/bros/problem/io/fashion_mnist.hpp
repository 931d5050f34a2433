// Fashion-MNIST, as Debian installs it. The only header that needs zlib.
#pragma once

#include <bros/core/error.hpp>
#include <bros/problem/softmax.hpp>

#include <zlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace bros {

namespace detail {

/// A gzipped IDX file of bytes: a magic number, one big-endian length a dimension, then the bytes.
class IdxFile {
 public:
  IdxFile(const std::filesystem::path& path, std::uint32_t magic)
      : name_(path.string()), file_(gzopen(name_.c_str(), "rb"), gzclose) {
    require(file_ != nullptr, "file", name_,
            "a readable file; the Debian package dataset-fashion-mnist provides the data set");
    require(number() == magic, "file", name_,
            "a gzipped IDX file of bytes whose magic number is " + std::to_string(magic));
  }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t number() {
    std::array<std::uint8_t, 4> b{};
    read(b.data(), 4);
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | std::uint32_t{b[3]};
  }
  void read(std::uint8_t* to, Index bytes) {
    const auto wanted = static_cast<std::size_t>(bytes);
    require(gzfread(to, 1, wanted, file_.get()) == wanted, "file", name_,
            "an intact gzip file of the length its header says; it is truncated or damaged");
  }
  void skip(Index bytes) {
    std::array<std::uint8_t, 4096> ignored{};
    for (const Index step = static_cast<Index>(ignored.size()); bytes > 0; bytes -= step)
      read(ignored.data(), std::min(step, bytes));
  }

 private:
  std::string name_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

}  // namespace detail

/// Where Debian's package dataset-fashion-mnist puts the files.
inline constexpr const char* fashion_mnist_directory = "/usr/share/datasets/fashion-mnist";

/// Which of the two parts of the data set.
enum class FashionMnistPart { train, test };

/// Images `first` .. `first + count - 1` of Fashion-MNIST with their labels 0 .. 9: 28 x 28 pixels, row after row.
/// Shapes:   images 784 x count, one image a contiguous column; labels count
/// Requires: first >= 0, count >= 1; {train,t10k}-{images-idx3,labels-idx1}-ubyte.gz in `directory`, intact, with
///           first + count images of 784 pixels and as many labels, all at most 9 [-> ArgumentError that names the
///           file]
/// Cost:     reads the files up to the last image wanted
/// Source:   Xiao, Rasul, Vollgraf, "Fashion-MNIST" (2017); the IDX format is that of MNIST
[[nodiscard]] inline LabelledImages load_fashion_mnist(
    FashionMnistPart part, Index first, Index count, const std::filesystem::path& directory = fashion_mnist_directory) {
  constexpr Index side = 28, pixels = side * side, classes = 10;
  require(first >= 0, "first", first, "at least 0");
  require(count >= 1, "count", count, "at least 1");
  const std::string prefix = part == FashionMnistPart::train ? "train" : "t10k";
  detail::IdxFile images(directory / (prefix + "-images-idx3-ubyte.gz"), 0x0803);
  detail::IdxFile labels(directory / (prefix + "-labels-idx1-ubyte.gz"), 0x0801);
  for (detail::IdxFile* file : {&images, &labels}) {
    const Index held = file->number();
    require(first <= held && count <= held - first, "file", file->name(),
            "at least first + count = " + std::to_string(first) + " + " + std::to_string(count) +
                " entries; its header says " + std::to_string(held));
  }
  const std::uint32_t rows = images.number(), cols = images.number();
  require(rows == side && cols == side, "file", images.name(),
          "images of 28 x 28 pixels; its header says " + std::to_string(rows) + " x " + std::to_string(cols));

  LabelledImages part_read{Matrix<std::uint8_t>(pixels, count),
                           std::vector<std::uint8_t>(static_cast<std::size_t>(count))};
  images.skip(first * pixels);
  images.read(part_read.images.data(), count * pixels);
  labels.skip(first);
  labels.read(part_read.labels.data(), count);
  for (const std::uint8_t label : part_read.labels)
    require(label < classes, "file", labels.name(), "labels from 0 to 9; it holds " + std::to_string(int{label}));
  return part_read;
}

}  // namespace bros
