// The named methods: each is a sampler x an action x an averaging.
#pragma once

#include <bros/action/balanced.hpp>
#include <bros/action/biprobe.hpp>
#include <bros/action/centred.hpp>
#include <bros/action/decoupled.hpp>
#include <bros/action/exact_weights.hpp>
#include <bros/action/one_sided.hpp>
#include <bros/action/plain.hpp>
#include <bros/method/run.hpp>
#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/subspace/hadamard.hpp>

namespace bros {

/// MA-SOBA: full space, plain action, moving average.
template <class Problem>
using MaSoba =
    SingleLoop<Problem, Full<typename Problem::Scalar>, Plain<Full<typename Problem::Scalar>>, Averaging::moving>;

/// SOBA: full space, plain action, no average.
template <class Problem>
using Soba =
    SingleLoop<Problem, Full<typename Problem::Scalar>, Plain<Full<typename Problem::Scalar>>, Averaging::none>;

/// naive: a random subspace with the uncorrected action: biased, the control.
template <class Problem, Subspace P = Haar<typename Problem::Scalar>>
using Naive = SingleLoop<Problem, P, Plain<P>, Averaging::moving>;

/// BROS: a random subspace with a corrected action.
///
/// The default action is `one_sided`, on measured variance per cost: relative variance E||Hhat Z - H Z||^2 / ||H Z||^2
/// times Hessian actions, for Haar subspaces, random positive definite H with spectrum in [1, 10], random Z, n = 1
/// (benchmarks/micro/variance.cpp prints it):
///     m, r      biprobe   balanced   centred   decoupled   one_sided   exact_weights
///     8, 4        3.9       3.4        6.4       3.2         1.0           6.1
///     16, 4      20.2      15.0       71.1      16.9         3.0          24.8
///     64, 32      3.2       3.1        3.5       3.0         1.0          44.4
///     64, 8      63.7      53.5      359        64.1         7.0         151
/// `one_sided` has exactly m/r - 1, at one action, and allows any rank; all it asks is a tangent in the full space,
/// where Z is stored anyway. That action can cost (m + r)/(2 r) projected ones, which leaves the order as it is. Of the
/// actions that stay inside the subspace `balanced` is the best for even r. `biprobe` is the paper's (reconstruction):
/// name it, as Bros<Problem, P, Biprobe<P>>, where the paper's method itself is meant.
template <class Problem, Subspace P = Haar<typename Problem::Scalar>, Action A = OneSided<P>>
using Bros = SingleLoop<Problem, P, A, Averaging::moving>;

/// The name of that default.
inline constexpr const char* default_action_name = OneSided<Full<double>>::traits.name;

}  // namespace bros
