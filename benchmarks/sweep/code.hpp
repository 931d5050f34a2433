#pragma once

#include "store.hpp"

namespace bros::sweep {

/// This program, and a digest of the machine code of its studies: it changes with the compiler, its flags, the headers
/// and whatever else may change the bits of a result.
[[nodiscard]] Code this_code();

}  // namespace bros::sweep
