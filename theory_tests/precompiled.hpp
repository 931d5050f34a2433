// Precompiled for every test: the headers that take longest to read.
#pragma once

#include <bros/claims/instances.hpp>
#include <bros/compiled_theory.hpp>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

#include <gtest/gtest.h>
