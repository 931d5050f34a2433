// The readers of the project, as functions of the bytes that are read.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace bros::fuzz {

/// Reads an input, which is given as a file and as its bytes.
/// Ensures:  returns, or throws ArgumentError: anything else is a fault of the reader
using Read = std::function<void(const std::filesystem::path& file, const std::string& bytes)>;

struct Reader {
  const char* name;
  std::vector<std::string> inputs;  ///< that are taken by one of `reads` at least
  std::vector<std::string> words;   ///< that mean something in them
  std::vector<Read> reads;
};

/// All of them; `folder` is one for files beside the input.
[[nodiscard]] std::vector<Reader> readers(const std::filesystem::path& folder);

}  // namespace bros::fuzz
