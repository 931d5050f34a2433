// A study with a run that did not stay finite is not drawn; the others are, and the command ends with status 1.
#include "sweep_fixture.hpp"

#include <nlohmann/json.hpp>

#include <sys/wait.h>

#include <cstdlib>
#include <limits>
#include <map>

namespace bros::sweep {
namespace {

class Rates : public SweepStore {
 protected:
  /// The status of `bros rates` on two studies into `out`, which says its words into the file `said`.
  [[nodiscard]] int rates(const std::string& more) const {
    const std::string flags = " rates --problems quadratic,finite_sum --horizons 64,128 --seeds 2 --threads 1 --out ";
    const int status = std::system((BROS_PROGRAM + flags + (folder_ / "out").string() + " --store " + file().string() +
                                    " " + more + " >" + (folder_ / "said").string() + " 2>&1")
                                       .c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    std::ifstream in(folder_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(Rates, with_a_run_that_did_not_stay_finite_draw_the_other_studies_and_end_with_status_1) {
  ASSERT_EQ(rates(""), 0) << text("said");
  std::map<Cell, std::string> cells;
  Code computed_by{};
  {
    Store store(file());
    cells = store.results();
    computed_by = store.code();
  }
  std::filesystem::remove_all(folder_ / "out");
  std::filesystem::remove(file());
  {
    Store store(file(), computed_by);
    store.transact([&] {
      for (const auto& [cell, value] : cells)
        if (cell.problem == "quadratic" && cell.method == "naive" && cell.level == 64 && cell.seed == 1)
          store.put(cell, std::numeric_limits<double>::infinity(), 0);
        else
          store.put(cell, value, 0);
    });
  }
  EXPECT_EQ(rates("--resume"), 1) << text("said");
  const std::string line = "1 of 2 runs of naive did not stay finite at K = 64";
  for (const char* name : {"said", "out/summary.md", "out/index.html"})
    EXPECT_NE(text(name).find(line), std::string::npos) << name << ": " << text(name);
  const auto studies = nlohmann::json::parse(text("out/summary.json"))["studies"];
  ASSERT_EQ(studies.size(), 2U);
  EXPECT_EQ(studies[0]["status"], "not_finite");
  EXPECT_EQ(studies[1]["status"], "complete");
  EXPECT_NE(text("out/rates_quadratic_runs.csv").find("naive,3,64,1,inf\n"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/rates_quadratic.gp"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/rates_finite_sum.gp"));
}

}  // namespace
}  // namespace bros::sweep
