#include "../plots/partial_file.hpp"
#include "../plots/say.hpp"
#include "../plots/text.hpp"
#include "commands.hpp"
#include "json_flags.hpp"

#include <bros/core/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

namespace {

int complain(const std::string& message) {
  bros::plots::say("bros: {}\n", message);
  return 2;
}

/// Whether what was printed has reached its reader.
bool standard_output_is_written() {
  std::cout.flush();
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
}
int complain_of_standard_output() { return complain("standard output = closed: could not be written"); }

/// A stream that the caller has closed would be the number of the next file that is opened: it is made one that
/// refuses.
void keep_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
    if (fcntl(stream, F_GETFD) < 0) (void)open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/// Without taking any.
int complain_of_memory() {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    (void)std::fprintf(stderr,
                       "bros: memory = %ju MB (ulimit -v): ", static_cast<std::uintmax_t>(limit.rlim_cur / 1000000));
  else
    (void)std::fputs("bros: memory = all that can be had: ", stderr);
  (void)std::fputs("is not enough for what these flags ask for\n", stderr);
  return 1;
}

/// Memory may also run out where no exception may leave, as in a destructor.
void end_in_one_line_without_memory() {
  static const std::terminate_handler usual = std::set_terminate([] {
    try {
      if (const auto error = std::current_exception()) std::rethrow_exception(error);
    } catch (const std::bad_alloc&) {
      bros::plots::remove_partial_files();
      std::_Exit(complain_of_memory());
    } catch (...) {
    }
    usual();
  });
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
  keep_standard_streams();
  end_in_one_line_without_memory();
  bros::plots::remove_partial_files_on_signals();
  bros::cli::Invocation invocation{.command = "bros"};
  for (int i = 1; i < argc; ++i) invocation.command += " " + bros::plots::shell_word(argv[i]);

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
    return standard_output_is_written() ? status : complain_of_standard_output();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      const int status = app.exit(error);
      return standard_output_is_written() ? status : complain_of_standard_output();
    }
    return complain(bros::shown(error.what()) + " (--help of the command shows what is allowed)");
  } catch (const bros::ArgumentError& error) {
    return complain(error.what());
  } catch (const std::bad_alloc&) {
    return complain_of_memory();
  } catch (const std::exception& error) {  // not the input's fault
    if (std::ferror(stdout) != 0) return complain_of_standard_output();
    complain(bros::shown(error.what(), 400));
    return 1;
  }
}
