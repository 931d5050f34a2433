// Problems with one planted fault each, for the check of problems to find.
#pragma once

#include <bros/problem/problem.hpp>
#include <bros/subspace/full.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace bros::faulty {

using X = Vector<double>;
using Y = BlockVector<double>;
using At = Point<double>;
using Ask = Request<double>;

class FaultyOracle;
/// What is done in place of an evaluation. Every oracle calls a copy of its own, so that a fault may have a memory.
using Fault = std::function<void(FaultyOracle& oracle, const At& at, const Ask& asked)>;

/// An oracle beside the right one.
class FaultyOracle final : public Oracle<double> {
 public:
  FaultyOracle(const Problem<double>& base, const Subspace<double>& subspace, Fault planted)
      : problem(base), p(subspace), right(base.oracle(subspace)), fault_(std::move(planted)) {}
  void evaluate(const At& at, const Ask& asked) override { fault_(*this, at, asked); }
  [[nodiscard]] Index samples() const override { return drawn; }
  [[nodiscard]] OfLevels slot() const override { return right->slot(); }

  /// The right answers.
  void answer(const At& at, const Ask& asked) {
    right->evaluate(at, asked);
    gradients_ = {right->lower_gradient(), right->upper_gradient_lower(), right->upper_gradient_upper(),
                  right->lower_gradient_upper()};
    drawn = right->samples();
  }
  [[nodiscard]] Gradients<double>& gradients() { return gradients_; }
  /// Whether a tangent is P W, with the W of this oracle's P.
  [[nodiscard]] bool is_own(const Along<double>& along) const { return p.is_full() || along.tangent.subspace == &p; }

  const Problem<double>& problem;
  const Subspace<double>& p;
  const std::unique_ptr<Oracle<double>> right;
  Index drawn = 0;

 private:
  Fault fault_;
};

/// `base` with a fault.
class With : public Problem<double> {
 public:
  /// Requires: `base` outlives the object [NOT checked]
  With(const Problem<double>& base, Fault fault) : base_(base), fault_(std::move(fault)) {}
  [[nodiscard]] const Blocks& blocks() const override { return base_.blocks(); }
  [[nodiscard]] Index dim_upper() const override { return base_.dim_upper(); }
  [[nodiscard]] X x0() const override { return base_.x0(); }
  [[nodiscard]] Y y0() const override { return base_.y0(); }
  [[nodiscard]] Index samples_per_evaluation() const override { return base_.samples_per_evaluation(); }
  [[nodiscard]] std::unique_ptr<Oracle<double>> oracle(const Subspace<double>& p) const override {
    return std::make_unique<FaultyOracle>(base_, p, fault_);
  }
  [[nodiscard]] bool knows_lower_gradient_upper() const override { return base_.knows_lower_gradient_upper(); }
  [[nodiscard]] std::unique_ptr<Exact<double>> exact() const override { return base_.exact(); }

 private:
  const Problem<double>& base_;
  Fault fault_;
};

/// Right, but for what `spoil` does afterwards.
inline Fault after(Fault spoil) {
  return [spoil](FaultyOracle& oracle, const At& at, const Ask& asked) {
    oracle.answer(at, asked);
    spoil(oracle, at, asked);
  };
}
/// Right, but for the Hessian actions along tangents P W.
inline Fault hessians(std::function<void(const FaultyOracle&, const Y& w, Y& out)> spoil) {
  return after([spoil](FaultyOracle& oracle, auto&, const Ask& asked) {
    for (const auto& along : asked.along)
      if (along.hessian && oracle.is_own(along)) spoil(oracle, *along.tangent.coefficients, *along.hessian);
  });
}
/// Right, but for the cross actions, along whatever tangent.
inline Fault crosses(std::function<void(const Y& coefficients, X& out)> spoil) {
  return after([spoil](auto&, auto&, const Ask& asked) {
    for (const auto& along : asked.along)
      if (along.cross) spoil(*along.tangent.coefficients, *along.cross);
  });
}
/// Right, but cross actions along P W are those along P times what `other` makes of W.
inline Fault crosses_along(std::function<Y(const Y&)> other) {
  return after([other](FaultyOracle& oracle, const At& at, const Ask& asked) {
    for (const auto& along : asked.along)
      if (along.cross && oracle.is_own(along)) {
        const Y w = other(*along.tangent.coefficients);
        oracle.right->evaluate(at, {Along<double>{{&w, along.tangent.subspace}, nullptr, along.cross}});
      }
  });
}
/// Right, but each action is asked along what `other` makes of its tangent.
inline Fault actions_along(std::function<Tangent<double>(const FaultyOracle&, const Tangent<double>&, Y& room)> other) {
  return [other](FaultyOracle& oracle, const At& at, const Ask& asked) {
    std::vector<Along<double>> along(asked.along.begin(), asked.along.end());
    std::vector<Y> rooms(along.size());
    for (std::size_t i = 0; i < along.size(); ++i) along[i].tangent = other(oracle, along[i].tangent, rooms[i]);
    oracle.answer(at, {along, asked.lower_gradient_upper});
  };
}

