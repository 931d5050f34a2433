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
template <class Problem, Subspace P = Haar<typename Problem::Scalar>, Action A = Biprobe<P>>
using Bros = SingleLoop<Problem, P, A, Averaging::moving>;

/// The action BROS takes unless told otherwise.
inline constexpr const char* default_action_name = "biprobe";

}  // namespace bros
