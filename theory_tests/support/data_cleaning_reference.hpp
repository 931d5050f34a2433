// A second route to hyper-data cleaning for its tests: g and f written out, nothing else shared with the library.
#pragma once

#include <bros/problem/data_cleaning.hpp>
#include <bros/subspace/full.hpp>

#include <string>
#include <utility>
#include <vector>

namespace bros::cleaning {

/// Random bytes and labels.
inline LabelledImages made_up_images(Index features, Index count, Index classes, std::uint64_t seed) {
  LabelledImages data{Matrix<std::uint8_t>(features, count), {}};
  BoundedDraws draws{Stream(seed)};
  for (Index j = 0; j < count; ++j) {
    for (Index i = 0; i < features; ++i) data.images(i, j) = static_cast<std::uint8_t>(draws.below(256));
    data.labels.push_back(static_cast<std::uint8_t>(draws.below(static_cast<std::uint64_t>(classes))));
  }
  return data;
}

/// 5 training and 4 validation samples of 3 classes, two training labels wrong, every evaluation on all of them.
template <class S>
CleaningSettings<S> small_settings(Index rank) {
  return {.training = 5,
          .validation = 4,
          .classes = 3,
          .rank = rank,
          .batch = 5,
          .sampling = Sampling::cyclic,
          .mu = S(1) / S(8),
          .feature_scale = S(2),
          .share = 0.4};
}
template <class S>
DataCleaning<S> small_problem(Index features, Index rank) {
  return {made_up_images(features, 9, 3, 11), small_settings<S>(rank), Stream(12)};
}

template <class S>
Vector<S> gaussian(Index size, std::string_view name) {
  Vector<S> v(size);
  fill_gaussian<S>(Stream(13).fork(name), v);
  return v;
}
template <class S>
BlockVector<S> gaussian_blocks(const Layout& layout, std::string_view name) {
  BlockVector<S> v(layout);
  v.flat() = gaussian<S>(layout.size(), name);
  return v;
}

template <class S>
S loss(const DataCleaning<S>& problem, Index sample, const BlockVector<S>& y) {
  using std::exp, std::log;
  const Index features = problem.blocks()[0].rows, classes = problem.blocks()[0].cols;
  S sum(0), of_label(0);
  for (Index c = 0; c < classes; ++c) {
    S logit(0);
    for (Index i = 0; i < features; ++i)
      logit += problem.settings().feature_scale * S(int{problem.data().images(i, sample)}) / 255 * y.block(0)(i, c);
    sum += exp(logit);
    if (c == problem.label(sample)) of_label = logit;
  }
  return log(sum) - of_label;
}
template <class S>
S g(const DataCleaning<S>& problem, const Vector<S>& x, const BlockVector<S>& y) {
  using std::exp;
  S sum(0);
  for (Index i = 0; i < x.size(); ++i) sum += loss(problem, i, y) / (1 + exp(-x[i]));
  return sum / S(static_cast<int>(x.size())) + problem.settings().mu / 2 * y.flat().squaredNorm();
}
template <class S>
S f(const DataCleaning<S>& problem, const BlockVector<S>& y) {
  S sum(0);
  for (Index j = 0; j < problem.settings().validation; ++j) sum += loss(problem, problem.settings().training + j, y);
  return sum / S(static_cast<int>(problem.settings().validation));
}

/// Everything one evaluation gives, by name.
template <class S>
using Answers = std::vector<std::pair<std::string, Vector<S>>>;

/// What the oracle on P answers at (x, Y) along P W, Z and the lift of W by another subspace.
template <class S>
Answers<S> answers(Oracle<S>& oracle, const Subspace<S>& p, const Subspace<S>& second, const Vector<S>& x,
                   const BlockVector<S>& y, const Sample& sample) {
  const auto w = gaussian_blocks<S>(p.blocks().projected(), "w"), z = gaussian_blocks<S>(p.blocks().full(), "z");
  BlockVector<S> hessian(p.blocks().projected()), hessian_full = hessian, hessian_mixed = hessian;
  Vector<S> cross, cross_full;
  const Along<S> along[] = {{tangent(p, w), &hessian, &cross},
                            {tangent(z), &hessian_full, &cross_full},
                            {tangent(second, w), &hessian_mixed}};
  oracle.evaluate({x, y, sample}, Request<S>{along, true});
  return {{"lower_gradient", oracle.lower_gradient().flat()},
          {"upper_gradient_lower", oracle.upper_gradient_lower().flat()},
          {"upper_gradient_upper", oracle.upper_gradient_upper()},
          {"hessian", hessian.flat()},
          {"hessian_full", hessian_full.flat()},
          {"hessian_mixed", hessian_mixed.flat()},
          {"cross", cross},
          {"cross_full", cross_full},
          {"lower_gradient_upper", oracle.lower_gradient_upper()}};
}

/// The same by central differences of g and f along P e_j, in a scalar of so many digits that they are exact to 1e-20.
template <class S>
Answers<S> differences(const DataCleaning<S>& problem, const Subspace<S>& p, const Subspace<S>& second,
                       const Vector<S>& x, const BlockVector<S>& y) {
  const S h(1e-12);
  const auto lifted = [&](const Subspace<S>& by, const BlockVector<S>& b) {
    BlockVector<S> full(by.blocks().full());
    lift_add(by, S(1), b, full);
    return full;
  };
  const auto w = gaussian_blocks<S>(p.blocks().projected(), "w"), z = gaussian_blocks<S>(p.blocks().full(), "z");
  const auto moved = [&](const BlockVector<S>& a, const S& s, const BlockVector<S>& b, const S& t) {
    BlockVector<S> to = y;
    to.flat() += s * a.flat() + t * b.flat();
    return to;
  };
  const auto mixed_difference = [&](const BlockVector<S>& a, const BlockVector<S>& b) {
    return S((g(problem, x, moved(a, h, b, h)) - g(problem, x, moved(a, h, b, S(-h))) -
              g(problem, x, moved(a, S(-h), b, h)) + g(problem, x, moved(a, S(-h), b, S(-h)))) /
             (4 * h * h));
  };
  const Index size = p.blocks().projected().size();
  const BlockVector<S> pw = lifted(p, w), qw = lifted(second, w);
  Answers<S> all;
  for (const char* name : {"lower_gradient", "upper_gradient_lower"}) all.emplace_back(name, Vector<S>(size));
  all.emplace_back("upper_gradient_upper", Vector<S>::Zero(x.size()));
  for (const char* name : {"hessian", "hessian_full", "hessian_mixed"}) all.emplace_back(name, Vector<S>(size));
  for (const char* name : {"cross", "cross_full", "lower_gradient_upper"}) all.emplace_back(name, Vector<S>(x.size()));
  for (Index j = 0; j < size; ++j) {
    BlockVector<S> unit(p.blocks().projected());
    unit.flat()[j] = 1;
    const BlockVector<S> e = lifted(p, unit), plus = moved(e, h, e, S(0)), minus = moved(e, S(-h), e, S(0));
    all[0].second[j] = (g(problem, x, plus) - g(problem, x, minus)) / (2 * h);
    all[1].second[j] = (f(problem, plus) - f(problem, minus)) / (2 * h);
    all[3].second[j] = mixed_difference(e, pw);
    all[4].second[j] = mixed_difference(e, z);
    all[5].second[j] = mixed_difference(e, qw);
  }
  for (Index i = 0; i < x.size(); ++i) {
    const auto at = [&](const S& dx, const BlockVector<S>& a, const S& t) {
      Vector<S> to = x;
      to[i] += dx;
      return g(problem, to, moved(a, t, a, S(0)));
    };
    const auto mixed = [&](const BlockVector<S>& a) {
      return S((at(h, a, h) - at(h, a, S(-h)) - at(S(-h), a, h) + at(S(-h), a, S(-h))) / (4 * h * h));
    };
    all[6].second[i] = mixed(pw);
    all[7].second[i] = mixed(z);
    all[8].second[i] = (at(h, z, S(0)) - at(S(-h), z, S(0))) / (2 * h);
  }
  return all;
}

/// The names of the answers that differ by more than `tolerance`, relative to the largest entry or 1e-3.
template <class S, class R>
std::vector<std::string> disagreements(const Answers<S>& a, const Answers<R>& b, double tolerance) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double scale = std::max(1e-3, static_cast<double>(R(b[i].second.cwiseAbs().maxCoeff())));
    const auto gap = (a[i].second.template cast<R>() - b[i].second).cwiseAbs().maxCoeff();
    if (!(static_cast<double>(R(gap)) <= tolerance * scale)) names.push_back(b[i].first);
  }
  return names;
}

