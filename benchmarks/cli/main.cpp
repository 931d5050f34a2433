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

/// One line, whatever the message was.
int complain(std::string message) {
  for (char& c : message)
    if (c == '\n') c = ' ';
  fmt::print(stderr, "bros: {}\n", message);
  return 2;
}

/// What was printed has reached its reader, or it is an error [-> ArgumentError].
void require_standard_output() {
  std::cout.flush();
  bros::require(std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good(), "standard output", "closed",
                "could not be written");
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
  try {
    std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words[0][0] != '-')
      bros::require(!app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == words[0]; }).empty(), "command",
                    words[0], "must be one of rates, counterexample, run, verify, variance");
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
    return complain(std::string(error.what()) + " (bros --help shows what is allowed)");
  } catch (const bros::ArgumentError& error) {
    return complain(error.what());
  } catch (const std::exception& error) {  // not the input's fault
    complain(error.what());
    return 1;
  }
}
