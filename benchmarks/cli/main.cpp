#include "commands.hpp"
#include "json_flags.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

int complain(const std::string& message) {
  fmt::print(stderr, "bros: {}\n", message);
  return 2;
}

/// What was printed has reached its reader, or it is an error [-> ArgumentError].
void require_standard_output() {
  std::cout.flush();
  bros::require(std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good(), "standard output", "closed",
                "could not be written");
}

/// A variable of the shell that is not set leaves an empty word, or a flag that ends with "=" [-> ArgumentError].
void require_no_empty_word(const std::vector<std::string>& words) {
  std::string flag = "argument";
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (word.starts_with("--")) flag = word.substr(0, equals);
    const std::string value = word.starts_with("--") && equals != word.npos ? word.substr(equals + 1) : word;
    bros::require(!value.empty(), flag.c_str(), value, "must not be empty");
  }
}

}  // namespace

int main(int argc, char** argv) {
  bros::cli::Invocation invocation{"bros"};
  for (int i = 1; i < argc; ++i) invocation.command += std::string(" ") + argv[i];

  CLI::App app{"BROS: bias-corrected randomised subspaces for single-loop bilevel optimisation", "bros"};
  app.set_version_flag("--version", "bros " BROS_PROGRAM_VERSION);
  app.require_subcommand(1);
  bros::cli::Command chosen;
  bros::cli::add_rates(app, chosen, invocation);
  bros::cli::add_counterexample(app, chosen, invocation);
  bros::cli::add_run(app, chosen, invocation);
  bros::cli::add_verify(app, chosen, invocation);
  bros::cli::add_variance(app, chosen, invocation);
  bros::cli::add_task(app, chosen, invocation);
  try {
    std::vector<std::string> words(argv + 1, argv + argc);
    require_no_empty_word(words);
    if (!words.empty() && words[0][0] != '-')
      bros::require(!app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == words[0]; }).empty(), "command",
                    words[0], "must be one of rates, counterexample, run, verify, variance, task");
    words = bros::cli::with_flags_from_json(words);
    std::reverse(words.begin(), words.end());  // CLI11 takes them last first
    app.parse(words);
    const int status = chosen();
    require_standard_output();
    return status;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      const int status = app.exit(error);
      std::cout.flush();
      return std::cout.good() ? status : complain("standard output = closed: could not be written");
    }
    return complain(bros::shown(error.what()) + " (--help of the command shows what is allowed)");
  } catch (const bros::ArgumentError& error) {
    return complain(error.what());
  } catch (const std::exception& error) {  // not the input's fault
    complain(bros::shown(error.what(), 400));
    return 1;
  }
}
