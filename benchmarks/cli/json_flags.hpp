#pragma once

#include <string>
#include <vector>

namespace bros::cli {

/// The words of a command line with the flags of `--config FILE` put in: FILE holds a JSON object
/// {"problem": "quadratic", "rank": [2, 3], ...} whose keys are flags without their dashes. A flag that the command
/// line gives itself wins.
/// Requires: what read_json does, and an object of at most 100 numbers, strings and arrays of these, none of them empty
///           [-> ArgumentError that names --config]
[[nodiscard]] std::vector<std::string> with_flags_from_json(std::vector<std::string> words);

}  // namespace bros::cli