inline Y blocks_reversed(const Y& v) {  // of blocks of equal shapes
  Y reversed = v;
  for (Index l = 0; l < v.layout().count(); ++l) reversed.block(l) = v.block(v.layout().count() - 1 - l);
  return reversed;
}

inline const Fault none = after([](auto&...) {});

// Wrong actions.
inline const Fault cross_tangent_by_rows = crosses_along([](const Y& w) {
  Y by_rows = w;
  for (Index l = 0; l < w.layout().count(); ++l) {
    const Matrix<double> transposed = w.block(l).transpose();
    by_rows.block(l) = Eigen::Map<const Matrix<double>>(transposed.data(), w.block(l).rows(), w.block(l).cols());
  }
  return by_rows;
});
inline const Fault cross_blocks_reversed = crosses_along(blocks_reversed);
/// Of a problem with dim(x) = dim(Y) and D_xY g = c.
inline Fault cross_matrix_transposed(const Matrix<double>& c) {
  return crosses([c](const Y& w, X& out) {
    if (w.size() == c.rows()) out = c.transpose() * w.flat();
  });
}
inline const Fault cross_off =  // by a part in 10^11: no difference in double sees it
    crosses([](auto&, X& out) { out *= 1 + 1e-11; });
inline const Fault hessian_twice = hessians([](auto&, auto&, Y& out) { out.flat() *= 2; });
inline const Fault hessian_not_symmetric =
    hessians([](auto&, const Y& w, Y& out) { out.block(1)(1, 0) += w.block(0)(0, 1) / 10; });
inline const Fault hessian_blocks_reversed = hessians([](auto&, auto&, Y& out) { out = blocks_reversed(out); });
inline const Fault hessian_not_linear =
    hessians([](auto&, const Y& w, Y& out) { out.flat() += w.flat().cwiseAbs2() / 1000; });
inline const Fault not_a_number = hessians([](const FaultyOracle& oracle, auto&, Y& out) {
  if (!oracle.p.is_full()) out.block(1)(0, 1) = std::numeric_limits<double>::quiet_NaN();
});

// Wrong outputs.
inline const Fault cross_adds_to_its_output = [](FaultyOracle& oracle, const At& at, const Ask& asked) {
  std::vector<X> before;
  for (const auto& along : asked.along) before.push_back(along.cross ? *along.cross : X());
  oracle.answer(at, asked);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (X* cross = asked.along[i].cross; cross && cross->size() == before[i].size()) *cross += before[i];
};
inline const Fault hessian_adds_to_its_output = [](FaultyOracle& oracle, const At& at, const Ask& asked) {
  std::vector<Y> before;
  for (const auto& along : asked.along) before.push_back(along.hessian ? *along.hessian : Y());
  oracle.answer(at, asked);
  for (std::size_t i = 0; i < before.size(); ++i)
    if (asked.along[i].hessian) asked.along[i].hessian->flat() += before[i].flat();
};
inline const Fault cross_not_resized = [](FaultyOracle& oracle, const At& at, const Ask& asked) {
  std::vector<Index> sizes;
  for (const auto& along : asked.along) sizes.push_back(along.cross ? along.cross->size() : 0);
  oracle.answer(at, asked);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (asked.along[i].cross) asked.along[i].cross->conservativeResize(sizes[i]);
};

// Wrong gradients.
inline const Fault gradient_blocks_reversed = after([](FaultyOracle& oracle, auto&, auto&) {
  oracle.gradients().lower_gradient = blocks_reversed(oracle.gradients().lower_gradient);
});
inline const Fault upper_gradient_negated =
    after([](FaultyOracle& oracle, auto&, auto&) { oracle.gradients().upper_gradient_upper *= -1; });
inline const Fault lower_upper_twice =
    after([](FaultyOracle& oracle, auto&, auto&) { oracle.gradients().lower_gradient_upper *= 2; });
/// A gradient that jumps 10^5 times in a unit of Y.
inline const Fault gradient_rough = after([](FaultyOracle& oracle, const At& at, auto&) {
  oracle.gradients().lower_gradient.flat()[0] += std::floor(at.y.flat()[0] * 1e5) / 1e5;
});

