#include "readers.hpp"

#include "../../benchmarks/cli/exact_csv.hpp"
#include "../../benchmarks/cli/flags.hpp"
#include "../../benchmarks/cli/json_flags.hpp"
#include "../../benchmarks/sweep/store.hpp"

#include <bros/core/multiprecision.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/io/fashion_mnist.hpp>
#include <bros/problem/io/quadratic_data.hpp>
#include <bros/problem/io/quadratic_json.hpp>
#include <bros/problem/rate_instance.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

namespace bros::fuzz {

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> number_words{"0",
                                            "-",
                                            "+",
                                            ".",
                                            "e",
                                            "1e308",
                                            "1e-324",
                                            "010",
                                            "0x1",
                                            "nan",
                                            "inf",
                                            "1e9999",
                                            "-1e-9999",
                                            "1e10000",
                                            "1/3",
                                            ",",
                                            "\n",
                                            "\r\n",
                                            "\xef\xbb\xbf",
                                            "9223372036854775807",
                                            "\xff",
                                            " ",
                                            "\"",
                                            "999999999999999999999999999999",
                                            "2e-400"};

std::vector<std::string> json_words() {
  std::vector<std::string> words = number_words;
  for (const char* more : {"[", "]", "{", "}", ":", "null", "true", "\"lower\":", "\"A\":", "\"rows\":", "\"\\u0000\"",
                           "\"\\ud800\"", "[[[[[[[[[[[[[[[[[", "{\"a\":", "\"rank\":", "1048576", "1048577"})
    words.emplace_back(more);
  return words;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void fail_unless(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

/// What is read as a double is what the C library reads, and every scalar reads the same grammar.
void read_number(const std::string& text) {
  const auto value = number_from<double>(text);
  const auto long_value = number_from<long double>(text);
  const auto big = number_from<bin_float_50>(text);
  fail_unless(big.has_value() == decimal_from(text).has_value(), "a number that 50 digits do not hold");
  fail_unless(!value || (long_value && big), "a double that another scalar does not read");
  fail_unless(!value || *value == std::strtod(text.c_str(), nullptr), "another double than that of the C library");
  const double rounded = value ? static_cast<double>(*big) : 0;  // twice, so that it may be the neighbour
  fail_unless(!value || *value == rounded || *value == std::nextafter(rounded, *value),
              "another double than that of 50 digits");
  (void)cli::exact_number("number", text);
}

/// A flag of every kind, each beside its value as a word of its own and in one word.
void read_flags(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size(); begin += words.back().size() + 1)
    words.push_back(text.substr(begin, text.find('\n', begin) - begin));
  CLI::App app;
  double decimal = 0;
  std::optional<Index> whole;
  std::vector<Index> wholes;
  std::vector<double> decimals;
  std::vector<std::string> names;
  cli::add_decimal(app, "--decimal", decimal, "");
  cli::add_whole(app, "--whole", whole, {-3, 1000}, "");
  cli::add_whole(app, "--wholes", wholes, cli::any_seed, "");
  cli::add_decimal(app, "--decimals", decimals, "");
  cli::add_names(app, "--names", names, "");
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    throw ArgumentError(shown(error.what()));
  }
  fail_unless(!whole || (*whole >= -3 && *whole <= 1000), "a whole number out of its bounds");
  for (const Index one : wholes) fail_unless(one >= 0, "a whole number of a list out of its bounds");
  for (const std::string& name : names) fail_unless(!name.empty(), "an empty name");
}

template <class S>
void read_problem(const fs::path& file) {
  const Quadratic<S> problem(read_quadratic<S>(file));
  const auto again = quadratic_from_json<S>(nlohmann::json::parse(quadratic_to_json(problem.data()).dump()));
  fail_unless(again.lower.A == problem.data().lower.A && again.x0 == problem.data().x0, "lost when it was written");
}

/// A made-up data set in which the input is the images or the labels, as they are or gzipped.
Reader fashion_mnist(const fs::path& folder) {
  const auto idx = [](const std::vector<unsigned>& header, std::size_t body) {
    std::string bytes;
    for (const unsigned word : header)
      for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(word >> shift);
    for (std::size_t i = 0; i < body; ++i) bytes += static_cast<char>(i % 10);
    return bytes;
  };
  const auto gzipped = [folder](const std::string& bytes) {
    const gzFile out = gzopen((folder / "gzipped").c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
    return bytes_of(folder / "gzipped");
  };
  const auto load = [folder](const std::string& images, const std::string& labels) {
    std::ofstream(folder / "train-images-idx3-ubyte.gz", std::ios::binary) << images;
    std::ofstream(folder / "train-labels-idx1-ubyte.gz", std::ios::binary) << labels;
    (void)load_fashion_mnist(FashionMnistPart::train, 1, 2, folder);
  };
  const std::string images = idx({0x0803, 3, 28, 28}, 3 * 784), labels = idx({0x0801, 3}, 3);
  return {"fashion_mnist",
          {images, labels, gzipped(images), gzipped(labels)},
          {std::string("\0\0\x08\x03", 4), "\xff\xff\xff\xff", std::string(4, '\0'), "\x1f\x8b", "\x80"},
          {[=](const fs::path&, const std::string& bytes) { load(bytes, labels); },
           [=](const fs::path&, const std::string& bytes) { load(images, bytes); },
           [=](const fs::path&, const std::string& bytes) { load(gzipped(bytes), labels); }}};
}

Reader store(const fs::path& folder) {
  const sweep::Code code{"fuzz", "0123456789abcdef"};
  const sweep::Cell cell{"quadratic", "", "mean", "bros", "biprobe", "haar", "3", 256, "double", 1, 2};
  const fs::path made = folder / "made.sqlite";
  fs::remove(made);
  {
    sweep::Store store(made, code);
    store.transact([&] {
      store.save(cell, std::string(300, 'x'));
      for (std::uint64_t seed = 3; seed < 40; ++seed) {
        sweep::Cell other = cell;
        other.seed = seed;
        store.put(other, 1 / static_cast<double>(seed), 1);
      }
    });
  }
  return {"store",
          {bytes_of(made)},
          {"CREATE TABLE", "cells", "SQLite format 3", "\xff\xff", "0.1", "WITHOUT ROWID", std::string(100, '\0')},
          {[](const fs::path& file, const std::string&) {
             for (const char* beside : {"-wal", "-shm", "-journal"}) fs::remove(file.string() + beside);
             sweep::Store read(file);
             for (const auto& [key, value] : read.results()) (void)sweep::to_number(value);
             (void)read.seconds();
           },
           [=](const fs::path& file, const std::string&) {
             sweep::Store write(file, code);
             (void)write.saved(cell);
             write.transact([&] { (void)write.claim(cell); });
           }}};
}

/// A folder in which the input is one of twelve files, samples of dimension 2.
Reader f64_folder(const fs::path& folder) {
  std::string samples(6 * sizeof(double), '\0');
  for (std::size_t i = 0; i < samples.size(); i += sizeof(double)) samples[i + 7] = '\x3f';
  for (const std::string level : {"g", "f"})
    for (const std::string part : {"_xx", "_zz", "_xz_u", "_xz_v", "_z", "_x"})
      std::ofstream(folder / (level + part + ".f64"), std::ios::binary) << samples;
  return {"f64",
          {samples},
          {"\xff\xf0", "\x7f\xf0", std::string(8, '\xff'), std::string(16, '\0'), std::string(799, 'x')},
          {[=](const fs::path& file, const std::string&) {
             fs::copy_file(file, folder / "f_x.f64", fs::copy_options::overwrite_existing);
             (void)read_finite_sum(folder, 1, 2);
           },
           [=](const fs::path& file, const std::string&) { (void)read_samples(file, 3); }}};
}

}  // namespace

std::vector<Reader> readers(const fs::path& folder) {
  const auto json = [](const auto& data) { return quadratic_to_json(data).dump(); };
  return {{"number",
           {"1", "-1.25e-3", "1/3", "12345678901234567890", "0.1", "1e308", "4.9e-324", "010"},
           number_words,
           {[](const fs::path&, const std::string& bytes) { read_number(bytes); }}},
          {"flags",
           {"--decimal\n1.5\n--whole=3\n--wholes\n1,2,3\n--decimals=1,2e3\n--names\na,b"},
           number_words,
           {[](const fs::path&, const std::string& bytes) { read_flags(bytes); }}},
          {"csv",
           {"2,0\n0,1\n", "1/3, -0.5e3\r\n\r\n7,8\r\n",
            "\xef\xbb\xbf"
            "1\n2\n"},
           number_words,
           {[](const fs::path& file, const std::string&) { (void)cli::read_exact_matrix("--hessian", file, 64); }}},
          {"problem",
           {json(rate_instance_data<double>()), json(counterexample<double>().data()),
            json(counterexample<bin_float_50>().data())},
           json_words(),
           {[](const fs::path& file, const std::string&) { read_problem<double>(file); },
            [](const fs::path& file, const std::string&) { read_problem<bin_float_50>(file); }}},
          {"config",
           {R"({"problem": "quadratic", "rank": [2, 3], "seed": 10, "alpha": 0.1, "file": "a.json"})"},
           json_words(),
           {[](const fs::path& file, const std::string&) {
             for (const std::string& word : cli::with_flags_from_json({"run", "--config", file.string()}))
               fail_unless(!word.empty(), "an empty word");
           }}},
          f64_folder(folder),
          store(folder),
          fashion_mnist(folder)};
}

}  // namespace bros::fuzz
