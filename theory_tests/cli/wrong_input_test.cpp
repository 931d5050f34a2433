// Wrong input to `bros`: one line that names the field and what is allowed, exit status 2, nothing left behind.
#include "program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace bros::test {
namespace {

/// "refused" if it is so, in one line that holds every one of `words` (separated by |), else what was seen.
std::string verdict(const Outcome& seen, const std::string& words) {
  std::string missing;
  std::istringstream in(words);
  for (std::string word; std::getline(in, word, '|');)
    if (seen.err.find(word) == seen.err.npos) missing += " '" + word + "'";
  const bool one_line = std::ranges::count(seen.err, '\n') == 1 && seen.err.ends_with('\n');
  if (seen.status == 2 && one_line && missing.empty() && seen.out.empty() && seen.left.empty()) return "refused";
  return "status " + std::to_string(seen.status) + ", missing" + missing + ", left " + seen.left +
         ", on standard output: " + seen.out + ", on standard error: " + seen.err;
}

/// Rows "ARGUMENTS -> WORDS" or "ARGUMENTS -> WORDS where * is VALUES": bros COMMAND ARGUMENTS is refused with WORDS.
void refused(const std::string& command, const std::vector<std::string>& rows,
             const std::vector<std::string>& files = {}) {
  const std::string where = " where * is ", arrow = " -> ";
  for (const std::string& row : rows) {
    std::istringstream values(row.find(where) == row.npos ? "*" : row.substr(row.find(where) + where.size()));
    for (std::string value, one; values >> value; one.clear()) {
      for (const char c : row.substr(0, row.find(where))) one += c == '*' ? value : std::string(1, c);
      ASSERT_NE(one.find(arrow), one.npos) << row;
      const Outcome seen = run(BROS_PROGRAM, command + " " + one.substr(0, one.find(arrow)), files);
      const std::string found = verdict(seen, one.substr(one.find(arrow) + arrow.size()));
      if (found != "refused") ADD_FAILURE() << "bros " << command << " " << one << ": " << found;
    }
  }
}

TEST(WrongInput, is_not_refused_by_a_program_that_does_anything_else) {
  const auto said = [](const std::string& script) {
    return verdict(run("/bin/sh", "script", {"in: x", "script: say() { echo rank 4 >&2; }; " + script}), "rank|4");
  };
  EXPECT_EQ(said("say; exit 2"), "refused");
  for (const char* script : {"say", "say; exit 1", "say; kill -2 $$", "exit 2", "echo rank 3 >&2; exit 2",
                             "say; say; exit 2", "say; printf x >&2; exit 2", "echo; say; exit 2",
                             "mkdir out; say; exit 2", ": >out; say; exit 2", ": >in; say; exit 2"})
    EXPECT_NE(said(script), "refused") << script;
  for (const char* program : {"/bin/true", "/bin/echo", "/absent"})
    EXPECT_NE(verdict(run(program, "rank 4", {}), "rank|4"), "refused") << program;
}

TEST(WrongInput, in_place_of_a_command_or_of_a_file_to_write_is_refused) {
  refused("",
          {" -> subcommand", "nonsense -> nonsense", "run --csv missing/out.csv -> --csv|missing",
           "run --csv - --json - -> --json", "run --csv out.csv --json out.csv -> --json|out.csv",
           "rates --problems quadratic --out notes.txt/out -> --out|notes.txt",
           "counterexample --out notes.txt -> --out", "variance --out notes.txt/out -> --out|notes.txt",
           "verify --claim haar-first --json notes.txt/out.json -> --json|notes.txt",
           "verify --claim haar-first --json same --markdown same -> --markdown|same|--json"},
          {"notes.txt: "});
}

TEST(WrongInput, in_an_output_that_is_another_one_or_an_input_is_refused) {
  const std::string quadratic =
      R"({"lower":{"A":[[1]],"C":[[0]],"a":[0]},"upper":{"F":[[1]],"K":[[0]],"H":[[1]],"f":[1],"h":[0]},)"
      R"("blocks":[{"rows":1,"cols":1,"rank":1}],"x0":[0],"y0":[0]})";
  refused(
      "",
      {"run --csv new --json ./new -> --json|new|--csv", "run --csv soon --json new -> --json|new|--csv",
       "run --json /dev/fd/1 -> --json|/dev/fd/1|--csv", "run --csv missing/new --json missing/./new -> --json|--csv",
       "run --problem quadratic --file q.json --json * -> --json|*|--file where * is q.json ../work/q.json link",
       "run --problem quadratic --file link --csv q.json -> --csv|q.json|--file",
       "run --config c.json --csv ./c.json -> --csv|c.json|--config",
       "run --problem quadratic-data --data . --csv link -> --csv|link|--data",
       "verify --claim haar-first --json new --markdown ./new -> --markdown|--json",
       "variance --hessian variance.csv --direction z.csv --out . -> --out|variance.csv|--hessian",
       "variance --hessian one.csv --direction command.txt --out ../work -> --out|command.txt|--direction",
       "rates --problems quadratic --out * --store ./summary.json -> --out|summary.json|--store where * is . ../work",
       "rates --store kept --export ./kept* -> --export|kept*|--store where * is -wal -shm",
       "rates --store kept --export kept -> --export|kept|--store"},
      {"q.json: " + quadratic, "c.json: {\"iterations\": 1}", "link: -> q.json", "soon: -> new",
       "kept: ", "variance.csv: 1", "one.csv: 1", "z.csv: 1", "command.txt: 1"});
  refused("variance --hessian one.csv --direction", {"z.csv --out . -> --out|variance_x_cost.svg|--direction"},
          {"one.csv: 1", "z.csv: 1", "variance_x_cost.svg: -> z.csv"});
}

TEST(WrongInput, in_a_folder_where_a_file_is_meant_is_refused) {
  refused("", {"run --csv . -> --csv|.", "run --csv .. -> --csv|..", "run --json folder/ -> --json|folder/",
               "run --problem quadratic --file . -> file|.", "run --config=. -> --config|.",
               "variance --hessian . --direction . --out out -> --hessian|.",
               "verify --claim haar-first --markdown . -> --markdown|.",
               "rates --store . --problems quadratic -> --store|.",
               "rates --store * --export new -> --store|* where * is . /dev/null :memory:",
               "rates --store /dev/null --problems quadratic --out new -> --store|/dev/null"});
}

TEST(WrongInput, in_a_name_that_run_takes_is_refused) {
  refused(
      "run --csv out.csv",
      {"--bogus 1 -> --bogus", "--problem nonsense -> --problem|nonsense|counterexample",
       "--method sgd -> --method|sgd|bros, full-tangent, naive, ma-soba, soba, saba, amigo, stocbio, bome, f2sa, pbgd, "
       "fsla, "
       "fdehbo, f2sa-p, pbgd-free, hf-zoba",
       "--method saba -> --method|saba|quadratic-data", "--method naive --action biprobe -> --action|plain|naive",
       "--action magic -> action|magic|must be", "--method ma-soba --action one_sided -> --action|plain|ma-soba",
       "--method bome --action plain -> --action|bome|has no meaning", "--sampler magic -> sampler|magic|haar",
       "--scalar * -> --scalar|*|double, cpp_bin_float_50 where * is float long-double cpp_bin_float_100 mpfr_float_50",
       "--problem cleaning --scalar cpp_bin_float_50 -> --scalar|double", "--steps guess -> --steps|guess|must be auto",
       "--method soba --sampler haar -> --sampler|haar|soba", "--steps auto --alpha 0.1 -> --steps|auto|--schedule",
       "--schedule sometimes -> --schedule|sometimes", "--steps auto --method f2sa -> --steps|auto|lambda|f2sa",
       "--sampling cyclic -> --sampling|cleaning", "--problem cleaning --sampling sorted -> --sampling|sorted|slots"});
}

TEST(WrongInput, in_a_number_that_run_takes_is_refused) {
  refused("run --csv out.csv",
          {"--rank 4 -> --rank|4|3",
           "--rank 2,2 -> --rank|2 values",
           "--sampler hadamard -> rows|3|power of two|hadamard",
           "--action biprobe --rank 1 -> rank|1|at least 2|biprobe",
           "--method stocbio --neumann -1 -> --neumann|-1|between 0",
           "--method * --inner 0 -> --inner|0|between 1 where * is amigo stocbio bome f2sa pbgd f2sa-p",
           "--method f2sa-p --order * -> --order|*|between 1 and 16 where * is 0 17 -2",
           "--method hf-zoba --directions * -> --directions|*|between 1 where * is 0 -1 1048577",
           "--method * --difference 0 -> difference|0|positive where * is fdehbo hf-zoba",
           "--method fdehbo --radius * -> radius|*|positive where * is 0 -1",
           "--method bome --eta * -> eta|*|positive where * is 0 -1",
           "--method bome --eta * -> --eta|*|decimal where * is nan inf",
           "--method pbgd --lambda * -> lambda|*|positive where * is 0 -1",
           "--lambda * -> --lambda|*|decimal where * is nan inf",
           "--* nan -> *|nan where * is alpha beta gamma theta",
           "--* -1 -> *|-1 where * is alpha beta gamma theta",
           "--* inf -> *|inf where * is alpha beta gamma theta",
           "--theta 1.5 -> theta|1.5|(0, 1]",
           "--* -1 -> --*|-1 where * is batch metric-every",
           "--* 0 -> --*|0 where * is rank iterations batch",
           "--iterations * -> --iterations|*|between 1 and 1000000000000 where * is -3 99999999999999999999",
           "--json o.json --iterations 1000001 --metric-every 1 -> --metric-every|at least 2|rows in memory",
           "--problem cleaning --train 40 --validation 20 --batch 21 -> --batch|21|at most|20",
           "--problem cleaning --train 20 --validation 40 --batch 21 -> --batch|21|at most|20",
           "--rank * -> --rank|* where * is 1,,2 1, ,1 , 1;2 [2] {}",
           "--problem cleaning --mu nan -> --mu|nan",
           "--problem cleaning --train * -> --train|* where * is -5 9223372036854775807",
           "--schedule decaying --decay 2 -> decay|2",
           "--problem cleaning --corrupted 2 -> --corrupted|2"});
}

TEST(WrongInput, in_a_flag_for_which_run_has_no_use_is_refused) {
  const std::string peers = " where * is saba amigo stocbio bome f2sa pbgd f2sa-p pbgd-free hf-zoba ";
  refused("run --csv out.csv", {"--method * --rank 2 -> --rank|*" + peers + "ma-soba",
                                "--method * --sampler haar -> --sampler|haar|full for *" + peers,
                                "--method * --action biprobe -> --action|*" + peers,
                                "--method * --theta 0.5 -> --theta|*|does not average" + peers,
                                "--method soba --theta 0.5 -> --theta|soba",
                                "--inner 3 -> --inner|amigo, stocbio, bome, f2sa, pbgd|not bros",
                                "--method soba --schedule decaying --c-theta 0.5 -> --c-theta|soba",
                                "--c-alpha 0.1 -> --c-alpha|constant",
                                "--method saba --inner 3 -> --inner|not saba",
                                "--method bome --lambda 3 -> --lambda|f2sa, pbgd|not bome",
                                "--order 2 -> --order|f2sa-p|not bros",
                                "--method bome --directions 2 -> --directions|hf-zoba|not bome",
                                "--method pbgd --difference 1 -> --difference|fdehbo, hf-zoba|not pbgd",
                                "--method hf-zoba --radius 1 -> --radius|fdehbo|not hf-zoba",
                                "--method * --gamma 0.1 -> --gamma|not * where * is f2sa-p pbgd-free",
                                "--method amigo --neumann 3 -> --neumann|stocbio|not amigo",
                                "--method f2sa --eta 1 -> --eta|bome|not f2sa",
                                "--method pbgd --decay 0.5 -> --decay|not pbgd",
                                "--schedule theory --alpha 0.1 -> --alpha|constant",
                                "--method soba --c-lambda 3 -> --c-lambda|f2sa, pbgd|not soba",
                                "--train 5 -> --train|cleaning",
                                "--method f2sa --schedule decaying --lambda 3 -> --lambda|constant",
                                "--data . -> --data|quadratic-data",
                                "--method f2sa --schedule constant --c-lambda 3 -> --c-lambda|constant"});
}

TEST(WrongInput, in_a_file_that_run_reads_is_refused) {
  const auto quadratic = [](const std::string& name, const std::string& a, const std::string& c = "[[0,0]]",
                            const std::string& h = "0") {
    return name + R"(: {"lower":{"A":)" + a + R"(,"C":)" + c + R"(,"a":[0,0]},)" +  // m = 2, d = 1
           R"("upper":{"F":[[1,0],[0,1]],"K":[[0,0]],"H":[[1]],"f":[1,0],"h":[)" + h + "]}," +
           R"("blocks":[{"rows":2,"cols":1,"rank":2}],"x0":[0],"y0":[0,0]})";
  };
  refused(
      "run --csv out.csv --problem quadratic",
      {" -> --file|missing", "--file absent.json -> file|absent.json", "--file broken.json -> file|broken.json",
       "--file empty.json -> lower|missing", "--file indefinite.json -> lower.A|positive definite",
       "--file shape.json -> lower.C|1 x 3|1 x 2", "--file ragged.json -> lower.A[1]|2",
       "--file word.json -> lower.A[1][1]|x", "--file asymmetric.json -> lower.A|symmetric",
       "--file twins.json -> file|twins.json|lower.A twice", "--file deep.json -> file|deep.json|16 deep|lower[0][0]",
       "--file key.json -> file|key.json|xxx.. (|twice", "--file word_e5.json -> upper.h[0]|e5|decimal"},
      {"broken.json: {\"lower\": ", "empty.json: {}", quadratic("indefinite.json", "[[1,2],[2,1]]"),
       quadratic("shape.json", "[[1,0],[0,1]]", "[[0,0,0]]"), quadratic("ragged.json", "[[1,0],[0]]"),
       quadratic("word.json", "[[1,0],[0,\"x\"]]"), quadratic("asymmetric.json", "[[1,0.5],[0,1]]"),
       R"(twins.json: {"lower":{"A":[[1]],"C":[[0]],"A":[[2]]}})",
       "deep.json: {\"lower\": " + std::string(100000, '[') + std::string(100000, ']') + "}",
       "key.json: {\"" + std::string(100000, 'x') + "\": 1, \"" + std::string(100000, 'x') + "\": 2}",
       quadratic("word_e5.json", "[[1,0],[0,1]]", "[[0,0]]", "\"e5\"")});
  refused("run --csv out.csv",
          {"--problem quadratic-data -> --data|missing", "--problem quadratic-data --data absent -> absent",
           "--problem quadratic-data --data . -> g_xx.f64|1000 bytes", "--config list.json -> --config",
           "--problem cleaning --data absent -> absent|dataset-fashion-mnist", "--config bogus.json -> bogus",
           "--config twice.json -> --config|twice.json|method twice",
           "--config deep.json -> --config|deep.json|16 deep|rank[0][0]", "--config empty.json -> --config: file|empty",
           "--config gap.json -> --config: rank|not empty", "--config none.json -> --config: rank|array of 0|not empty",
           "--config bool.json -> --config: seed|true", "--config=absent.json -> --config|absent.json",
           "--config nul.json -> --config|nul.json|NUL|csv", "--config key.json -> --config|key.json|NUL",
           "--config nested.json -> --config|nested.json|config|command line"},
          {"g_xx.f64: " + std::string(1000, '\0'), R"(empty.json: {"file": ""})", R"(gap.json: {"rank": ["", 2]})",
           R"(none.json: {"rank": []})", R"(bool.json: {"seed": true})", R"(nul.json: {"csv": "out\u0000.csv"})",
           R"(key.json: {"se\u0000ed": 1})", R"(nested.json: {"config": "b.json"})",
           "deep.json: {\"rank\": " + std::string(100000, '[') + std::string(100000, ']') + "}",
           R"(bogus.json: {"method": "naive", "bogus": 1})",
           R"(twice.json: {"method": "naive", "rank": 2, "method": "bros"})", "list.json: [1]"});
}

TEST(WrongInput, to_rates_and_to_counterexample_is_refused) {
  refused(
      "rates --out out --problems",
      {"knapsack -> --problems|knapsack", "quadratic,quadratic -> --problems|quadratic|once",
       "quadratic --action plain -> --action|plain", "quadratic --action magic -> action|magic",
       "quadratic --action balanced -> rank|3|even|balanced", "quadratic --horizons 3,64 -> --horizons|3|between 16",
       "quadratic, -> --problems|quadratic,|none of them empty",
       "quadratic --horizons 64 -> --horizons|1 values|at least 2",
       "quadratic --horizons 64,,256 -> --horizons|64,,256|none of them empty",
       "quadratic --seed 99999999999999999999 -> --seed|99999999999999999999",
       "quadratic --horizons=64,99999999999999999999 -> --horizons|99999999999999999999",
       "quadratic --horizons 64,64 -> --horizons|64", "peers --horizons 1024,4096 -> --horizons|1024|2048",
       "quadratic --seeds * -> --seeds|*|between 2 where * is 0 1", "quadratic --threads 0 -> --threads|0",
       "cleaning --data absent -> absent|dataset-fashion-mnist"});
  refused("counterexample --out out", {"--alpha nan -> alpha|nan", "--seeds 0 -> --seeds|0"});
}

TEST(WrongInput, to_verify_and_to_variance_is_refused) {
  refused("verify --claim", {"haar-third -> --claim|haar-third|haar-second",
                             "haar-first --threads * -> --threads|* where * is 0 100000"});
  refused("variance --out out",
          {"--rows 3 --rank 4 -> --rank|4|3",
           "--rank 0 -> --rank|0",
           "--rows * -> --rows|* where * is -1 0",
           "--rows 65 -> --rows|65|64",
           "--sampler sorted -> --sampler|sorted",
           "--draws 1 -> --draws|1",
           "--hessian nan.csv -> --direction|missing",
           "--hessian nan.csv --direction 2.csv -> --hessian|line 2|nan",
           "--hessian ragged.csv --direction 2.csv -> --hessian|line 2|1 numbers|2",
           "--hessian by_0.csv --direction 2.csv -> --hessian|1/0",
           "--hessian 3x3.csv --direction 2.csv -> --direction|2 x 1|3 numbers",
           "--hessian 3x3.csv --direction 3.csv --* 2 -> --*|2|3 where * is rows cols",
           "--hessian large.csv --direction 1.csv -> --hessian|1e30",
           "--hessian 1.csv --direction large.csv -> --direction|1e30",
           "--hessian small.csv --direction 1.csv -> --hessian|1e-31|1e-30",
           "--hessian absent.csv --direction 1.csv -> --hessian|absent",
           "--hessian . --direction 1.csv -> --hessian|folder",
           "--hessian long.csv --direction 1.csv -> --hessian|line 1|1111.. (3000 bytes)",
           "--hessian wide.csv --direction 1.csv -> --hessian|line 1|64 x 64",
           "--hessian /dev/zero --direction 1.csv -> --hessian|/dev/zero|bytes",
           "--hessian marked.csv --direction 1.csv -> --hessian|line 2|\\u{feff}1",
           "--rows 3 --cols 22 -> --rows|3|64"},
          {"nan.csv: 1,0\n0,nan\n", "ragged.csv: 1,0\n0\n", "by_0.csv: 1,0\n0,1/0\n", "3x3.csv: 1,0,0\n0,2,0\n0,0,3\n",
           "large.csv: 1e31", "small.csv: 1e-31", "1.csv: 1", "long.csv: " + std::string(3000, '1'),
           "marked.csv: 1\n\xef\xbb\xbf"
           "1",
           "wide.csv: " +
               [] {
                 std::string row = "0";
                 for (int i = 0; i < 64; ++i) row += ",0";
                 return row;
               }(),
           "2.csv: 1\n0\n", "3.csv: 1\n0\n0\n"});
}

TEST(WrongInput, in_a_name_or_a_size_that_task_takes_is_refused) {
  if (!BROS_TASKS) {
    refused("task", {"vit --quick --out out -> task|vit|built without the tasks|BROS_BUILD_TASKS=ON|libtorch-dev"});
    GTEST_SKIP() << "built without libtorch";
  }
  refused("task", {" -> name", "cleaning --seeds 1 --out out -> --seeds|1|between 2"});
  refused("task --quick --out out",
          {"knapsack -> task|knapsack|cleaning, mixture, representation, vit",
           "cleaning --* 0 -> --*|0|between where * is seeds iterations batch at-once parts",
           "cleaning --parts 3 -> --parts|3|divide the minibatch of cleaning_linear, 64",
           "mixture --batch 6 --parts 4 -> --parts|4|divide|6",
           "* --batch 600000 -> --batch|600000|at most where * is cleaning mixture representation vit",
           "vit --batch 8 --at-once 9 -> --at-once|9|at most --batch", "vit --methods none, -> --methods|none,|empty",
           "cleaning --iterations -1 -> --iterations|-1", "cleaning --batch -1 -> --batch|-1",
           "vit --at-once -8 -> --at-once|-8", "cleaning --threads 0 -> --threads|0",
           "cleaning --methods plain -> --methods|plain|one_sided", "vit --methods grid -> --methods|grid|mixture",
           "cleaning --methods biprobe,biprobe -> --methods|biprobe|once",
           "cleaning --methods bros,biprobe -> --methods|bros|once"});
}

TEST(WrongInput, in_a_number_or_a_file_that_task_takes_is_refused) {
  if (!BROS_TASKS) GTEST_SKIP() << "built without libtorch";
  refused("task --quick --out out",
          {"cleaning --lambda nan -> --lambda|nan", "cleaning --beta -1 -> beta|-1", "cleaning --theta 2 -> theta|2",
           "cleaning --ranks 0.25,1.5 -> --ranks|1.5|(0, 1]", "cleaning --ranks * -> --ranks|* where * is 0 nan",
           "* --data absent -> absent|dataset-fashion-mnist where * is cleaning representation"});
  refused("task representation --quick", {"--out notes.txt/out -> --out|notes.txt"}, {"notes.txt: "});
}

/// A flag that takes a value: its name, and FLOAT, TEXT or "least..most".
struct Flag {
  std::string name, type;
};

/// Those that --help shows.
std::vector<Flag> flags_of(const std::string& command) {
  const Outcome help = run(BROS_PROGRAM, command + " --help", {});
  std::vector<Flag> flags;
  std::istringstream lines(help.out);
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() < 2 || !words[0].starts_with("--")) continue;
    const std::string type = words[1].substr(0, words[1].find('='));  // its default stands behind
    if (type == "FLOAT" || type == "TEXT" || type.find("..") != type.npos) flags.push_back({words[0], type});
  }
  return flags;
}

