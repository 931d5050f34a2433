// What the tests of the sweep share: a folder, a cell, the words of an error.
#pragma once

#include "../../benchmarks/sweep/store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

namespace bros::sweep {

inline const Code code{"test", "0123456789abcdef"};

/// A folder of its own for every test.
class SweepStore : public testing::Test {
 protected:
  SweepStore() {
    std::string name = (std::filesystem::temp_directory_path() / "bros-store-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~SweepStore() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "cells.sqlite"; }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(const std::string& bytes) const {
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(file().string() + suffix);
    std::ofstream(file(), std::ios::binary) << bytes;
  }
  std::filesystem::path folder_;
};

inline Cell cell(std::uint64_t seed) {
  return {"quadratic", "", "mean_grad_norm_sq", "bros", "biprobe", "haar", "3", 256, "double", 1, seed};
}

/// What it throws says; empty if it throws nothing.
inline std::string words_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace bros::sweep
