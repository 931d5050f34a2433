// Precompiled for the claims: other people's headers only, since the project's own may carry planted faults.
#pragma once

#include <Eigen/Dense>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>
