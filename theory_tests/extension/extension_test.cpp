// A new action and a new sampler, once in their lists, are known to the help, the runs and the tables of `bros`.
#include "commands.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <string>

#include <unistd.h>

namespace bros::cli {

/// What `bros` prints if it is asked so.
std::string printed(const std::string& words) {
  CLI::App app;
  Command chosen;
  const Invocation invocation{"bros " + words};
  add_run(app, chosen, invocation);
  add_variance(app, chosen, invocation);
  std::string wrong;
  ::testing::internal::CaptureStdout();
  try {
    app.parse(words);
    if (chosen() != 0) wrong = "another status than 0";
  } catch (const CLI::CallForHelp& help) {
    app.exit(help);
  } catch (const std::exception& error) {
    wrong = error.what();
  }
  std::fflush(stdout);
  std::string text = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(wrong, "") << words;
  return text;
}

TEST(Extension, stands_in_the_help_of_run) {
  const std::string help = printed("run --help");
  EXPECT_NE(help.find("halves"), std::string::npos) << help;
  EXPECT_NE(help.find("consecutive"), std::string::npos) << help;
}
TEST(Extension, is_run_by_its_names) {
  const std::string trace = printed("run --action halves --sampler consecutive --iterations 1000 --csv -");
  EXPECT_NE(trace.find("\n1000,"), std::string::npos) << trace;
}
TEST(Extension, is_a_row_of_the_table_of_variances) {
  const auto out = std::filesystem::temp_directory_path() / ("bros_extension_" + std::to_string(::getpid()));
  const std::string of_haar = printed("variance --draws 200 --out " + out.string());
  const std::string of_own = printed("variance --draws 200 --sampler consecutive --out " + out.string());
  std::filesystem::remove_all(out);
  EXPECT_NE(of_haar.find("\nhalves"), std::string::npos) << of_haar;
  EXPECT_NE(of_own.find("consecutive subspaces"), std::string::npos) << of_own;
}

}  // namespace bros::cli
