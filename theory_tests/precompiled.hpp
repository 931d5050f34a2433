// Precompiled for every test: the headers that take longest to read, and what is instantiated once for all of them.
#pragma once

#include <bros/claims/instances.hpp>
#include <bros/claims/theory_instances.hpp>
#include <bros/compiled_50.hpp>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

#include <gtest/gtest.h>

#include <vector>