/// What the library's oracle says in the full space: gradients, and D_YY g and D_xY g column by column over vec(Y).
template <class S>
struct FullDerivatives {
  FullDerivatives(const DataCleaning<S>& problem, const Vector<S>& x, const BlockVector<S>& y)
      : hessian(y.size(), y.size()), cross(x.size(), y.size()) {
    const Full<S> p(problem.blocks());
    const auto oracle = problem.oracle(p);
    const auto n = static_cast<std::size_t>(y.size());
    std::vector<BlockVector<S>> units(n, BlockVector<S>(y.layout())), columns = units;
    std::vector<Vector<S>> crosses(n);
    std::vector<Along<S>> along;
    for (std::size_t j = 0; j < n; ++j) {
      units[j].flat()[static_cast<Index>(j)] = 1;
      along.push_back({tangent(units[j]), &columns[j], &crosses[j]});
    }
    oracle->evaluate({x, y, {0, Stream(3)}}, Request<S>{along});
    lower = oracle->lower_gradient().flat(), upper = oracle->upper_gradient_lower().flat();
    for (std::size_t j = 0; j < n; ++j) {
      hessian.col(static_cast<Index>(j)) = columns[j].flat();
      cross.col(static_cast<Index>(j)) = crosses[j];
    }
  }
  Vector<S> lower, upper;
  Matrix<S> hessian, cross;
};

}  // namespace bros::cleaning
