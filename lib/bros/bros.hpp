// BROS: bias-corrected randomised subspaces for single-loop bilevel optimisation. The umbrella header.
#pragma once

#define BROS_VERSION "0.1.0"

#include <bros/method/methods.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/quadratic.hpp>
