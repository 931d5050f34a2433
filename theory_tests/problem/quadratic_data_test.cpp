#include <bros/core/linear_algebra.hpp>
#include <bros/core/multiprecision.hpp>
#include <bros/method/make.hpp>
#include <bros/problem/io/public_quadratic.hpp>
#include <bros/problem/io/quadratic_data.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <unistd.h>

namespace bros::quadratic_data_test {

namespace fs = std::filesystem;
using Problem = FiniteSumQuadratic<double>;

/// The public data, which public_quadratic_test.cpp compares with the exported files.
FiniteSumData<double> public_data() {
  return public_quadratic(fs::path(BROS_SOURCE_DIR) / "docs/data/quadratic_2442", 50);
}

class PublicQuadratic : public ::testing::Test {
 protected:
  static Problem problem() { return Problem(public_data(), 64, Sampling::cyclic); }
  static double square_norm_at(Problem::Exact& exact, const Vector<double>& x) {
    exact.at(x);
    return exact.hypergradient().squaredNorm();
  }
  static void expect_relative(double value, double published) {
    EXPECT_NEAR(value / published, 1, 1e-10) << value << " against " << published;
  }
};

TEST_F(PublicQuadratic, spectra_and_start_are_the_published_ones) {
  const Problem p = problem();
  const auto& [A, C, a] = p.means().data().lower;
  const Vector<double> spectrum = symmetric_eigenvalues<double>(A);
  EXPECT_NEAR(spectrum.minCoeff(), .07505, 5e-6);  // published to that many digits
  EXPECT_NEAR(spectrum.maxCoeff(), 1.1554, 5e-5);
  EXPECT_NEAR(spectral_norm<double>(C), .1693, 5e-5);
  EXPECT_EQ(p.constants()->mu_g, spectrum.minCoeff());
  Problem::Exact exact(p);
  expect_relative(square_norm_at(exact, p.x0()), 104.84624891455);
  expect_relative(exact.phi(), 84.32617450992);
}

TEST_F(PublicQuadratic, phi_is_a_quadratic_with_the_published_spectrum_and_minimum) {
  const Problem p = problem();
  Problem::Exact exact(p);
  const Index d = p.dim_upper();
  const auto gradient = [&](const Vector<double>& x) -> Vector<double> { return exact.at(x), exact.hypergradient(); };
  const Vector<double> at_zero = gradient(Vector<double>::Zero(d));
  Matrix<double> hessian(d, d);
  for (Index i = 0; i < d; ++i) hessian.col(i) = gradient(Vector<double>::Unit(d, i)) - at_zero;
  EXPECT_LE((hessian - hessian.transpose()).cwiseAbs().maxCoeff(), 1e-12);
  const Vector<double> spectrum = symmetric_eigenvalues<double>(hessian);
  EXPECT_NEAR(spectrum.minCoeff(), .01972, 5e-6);
  EXPECT_NEAR(spectrum.maxCoeff(), 1.2538, 5e-5);
  exact.at(-hessian.ldlt().solve(at_zero));
  expect_relative(exact.phi(), -.208964676736);
}

TEST_F(PublicQuadratic, cyclic_soba_takes_the_published_path) {
  const Problem p = problem();
  Problem::Exact exact(p);
  const auto soba = make_method(p, {.method = "soba"}, Stream(1));
  const DecayingSchedule<double> steps({.1, .1, .1, 1}, .5);
  (void)run(*soba, steps, 1);
  expect_relative(square_norm_at(exact, soba->x()), 87.83220896850918);
  (void)run(*soba, steps, 16);
  expect_relative(square_norm_at(exact, soba->x()), 42.96397010403039);
}

TEST_F(PublicQuadratic, cyclic_ma_soba_takes_the_published_path_along_the_old_average) {
  const Problem p = problem();
  Problem::Exact exact(p);
  const auto ma_soba = make_method(p, {.method = "ma-soba"}, Stream(1));
  (void)run(*ma_soba, ConstantSchedule<double>({.1, .1, .1, .1}), 16);
  expect_relative(square_norm_at(exact, ma_soba->x()), 31.10441295548699);
}

TEST_F(PublicQuadratic, cyclic_saba_takes_the_published_path) {
  const Problem p = problem();
  Problem::Exact exact(p);
  const auto saba = make_method(p, {.method = "saba"}, Stream(1));
  const ConstantSchedule<double> steps({.1, .1, .1, 1});
  (void)run(*saba, steps, 1);
  expect_relative(square_norm_at(exact, saba->x()), 87.83220896850918);
  (void)run(*saba, steps, 16);
  expect_relative(square_norm_at(exact, saba->x()), 8.421046992232522);
}

TEST_F(PublicQuadratic, another_order_of_samples_or_step_is_another_path) {  // what the two paths above would notice
  const Problem p(public_data(), 64, Sampling::reshuffled);
  Problem::Exact exact(p);
  const auto ma_soba = make_method(p, {.method = "ma-soba"}, Stream(1));
  (void)run(*ma_soba, ConstantSchedule<double>({.1, .1, .1, .1}), 16);
  EXPECT_GT(std::abs(square_norm_at(exact, ma_soba->x()) / 31.10441295548699 - 1), 1e-6);
}

/// A directory of twelve small files, 3 samples of dimension 2, that is removed again.
class SmallFiles : public ::testing::Test {
 protected:
  SmallFiles() : directory_(fs::temp_directory_path() / ("bros_small_files_" + std::to_string(::getpid()))) {
    fs::create_directories(directory_);
    double next = 1;
    for (const std::string level : {"g", "f"})
      for (const std::string part : {"_xx", "_zz", "_xz_u", "_xz_v", "_z", "_x"})
        write(level + part, {next, next + 1, next + 2, next + 3, -next, next += 6});
  }
  ~SmallFiles() override { fs::remove_all(directory_); }
  void write(const std::string& name, const std::vector<double>& numbers) const {
    std::ofstream(file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * 8));
  }
  fs::path file(const std::string& name) const { return directory_ / (name + ".f64"); }
  std::string complaint() const {
    try {
      (void)read_finite_sum(directory_, 1, 2);
    } catch (const ArgumentError& error) {
      return error.what();
    }
    return "none";
  }
  fs::path directory_;
};

