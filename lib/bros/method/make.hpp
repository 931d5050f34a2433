// The methods that the library knows by name: the one list that commands, studies, tests and messages read.
#pragma once

#include <bros/action/make.hpp>
#include <bros/method/peers/amigo.hpp>
#include <bros/method/peers/bome.hpp>
#include <bros/method/peers/f2sa.hpp>
#include <bros/method/peers/f2sa_p.hpp>
#include <bros/method/peers/fdehbo.hpp>
#include <bros/method/peers/fsla.hpp>
#include <bros/method/peers/hf_zoba.hpp>
#include <bros/method/peers/pbgd.hpp>
#include <bros/method/peers/pbgd_free.hpp>
#include <bros/method/peers/saba.hpp>
#include <bros/method/peers/stocbio.hpp>
#include <bros/method/run.hpp>
#include <bros/method/single_loop.hpp>
#include <bros/subspace/make.hpp>

#include <optional>

namespace bros {

/// The action of `bros` where none is named: the paper's (reconstruction). `full-tangent` is ours, `bros` with the
/// action one_sided, and the one to use where the full tangent can be afforded (full-tangent, price-is-rho): on
/// measured variance per cost, E||Hhat Z - H Z||^2 / ||H Z||^2 times Hessian actions, for Haar subspaces, random
/// positive definite H with spectrum in [1, 10], random Z, n = 1 (benchmarks/micro/variance.cpp prints it):
///     m, r      biprobe   balanced   centred   decoupled   one_sided   exact_weights
///     8, 4        3.9       3.4        6.4       3.2         1.0           6.1
///     16, 4      20.2      15.0       71.1      16.9         3.0          24.8
///     64, 32      3.2       3.1        3.5       3.0         1.0          44.4
///     64, 8      63.7      53.5      359        64.1         7.0         151
/// `one_sided` has exactly m/r - 1, at one action, and allows any rank; all it asks is a tangent in the full space,
/// where Z is stored anyway. That action can cost (m + r)/(2 r) projected ones, which leaves the order as it is. Of the
/// actions that stay inside the subspace `balanced` is the best for even r.
inline constexpr const char* default_action = Biprobe<double>::kind.name;

/// A method and what it is made of, by names.
struct MethodSettings {
  std::string method = "bros";                    ///< a name of method_list
  std::string sampler = "haar";                   ///< of bros, full-tangent and naive
  std::string action = default_action;            ///< of bros
  std::optional<Index> inner = {}, neumann = {};  ///< of the methods with inner loops; their own defaults otherwise
  std::optional<double> eta = {};                 ///< of bome
  std::optional<Index> order = {};                ///< of f2sa-p
  std::optional<Index> directions = {};           ///< of hf-zoba
  std::optional<double> difference = {};          ///< of fdehbo and hf-zoba
  std::optional<double> radius = {};              ///< of fdehbo
};

/// What a method takes of its settings and of its steps, beside alpha and beta.
struct MethodTraits {
  const char* name;  ///< by which make_method knows it
  /// Whether one may be chosen.
  bool sampler = false, action = false;
  const char* acts_by = nullptr;                       ///< the action of a single loop that has no choice
  std::optional<Index> inner = {}, neumann = {};       ///< their defaults, where it takes them
  std::optional<double> eta = {};                      ///< the default, where it takes one
  std::optional<Index> order = {}, directions = {};    ///< likewise
  std::optional<double> difference = {}, radius = {};  ///< likewise
  /// Which of the steps it uses.
  bool gamma = true, theta = false, momentum = false, lambda = false;
  bool lower_gradient_upper = false;  ///< needs a problem that offers grad_x g
  bool slots = false;                 ///< needs a finite sum in fixed minibatches
};

/// One kind of method.
template <Scalar S>
struct MethodEntry : MethodTraits {
  /// One on that problem, which outlives it.
  std::unique_ptr<Method<S>> (*make)(const Problem<S>& problem, const MethodSettings& settings, const Stream& stream);
};

/// A single loop with this sampler and an action of that name.
/// Requires: as make_action; `problem` outlives the method [NOT checked]
template <Scalar S>
[[nodiscard]] std::unique_ptr<SingleLoop<S>> make_single_loop(const Problem<S>& problem, const Stream& stream,
                                                              std::unique_ptr<Subspace<std::type_identity_t<S>>> p,
                                                              const std::string& action,
                                                              Averaging averaging = Averaging::moving) {
  auto acts = make_action(action, *p);
  return std::make_unique<SingleLoop<S>>(problem, stream, std::move(p), std::move(acts), averaging);
}
template <Scalar S, class... Rest>
void make_single_loop(const Problem<S>&&, const Rest&...) = delete;

namespace detail {
template <Scalar S>
std::unique_ptr<Method<S>> single_loop(const Problem<S>& problem, const std::string& sampler, const std::string& action,
                                       const Stream& stream, Averaging averaging = Averaging::moving) {
  return make_single_loop(problem, stream, make_subspace<S>(sampler, problem.blocks()), action, averaging);
}
}  // namespace detail

/// Every kind; a new method is one entry here.
template <RealScalar S>
[[nodiscard]] std::span<const MethodEntry<S>> method_list() {
  static constexpr MethodEntry<S> all[] = {
      {{.name = "bros", .sampler = true, .action = true, .theta = true, .momentum = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) {
         return detail::single_loop(problem, s.sampler, s.action, stream);
       }},
      {{.name = "full-tangent", .sampler = true, .acts_by = OneSided<S>::kind.name, .theta = true, .momentum = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) {
         return detail::single_loop(problem, s.sampler, OneSided<S>::kind.name, stream);
       }},
      {{.name = "naive", .sampler = true, .acts_by = Plain<S>::kind.name, .theta = true, .momentum = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) {
         return detail::single_loop(problem, s.sampler, Plain<S>::kind.name, stream);
       }},
      {{.name = "ma-soba", .acts_by = Plain<S>::kind.name, .theta = true, .momentum = true},
       [](const Problem<S>& problem, const MethodSettings&, const Stream& stream) {
         return detail::single_loop(problem, Full<S>::kind, Plain<S>::kind.name, stream);
       }},
      {{.name = "soba", .acts_by = Plain<S>::kind.name, .momentum = true},
       [](const Problem<S>& problem, const MethodSettings&, const Stream& stream) {
         return detail::single_loop(problem, Full<S>::kind, Plain<S>::kind.name, stream, Averaging::none);
       }},
      {{.name = "saba", .slots = true},
       [](const Problem<S>& problem, const MethodSettings&, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<Saba<S>>(problem, stream);
       }},
      {{.name = "amigo", .inner = Amigo<S>::default_inner},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<Amigo<S>>(problem, stream, s.inner.value_or(Amigo<S>::default_inner));
       }},
      {{.name = "stocbio", .inner = StocBio<S>::default_inner, .neumann = StocBio<S>::default_neumann},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<StocBio<S>>(problem, stream, s.inner.value_or(StocBio<S>::default_inner),
                                             s.neumann.value_or(StocBio<S>::default_neumann));
       }},
      {{.name = "bome", .inner = Bome<S>::default_inner, .eta = Bome<S>::default_eta, .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<Bome<S>>(problem, stream, s.inner.value_or(Bome<S>::default_inner),
                                          S(s.eta.value_or(Bome<S>::default_eta)));
       }},
      {{.name = "f2sa", .inner = F2sa<S>::default_inner, .lambda = true, .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<F2sa<S>>(problem, stream, s.inner.value_or(F2sa<S>::default_inner));
       }},
      {{.name = "pbgd", .inner = Pbgd<S>::default_inner, .lambda = true, .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<Pbgd<S>>(problem, stream, s.inner.value_or(Pbgd<S>::default_inner));
       }},
      {{.name = "fsla", .theta = true},
       [](const Problem<S>& problem, const MethodSettings&, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<Fsla<S>>(problem, stream);
       }},
      {{.name = "fdehbo",
        .difference = FdeHbo<S>::default_difference,
        .radius = FdeHbo<S>::default_radius,
        .theta = true,
        .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<FdeHbo<S>>(problem, stream, S(s.difference.value_or(FdeHbo<S>::default_difference)),
                                            S(s.radius.value_or(FdeHbo<S>::default_radius)));
       }},
      {{.name = "f2sa-p",
        .inner = F2saP<S>::default_inner,
        .order = F2saP<S>::default_order,
        .gamma = false,
        .lambda = true,
        .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<F2saP<S>>(problem, stream, s.order.value_or(F2saP<S>::default_order),
                                           s.inner.value_or(F2saP<S>::default_inner));
       }},
      {{.name = "pbgd-free", .gamma = false, .lambda = true},
       [](const Problem<S>& problem, const MethodSettings&, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<PbgdFree<S>>(problem, stream);
       }},
      {{.name = "hf-zoba",
        .directions = HfZoba<S>::default_directions,
        .difference = HfZoba<S>::default_difference,
        .lower_gradient_upper = true},
       [](const Problem<S>& problem, const MethodSettings& s, const Stream& stream) -> std::unique_ptr<Method<S>> {
         return std::make_unique<HfZoba<S>>(problem, stream, s.directions.value_or(HfZoba<S>::default_directions),
                                            S(s.difference.value_or(HfZoba<S>::default_difference)));
       }},
  };
  return all;
}

/// A method by its name: the README's first line.
/// Requires: names of the lists, what sampler, action and method require [-> ArgumentError]; `problem` outlives the
///           result [NOT checked]
template <RealScalar S>
[[nodiscard]] std::unique_ptr<Method<S>> make_method(const Problem<S>& problem, const MethodSettings& settings,
                                                     const Stream& stream) {
  return kind_named(method_list<S>(), "method", settings.method).make(problem, settings, stream);
}
template <RealScalar S>
std::unique_ptr<Method<S>> make_method(const Problem<S>&&, const MethodSettings&, const Stream&) = delete;

}  // namespace bros
