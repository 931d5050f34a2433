#include <bros/problem/io/public_quadratic.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace bros::public_quadratic_test {

namespace fs = std::filesystem;

const fs::path matrices = fs::path(BROS_SOURCE_DIR) / "docs/data/quadratic_2442";

TEST(LegacyGaussians, are_the_numbers_of_numpy) {  // printed by numpy 1.24.2
  LegacyGaussians normals(2442), last_seed(4294967295);
  for (const double number : {-1.1365788850124718, -0.07009057312369363, 0.30209913337368094, -2.002017236861546})
    EXPECT_DOUBLE_EQ(normals(), number);
  for (int i = 4; i < 1000000; ++i) (void)normals();
  EXPECT_DOUBLE_EQ(normals(), 1.5925209433354715);
  EXPECT_DOUBLE_EQ(last_seed(), 0.6484086742306527);
  EXPECT_DOUBLE_EQ(last_seed(), 0.6693235306338161);
}

TEST(LegacyGaussians, fill_matrices_column_after_column) {
  LegacyGaussians one(7), other(7);
  const Matrix<double> m = one.matrix(3, 5);
  for (Index j = 0; j < 5; ++j)
    for (Index i = 0; i < 3; ++i) EXPECT_EQ(m(i, j), other());
  EXPECT_EQ(one(), other());
}

/// What an exported file holds: entries of samples 0, 511 and 1023; the sum of squares, exact and then rounded, and
/// that of the numbers times 1, .., 7, 1, .., 7, ..
struct Export {
  const char* name;
  std::array<double, 3> entries;  // (0, 0), (37, 511), (99, 1023)
  double squares, weighted;
};
constexpr std::array<Export, 12> exports = {{
    {"g_xx", {-1.0919322603672919, -0.25857990196625347, 0.4309410926962652}, 39569.52902152395, 7813.550013400239},
    {"g_zz", {-0.38377315882995583, -0.16494348249955182, -0.8122250562061504}, 40050.490663074306, 7416.128005202742},
    {"g_xz_u",
     {-1.0790149910543396, 0.06950231676423488, -0.011322545602639367},
     106258.93430945533,
     10318.84124614478},
    {"g_xz_v", {-0.044310666967873134, -0.14305330894092153, 0.010319040835369636}, 1024.0, 224.01399177845184},
    {"g_z", {-0.7195271687514081, 0.3700139318474451, 1.4682287975177002}, 102839.62095804418, 823.9429830249294},
    {"g_x", {-0.9446191132181734, -0.9694141448667405, -0.7950370805400542}, 102284.0581500355, -1706.6130327127007},
    {"f_xx", {-0.878430732583346, -0.1005216544124507, 0.6715126415250877}, 39786.49269420082, 8707.066026010298},
    {"f_zz", {-0.5151948616380745, -0.28293146563220545, 1.031239860926826}, 40488.826216136455, 9070.760644461858},
    {"f_xz_u", {1.957651847996754, -2.3228877796971075, 0.4524225537571893}, 104248.31084597069, 11685.677471403975},
    {"f_xz_v", {-0.10627517491153975, -0.07740224811268666, 0.12230606563629966}, 1024.0, -14.819829920853104},
    {"f_z", {1.236525754019912, -0.13747875112978883, 1.3096395849527172}, 102547.41759408018, -2016.193004227918},
    {"f_x", {-0.6641994086045647, 1.1836777597658266, 1.058544425670129}, 102949.86160137005, -512.9117801449108},
}};

/// The factors in the order of `exports`.
std::vector<const Matrix<double>*> factors(const FiniteSumData<double>& data) {
  std::vector<const Matrix<double>*> all;
  for (const auto* level : {&data.lower, &data.upper})
    all.insert(all.end(), {&level->p, &level->q, &level->u, &level->w, &level->a, &level->b});
  return all;
}

