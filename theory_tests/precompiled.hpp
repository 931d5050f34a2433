// Precompiled for every test: the headers that take longest to read.
#pragma once

#include <bros/compiled_50.hpp>

#include <Eigen/Dense>

#include <boost/math/distributions.hpp>

#include <gtest/gtest.h>

#include <vector>