/// For every flag of every command whose type `holds`: the command with `values` for it is refused and names it.
void every_flag_refuses(const std::function<bool(const Flag&)>& holds,
                        const std::function<std::vector<std::string>(const Flag&)>& values, std::size_t least) {
  std::size_t seen = 0;
  for (const std::string command : {"run", "rates", "counterexample", "verify", "variance", "task cleaning"})
    for (const Flag& flag : flags_of(command)) {
      if (!holds(flag)) continue;
      ++seen;
      bool joined = false;  // the first value as a word of its own, and all of them behind a =
      for (const std::string& value : values(flag)) do {
          std::vector<std::string> words = words_of(command);
          words.push_back(joined ? flag.name + "=" + value : flag.name);
          if (!joined) words.push_back(value);
          const std::string found = verdict(run(BROS_PROGRAM, words, {}), flag.name);
          if (found != "refused") ADD_FAILURE() << command << " " << flag.name << " '" << value << "': " << found;
        } while (!std::exchange(joined, true));
    }
  EXPECT_GE(seen, least) << "--help is not understood";
}

TEST(WrongInput, is_an_empty_value_of_any_flag_of_any_command) {
  every_flag_refuses([](const Flag&) { return true; }, [](const Flag&) { return std::vector<std::string>{""}; }, 85);
}

