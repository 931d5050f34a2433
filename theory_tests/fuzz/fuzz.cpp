// Hands changed inputs to a reader for some seconds: it must read each of them or refuse it in one short line.
// Usage: fuzz READER SECONDS [KEY]    (built under asan-ubsan what it does beside that ends the program)
#include "mutate.hpp"
#include "readers.hpp"

#include <bros/core/kinds.hpp>
#include <bros/core/number.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>

namespace bros::fuzz {

namespace {

constexpr double longest_reading = 10;  // seconds of the processor; a sanitizer slows down

/// Why this is not how an input is refused; empty if it is.
std::string fault_of(const std::string& line) {
  if (line.size() > 600) return "a message of " + std::to_string(line.size()) + " bytes";
  return shown(line, line.size() + 1) == line ? "" : "a message that is not visible on one line: " + shown(line);
}

struct Seen {
  bool taken = false;
  std::string fault;
};

Seen seen(const Read& read, const std::filesystem::path& file, const std::string& bytes) {
  const std::clock_t start = std::clock();
  Seen seen;
  try {
    read(file, bytes);
    seen.taken = true;
  } catch (const ArgumentError& error) {
    seen.fault = fault_of(error.what());
  } catch (const std::exception& error) {
    seen.fault = std::string("not refused, but: ") + error.what();
  }
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (took > longest_reading) seen.fault += " took " + text_of(took, 3) + " s";
  return seen;
}

int run(const std::string& name, double seconds, std::uint64_t key) {
  std::string folder = (std::filesystem::temp_directory_path() / "bros-fuzz-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for " + folder);
  const std::filesystem::path input = std::filesystem::path(folder) / "input";
  const auto all = readers(folder);
  const Reader& reader = kind_named(all, "READER", name);
  std::cout << name << ": what is read lies in " << input.string() << std::endl;  // also after a crash

  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const Stream stream = Stream(key).fork(name);
  std::uint64_t tried = 0, taken = 0;
  for (; tried < reader.inputs.size() || elapsed() < seconds; ++tried) {
    const bool as_it_is = tried < reader.inputs.size();
    const std::string bytes =
        as_it_is ? reader.inputs[tried] : mutated(reader.inputs, reader.words, stream.fork(tried));
    std::ofstream(input, std::ios::binary) << bytes;
    Seen any;
    for (const Read& read : reader.reads) {
      const Seen one = seen(read, input, bytes);
      any.taken |= one.taken;
      any.fault += one.fault;
    }
    taken += any.taken;
    if (as_it_is && !any.taken) any.fault += "it is refused as it is";
    if (any.fault.empty()) continue;
    std::cout << "input " << tried << " of key " << key << ", " << shown(bytes, 2000) << ": " << any.fault << std::endl;
    return 1;
  }
  std::cout << tried << " inputs, of which " << taken << " were taken, in " << text_of(elapsed(), 3) << " s"
            << std::endl;
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace

}  // namespace bros::fuzz

int main(int argc, char** argv) {
  try {
    bros::require(argc == 3 || argc == 4, "arguments", argc - 1, "READER SECONDS [KEY]");
    return bros::fuzz::run(argv[1], bros::read_number<double>("SECONDS", argv[2]),
                           argc == 4 ? bros::read_whole<std::uint64_t>("KEY", argv[3], 0, 1'000'000'000) : 1);
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
    return 2;
  }
}
