// BROS: bias-corrected randomised subspaces for single-loop bilevel optimisation. The umbrella header: methods,
// problems and what they are made of. Headers of theory, verified and evidence are included by name.
#pragma once

#define BROS_VERSION "0.1.0"

#include <bros/action/any.hpp>
#include <bros/action/mean.hpp>
#include <bros/core/surd.hpp>
#include <bros/method/amigo.hpp>
#include <bros/method/bome.hpp>
#include <bros/method/f2sa.hpp>
#include <bros/method/methods.hpp>
#include <bros/method/pbgd.hpp>
#include <bros/method/saba.hpp>
#include <bros/method/stocbio.hpp>
#include <bros/problem/counterexample.hpp>
#include <bros/problem/data_cleaning.hpp>
#include <bros/problem/finite_sum_quadratic.hpp>
#include <bros/problem/gaussian_finite_sum.hpp>
#include <bros/problem/quadratic.hpp>
#include <bros/problem/quadratic_data.hpp>
#include <bros/problem/rate_instance.hpp>
#include <bros/problem/zero_chain.hpp>
#include <bros/subspace/any.hpp>
#include <bros/theory/moments.hpp>
#include <bros/theory/weights.hpp>
