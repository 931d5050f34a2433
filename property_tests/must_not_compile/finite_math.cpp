// Compiled with -ffast-math: nothing would tell what is not finite.
#include <bros/core/scalar.hpp>