TEST(WrongInput, is_what_is_no_number_for_any_flag_that_takes_one) {
  every_flag_refuses([](const Flag& flag) { return flag.type != "TEXT"; },
                     [](const Flag&) {
                       return std::vector<std::string>{"0x10",
                                                       "1e",
                                                       "+",
                                                       ".",
                                                       "1;5",
                                                       " 1",
                                                       "1 ",
                                                       "1_000",
                                                       "true",
                                                       "\xef\xbb\xbf"
                                                       "1",
                                                       std::string(100000, '1')};
                     },
                     45);
}

TEST(WrongInput, is_a_whole_number_beyond_what_help_says_of_its_flag) {
  every_flag_refuses([](const Flag& flag) { return flag.type.find("..") != flag.type.npos; },
                     [](const Flag& flag) {
                       const std::size_t dots = flag.type.find("..");
                       const long long least = std::stoll(flag.type), most = std::stoll(flag.type.substr(dots + 2));
                       return std::vector<std::string>{"1.0", std::to_string(least - 1),
                                                       std::to_string(static_cast<unsigned long long>(most) + 1),
                                                       "-9223372036854775809", "18446744073709551617"};
                     },
                     25);
}

TEST(Input, that_begins_with_zeros_is_decimal_and_a_byte_order_mark_is_no_part_of_it) {
  const auto output = [](const std::string& arguments, const std::vector<std::string>& files = {}) {
    const Outcome seen = run(BROS_PROGRAM, arguments, files);
    EXPECT_EQ(seen.status, 0) << arguments << ": " << seen.err;
    return seen.out;
  };
  const std::string ten = output("run --seed 10 --rank 2 --iterations 10");
  EXPECT_EQ(output("run --seed 010 --rank 02 --iterations +010"), ten);
  EXPECT_NE(output("run --seed 8 --rank 2 --iterations 10"), ten);
  EXPECT_EQ(output("run --config c.json", {R"(c.json: {"seed": "010", "rank": ["02"], "iterations": 10})"}), ten);
  EXPECT_EQ(output("run --config c.json", {"c.json: \xef\xbb\xbf{\"seed\": 10, \"rank\": [2], \"iterations\": 10}"}),
            ten);

  const auto table = [&](const std::string& h, const std::string& z) {
    const std::string said = output("variance --draws 10 --threads 1 --hessian h.csv --direction z.csv --out out",
                                    {"h.csv: " + h, "z.csv: " + z});
    return said.substr(0, said.find("out: "));
  };
  const std::string plain = table("2,0\n0,1\n", "1\n0\n");
  EXPECT_EQ(table("\xef\xbb\xbf"
                  "2,0\r\n0,1\r\n",
                  "\xef\xbb\xbf"
                  "1\r\n0\r\n"),
            plain);
  EXPECT_EQ(table("02 , 0\n\n0e9, 10/010\n", "+1.\n-0\n"), plain);
  EXPECT_NE(table("3,0\n0,1\n", "1\n0\n"), plain);
}

}  // namespace
}  // namespace bros::test
