// The subcommands of `bros`: each adds itself to the application; running it returns the exit status.
#pragma once

#include <CLI/CLI.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace bros::cli {

/// How this program was called, for the record beside every picture.
struct Invocation {
  std::string command;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

using Command = std::function<int()>;

/// Adds the subcommand to `app`; `chosen` becomes the command to run if the user asks for it.
void add_run(CLI::App& app, Command& chosen, const Invocation& invocation);
void add_rates(CLI::App& app, Command& chosen, const Invocation& invocation);
void add_counterexample(CLI::App& app, Command& chosen, const Invocation& invocation);
void add_verify(CLI::App& app, Command& chosen, const Invocation& invocation);
void add_variance(CLI::App& app, Command& chosen, const Invocation& invocation);
void add_task(CLI::App& app, Command& chosen, const Invocation& invocation);

}  // namespace bros::cli