// Answers that depend on what else an evaluation is asked.
inline const Fault first_tangent_alone = after([](auto&, auto&, const Ask& asked) {
  for (const auto& along : asked.along)
    if (along.hessian && asked.along[0].hessian) *along.hessian = *asked.along[0].hessian;
});
inline const Fault last_tangent_twice = after([](auto&, auto&, const Ask& asked) {
  if (!asked.along.empty() && asked.along.back().cross) *asked.along.back().cross *= 2;
});
inline const Fault cross_beside_its_hessian_alone = after([](auto&, auto&, const Ask& asked) {
  for (const auto& along : asked.along)
    if (along.cross && !along.hessian) along.cross->setZero();
});
inline const Fault gradient_spoilt_by_actions = after([](FaultyOracle& oracle, auto&, const Ask& asked) {
  if (!asked.along.empty()) oracle.gradients().upper_gradient_lower.flat() *= 1.001;
});
inline const Fault lower_upper_spoilt_by_actions = after([](FaultyOracle& oracle, auto&, const Ask& asked) {
  if (!asked.along.empty()) oracle.gradients().lower_gradient_upper *= 1.001;
});

// Answers that depend on the past.
inline const Fault lower_upper_computed_once = [once = X()](FaultyOracle& oracle, const At& at,
                                                            const Ask& asked) mutable {
  oracle.answer(at, asked);
  if (asked.lower_gradient_upper && once.size() == 0) once = oracle.gradients().lower_gradient_upper;
  oracle.gradients().lower_gradient_upper = once;
};
inline const Fault stale_sample = [previous = std::optional<Sample>()](FaultyOracle& oracle, const At& at,
                                                                       const Ask& asked) mutable {
  oracle.answer({at.x, at.y, previous.value_or(at.sample)}, asked);
  previous = at.sample;
};
inline const Fault cross_of_the_previous_evaluation =
    [previous = std::optional<Sample>()](FaultyOracle& oracle, const At& at, const Ask& asked) mutable {
      oracle.answer(at, asked);
      for (const auto& along : asked.along)
        if (along.cross)
          oracle.right->evaluate({at.x, at.y, previous.value_or(at.sample)},
                                 {Along<double>{along.tangent, nullptr, along.cross}});
      previous = at.sample;
    };
struct Cached {
  X x;
  Y y;
  Sample sample;
};
inline const Fault cached_by_index =  // moves only if the sample's number has changed
    [cache = std::optional<Cached>()](FaultyOracle& oracle, const At& at, const Ask& asked) mutable {
      if (!cache || cache->sample.index != at.sample.index) cache.emplace(Cached{at.x, at.y, at.sample});
      oracle.answer({cache->x, cache->y, cache->sample}, asked);
    };
/// P^T of the first realisation of P for ever, in the lower gradient.
inline const Fault first_subspace_kept = [first = std::shared_ptr<Subspace<double>>()](
                                             FaultyOracle& oracle, const At& at, const Ask& asked) mutable {
  if (!first) first = oracle.p.clone();
  oracle.answer(at, asked);
  const auto kept = oracle.problem.oracle(*first);
  kept->evaluate(at);
  oracle.gradients().lower_gradient = kept->lower_gradient();
};

// Wrong samples.
inline const Fault index_ignored = [](FaultyOracle& oracle, const At& at, const Ask& asked) {
  oracle.answer({at.x, at.y, {0, at.sample.stream}}, asked);
};
inline const Fault samples_of_one_level = after([](FaultyOracle& oracle, auto&, auto&) { oracle.drawn /= 2; });

// Wrong projections.
/// In block 1 the first rows of the full gradient in place of P^T of it.
inline const Fault gradient_not_projected = after([](FaultyOracle& oracle, const At& at, auto&) {
  const Full<double> full(oracle.p.blocks());
  const auto whole = oracle.problem.oracle(full);
  whole->evaluate(at);
  auto block = oracle.gradients().lower_gradient.block(1);
  block = whole->lower_gradient().block(1).topRows(block.rows());
});
/// m/r = 2 once too often in block 0.
inline const Fault hessian_scaled_twice = hessians([](const FaultyOracle& oracle, auto&, Y& out) {
  if (!oracle.p.is_full()) out.block(0) *= 2;
});
inline const Fault full_tangents_projected =
    actions_along([](const FaultyOracle& oracle, const Tangent<double>& t, Y& room) {
      if (!t.is_full() || oracle.p.is_full()) return t;
      room = Y(oracle.p.blocks().projected());
      restricted(oracle.p, *t.coefficients, room);
      return tangent(oracle.p, room);
    });
inline const Fault second_subspace_ignored =
    actions_along([](const FaultyOracle& oracle, const Tangent<double>& t, Y&) {
      return t.is_full() ? t : tangent(oracle.p, *t.coefficients);
    });

}  // namespace bros::faulty
