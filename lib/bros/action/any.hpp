#pragma once

#include <bros/action/balanced.hpp>
#include <bros/action/biprobe.hpp>
#include <bros/action/centred.hpp>
#include <bros/action/decoupled.hpp>
#include <bros/action/exact_weights.hpp>
#include <bros/action/one_sided.hpp>
#include <bros/action/plain.hpp>

#include <string>
#include <utility>
#include <variant>

namespace bros {

/// An action chosen at run time; the same bits as the one it holds.
/// Requires: a name among `names` [-> ArgumentError], and what that action requires of the ranks
template <Subspace P>
class AnyAction {
 public:
  using Scalar = typename P::Scalar;
  static constexpr ActionTraits traits{"any", false, 1, false};
  static constexpr const char* names = "plain, biprobe, balanced, centred, decoupled, one_sided, exact_weights";

  /// The plain action.
  explicit AnyAction(const Blocks& blocks) : held_(Plain<P>(blocks)) {}
  /// For a method that moves in `p`; `decoupled` takes its second subspace from the same sampler.
  AnyAction(const std::string& action, const P& p) : held_(make(action, p)) {}

  [[nodiscard]] Index hessian_actions() const {
    return std::visit([](const auto& a) { return a.hessian_actions(); }, held_);
  }
  [[nodiscard]] bool full_tangents() const {
    return std::visit([](const auto& a) { return a.traits.full_tangents; }, held_);
  }
  void draw(const Stream& stream) {
    std::visit([&](auto& a) { a.draw(stream); }, held_);
  }
  template <class Oracle>
  void apply(Oracle& oracle, const P& p, const BlockVector<Scalar>& z, const BlockVector<Scalar>& w,
             BlockVector<Scalar>& out) {
    std::visit([&](auto& a) { a.apply(oracle, p, z, w, out); }, held_);
  }

 private:
  using Held = std::variant<Plain<P>, Biprobe<P>, Balanced<P>, Centred<P>, Decoupled<P>, OneSided<P>, ExactWeights<P>>;
  static Held make(const std::string& action, const P& p) {
    const Blocks& blocks = p.blocks();
    if (action == Biprobe<P>::traits.name) return Biprobe<P>(blocks);
    if (action == Balanced<P>::traits.name) return Balanced<P>(blocks);
    if (action == Centred<P>::traits.name) return Centred<P>(blocks);
    if (action == Decoupled<P>::traits.name) return Decoupled<P>(p);
    if (action == OneSided<P>::traits.name) return OneSided<P>(blocks);
    if (action == ExactWeights<P>::traits.name) return ExactWeights<P>(blocks);
    require(action == Plain<P>::traits.name, "action", action, std::string("must be one of ") + names);
    return Plain<P>(blocks);
  }
  Held held_;
};

}  // namespace bros
