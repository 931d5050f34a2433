#include "origin.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/utsname.h>

#include <fstream>
#include <thread>

namespace bros::plots {

namespace {

#ifdef __clang__
constexpr const char* compiler = __VERSION__;  // it names itself
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

/// The processor's name, as Linux gives it.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != line.npos) return line.substr(colon + 2);
  return "processor of unknown name";
}

std::string machine() {
  struct utsname names {};
  const bool known = uname(&names) == 0;
  return fmt::format("{}, {} processors, {} {}, {}", processor(), std::thread::hardware_concurrency(),
                     known ? names.sysname : "system unknown", known ? names.machine : "", compiler);
}

double seconds(const Origin& origin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - origin.began).count();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> facts(const Origin& origin) {
  const auto [version, commit] = this_build();
  return {{"version", std::string("bros ") + version},
          {"commit", *commit == 0 ? "not known: not built from a clone" : commit},
          {"command", origin.command},
          {"seed", std::to_string(origin.seed)},
          {"machine", machine()},
          {"time taken", fmt::format("{:.1f} s{}{}", seconds(origin), origin.part.empty() ? "" : ", ", origin.part)}};
}

nlohmann::json to_json(const Origin& origin) {
  const auto [version, commit] = this_build();
  return {{"version", version},  {"commit", commit},     {"command", origin.command},
          {"seed", origin.seed}, {"machine", machine()}, {"seconds", seconds(origin)}};
}

}  // namespace bros::plots
