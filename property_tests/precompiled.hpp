// Precompiled for every property: what takes longest to read, and what bros::compiled has instantiated already.
#pragma once

#include <bros/compiled_50.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