TEST_F(SmallFiles, samples_become_columns_and_sizes_are_inferred) {
  const auto data = read_finite_sum<bin_float_50>(directory_, 1, 2);
  EXPECT_EQ(data.lower.p, (Matrix<bin_float_50>{{1, 3, -1}, {2, 4, 7}}));
  EXPECT_EQ(data.lower.q(0, 0), 7);
  EXPECT_EQ(data.lower.u(0, 0), 13);
  EXPECT_EQ(data.lower.w(0, 0), 19);
  EXPECT_EQ(data.lower.a(0, 0), 25);
  EXPECT_EQ(data.lower.b(0, 0), 31);
  EXPECT_EQ(data.upper.p(0, 0), 37);
  EXPECT_EQ(data.upper.b(1, 2), 73);
  EXPECT_EQ(data.x0, (Vector<bin_float_50>{{-2, -2}}));
  EXPECT_EQ(data.blocks, (std::vector<Block>{{2, 1, 1}}));
}

TEST_F(SmallFiles, missing_truncated_disagreeing_and_non_finite_files_are_named) {
  EXPECT_EQ(complaint(), "none");
  fs::remove(file("f_z"));
  EXPECT_EQ(complaint(), file("f_z").string() + " = not readable: a file of float64 samples of dimension 2");
  write("f_z", {1, 2, 3, 4});
  EXPECT_EQ(complaint(), file("f_z").string() + " = 2 samples: 3, as in the files before it");
  write("f_z", {1, 2, 3});
  EXPECT_EQ(complaint(),
            file("f_z").string() + " = 24 bytes: a positive multiple of 16 bytes (float64 samples of dimension 2)");
  write("f_z", {});
  EXPECT_NE(complaint().find("f_z.f64 = 0 bytes"), std::string::npos);
  write("f_z", {1, 2, 3, std::numeric_limits<double>::quiet_NaN(), 5, 6});
  EXPECT_EQ(complaint(), file("f_z").string() + " = nan in sample 1, entry 1: finite numbers");
  EXPECT_THROW((void)read_finite_sum(directory_, 1, 0), ArgumentError);
}

}  // namespace bros::quadratic_data_test
