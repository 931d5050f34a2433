// Changes of an input at random: what a reader must survive.
#pragma once

#include <bros/core/stream.hpp>

#include <string>
#include <vector>

namespace bros::fuzz {

/// An input made of `inputs`: one of them, changed in one to eight places. Bytes are flipped, put in, taken out,
/// repeated up to a hundred thousand times, moved, taken from another input, or replaced by one of `words`. Random:
/// bounded draws of `stream`
[[nodiscard]] std::string mutated(const std::vector<std::string>& inputs, const std::vector<std::string>& words,
                                  const Stream& stream);

}  // namespace bros::fuzz
