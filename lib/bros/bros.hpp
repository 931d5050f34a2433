// BROS: bias-corrected randomised subspaces for single-loop bilevel optimisation. The umbrella header: methods,
// problems and what they are made of. What needs more than Eigen and Random123 is included by name: multiprecision
// scalars, the zero chain, theory, claims, files, networks.
#pragma once

#define BROS_VERSION "0.2.0"

#include <bros/method/suggest_steps.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/full_space_problem.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/problem/rate_instance.hpp>
#ifdef BROS_COMPILED
#include <bros/compiled.hpp>
#endif
