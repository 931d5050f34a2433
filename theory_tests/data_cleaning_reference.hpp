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

template <class Lin, class P, class S = typename P::Scalar>
Answers<S> answers(Lin& lin, const P& p, const P& second, const Vector<S>& x, const BlockVector<S>& y,
                   const Sample& sample) {
  const auto w = gaussian_blocks<S>(p.blocks().projected(), "w"), z = gaussian_blocks<S>(p.blocks().full(), "z");
  lin.evaluate(x, y, sample);
  BlockVector<S> out(p.blocks().projected());
  Vector<S> cross;
  Answers<S> all{{"lower_gradient", lin.lower_gradient().flat()},
                 {"upper_gradient_lower", lin.upper_gradient_lower().flat()},
                 {"upper_gradient_upper", lin.upper_gradient_upper()}};
  lin.hessian_action(w, out), all.emplace_back("hessian_action", out.flat());
  lin.hessian_action_full(z, out), all.emplace_back("hessian_action_full", out.flat());
  lin.hessian_action_mixed(second, w, out), all.emplace_back("hessian_action_mixed", out.flat());
  lin.cross_action(w, cross), all.emplace_back("cross_action", cross);
  all.emplace_back("lower_gradient_upper", lin.lower_gradient_upper());
  return all;
}

/// The same by central differences of g and f along P e_j, in a scalar of so many digits that they are exact to 1e-20.
template <class P, class S = typename P::Scalar>
Answers<S> differences(const DataCleaning<S>& problem, const P& p, const P& second, const Vector<S>& x,
                       const BlockVector<S>& y) {
  const S h(1e-12);
  const auto lifted = [&](const P& by, const BlockVector<S>& b) {
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
  for (const char* name : {"hessian_action", "hessian_action_full", "hessian_action_mixed"})
    all.emplace_back(name, Vector<S>(size));
  for (const char* name : {"cross_action", "lower_gradient_upper"}) all.emplace_back(name, Vector<S>(x.size()));
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
    const auto at = [&](const S& dx, const S& t) {
      Vector<S> to = x;
      to[i] += dx;
      return g(problem, to, moved(pw, t, pw, S(0)));
    };
    all[6].second[i] = (at(h, h) - at(h, S(-h)) - at(S(-h), h) + at(S(-h), S(-h))) / (4 * h * h);
    all[7].second[i] = (at(h, S(0)) - at(S(-h), S(0))) / (2 * h);
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

/// D_YY g over vec(Y), column by column from the library's Hessian action in the full space.
inline Matrix<double> lower_hessian(const DataCleaning<double>& problem, const Vector<double>& x,
                                    const BlockVector<double>& y) {
  const Full<double> p(problem.blocks());
  DataCleaning<double>::Linearisation<Full<double>> lin(problem, p);
  lin.evaluate(x, y, {0, Stream(3)});
  BlockVector<double> unit(y.layout()), column(y.layout());
  Matrix<double> h(y.size(), y.size());
  for (Index j = 0; j < y.size(); ++j) {
    unit.flat().setZero();
    unit.flat()[j] = 1;
    lin.hessian_action(unit, column);
    h.col(j) = column.flat();
  }
  return h;
}

}  // namespace bros::cleaning
