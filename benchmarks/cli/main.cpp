#include "commands.hpp"
#include "json_flags.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <system_error>
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

/// Numbers that 64 bits do not hold are refused: CLI11 would take them for the largest that they do.
void require_64_bits(const std::vector<std::string>& words) {
  std::string flag;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (word.starts_with("--")) flag = word.substr(0, equals);
    std::istringstream parts(word.starts_with("--") && equals != std::string::npos ? word.substr(equals + 1) : word);
    for (std::string part; std::getline(parts, part, ',');) {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
      bros::require(error != std::errc::result_out_of_range || end != part.data() + part.size(), flag.c_str(), part,
                    "must be between -2^63 and 2^63 - 1");
    }
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
    if (!words.empty() && words[0][0] != '-')
      bros::require(!app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == words[0]; }).empty(), "command",
                    words[0], "must be one of rates, counterexample, run, verify, variance, task");
    words = bros::cli::with_flags_from_json(words);
    require_64_bits(words);
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
    return complain(std::string(error.what()) + " (--help of the command shows what is allowed)");
  } catch (const bros::ArgumentError& error) {
    return complain(error.what());
  } catch (const std::exception& error) {  // not the input's fault
    complain(error.what());
    return 1;
  }
}