TEST(PublicQuadraticMade, has_the_entries_and_the_sums_of_the_exported_files) {
  const auto data = public_quadratic(matrices, 50);
  const auto made = factors(data);
  for (std::size_t f = 0; f < exports.size(); ++f) {
    const auto& [name, entries, squares, weighted] = exports[f];
    const Matrix<double>& m = *made[f];
    ASSERT_EQ(m.rows(), 100) << name;
    ASSERT_EQ(m.cols(), 1024) << name;
    const double largest = m.cwiseAbs().maxCoeff();
    EXPECT_NEAR(m(0, 0), entries[0], 2e-15 * largest) << name;
    EXPECT_NEAR(m(37, 511), entries[1], 2e-15 * largest) << name;
    EXPECT_NEAR(m(99, 1023), entries[2], 2e-15 * largest) << name;
    long double square_sum = 0, sum = 0, size = 0;
    for (Index k = 0; k < m.size(); ++k) {
      const long double number = m.data()[k], term = number * static_cast<long double>(k % 7 + 1);
      square_sum += number * number, sum += term, size += std::abs(term);
    }
    EXPECT_NEAR(static_cast<double>(square_sum / squares), 1, 1e-14) << name;
    EXPECT_NEAR(static_cast<double>((sum - weighted) / size), 0, 1e-14) << name;
  }
  EXPECT_EQ(data.x0, Vector<double>::Constant(100, -2));
  EXPECT_EQ(data.y0, Vector<double>::Zero(100));
  EXPECT_EQ(data.blocks, (std::vector<Block>{{100, 1, 50}}));
}

TEST(PublicQuadraticMade, has_every_entry_of_the_exported_files_where_they_are_named) {
  const char* directory = std::getenv("BROS_QUADRATIC_DATA");
  if (directory == nullptr) return;  // the sums above speak for them
  const auto data = public_quadratic(matrices, 50);
  const auto made = factors(data);
  for (std::size_t f = 0; f < exports.size(); ++f) {
    const auto exported = read_samples(fs::path(directory) / (std::string(exports[f].name) + ".f64"), 100);
    ASSERT_EQ(made[f]->cols(), exported.cols());
    const double error = (*made[f] - exported).cwiseAbs().maxCoeff() / exported.cwiseAbs().maxCoeff();
    RecordProperty(exports[f].name, std::to_string(error * 1e15) + "e-15");
    EXPECT_LE(error, 2e-15) << exports[f].name;
  }
}

TEST(PublicQuadraticMade, is_the_same_in_every_scalar) {
  const auto data = public_quadratic(matrices, 50);
  const auto digits = public_quadratic<long double>(matrices, 50);
  EXPECT_EQ(digits.lower.u, data.lower.u.cast<long double>());
  EXPECT_EQ(digits.upper.p, data.upper.p.cast<long double>());
}

TEST(PublicQuadraticMade, takes_the_singular_vectors_of_normals_of_its_own_streams) {
  std::mt19937 seeds(2442);
  for (const std::string level : {"g", "f"}) {
    LegacyGaussians normals(static_cast<std::uint32_t>(seeds() & 0x7fffffff));
    (void)normals.matrix(100, 2 * (1 + 1024));
    const Matrix<double> g = normals.matrix(100, 100).transpose();
    const Matrix<double> diagonal = read_samples(matrices / (level + "_left.f64"), 100).transpose() * g *
                                    read_samples(matrices / (level + "_right.f64"), 100);
    EXPECT_LE((diagonal - Matrix<double>(diagonal.diagonal().asDiagonal())).cwiseAbs().maxCoeff(), 1e-13);
    for (Index i = 1; i < 100; ++i) EXPECT_GT(diagonal(i - 1, i - 1), diagonal(i, i));
    EXPECT_GT(diagonal(99, 99), 0);
  }
}

TEST(PublicQuadraticMade, names_a_file_that_is_not_100_orthonormal_vectors) {
  const fs::path directory = fs::temp_directory_path() / ("bros_public_quadratic_" + std::to_string(::getpid()));
  fs::copy(matrices, directory);
  const auto complaint = [&]() -> std::string {
    try {
      (void)public_quadratic(directory, 1);
    } catch (const ArgumentError& error) {
      return error.what();
    }
    return "none";
  };
  const fs::path file = directory / "f_right.f64";
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::fstream(file, std::ios::binary | std::ios::in | std::ios::out)
      .seekp(4000)
      .put(1);  // a byte of the mantissa's end
  EXPECT_EQ(complaint(), "none");
  std::fstream(file, std::ios::binary | std::ios::in | std::ios::out).seekp(4005).put(77);
  EXPECT_EQ(complaint(), file.string() + " = 100 vectors, not orthonormal: 100 orthonormal vectors");
  fs::resize_file(file, 99 * 800);
  EXPECT_EQ(complaint(), file.string() + " = 99 vectors: 100 orthonormal vectors");
  fs::remove(file);
  EXPECT_EQ(complaint(), file.string() + " = not readable: a file of float64 samples of dimension 100");
  fs::remove_all(directory);
}

}  // namespace bros::public_quadratic_test
