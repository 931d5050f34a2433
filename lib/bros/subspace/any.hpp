#pragma once

#include <bros/subspace/coordinates.hpp>
#include <bros/subspace/full.hpp>
#include <bros/subspace/haar.hpp>
#include <bros/subspace/hadamard.hpp>

#include <string>
#include <utility>
#include <variant>

namespace bros {

/// A sampler chosen at run time; the same bits as the one it holds. In the full space it copies where Full would not.
/// Requires: a name among full, haar, coordinates, hadamard [-> ArgumentError], and what that sampler requires
template <RealScalar S>
class AnySubspace {
 public:
  using Scalar = S;
  static constexpr const char* name = "any";
  static constexpr bool is_full = false;
  static constexpr const char* names = "full, haar, coordinates, hadamard";

  /// The full space.
  explicit AnySubspace(const Blocks& blocks) : held_(Full<S>(blocks)) {}
  AnySubspace(const std::string& sampler, const Blocks& blocks) : held_(make(sampler, blocks)) {}

  [[nodiscard]] const Blocks& blocks() const {
    return std::visit([](const auto& p) -> const Blocks& { return p.blocks(); }, held_);
  }
  void draw(const Stream& stream) {
    std::visit([&](auto& p) { p.draw(stream); }, held_);
  }
  void restrict_block(Index l, const ConstMatrixView<S>& in, MatrixView<S> out) const {
    std::visit([&](const auto& p) { p.restrict_block(l, in, out); }, held_);
  }
  void lift_block(Index l, const S& scale, const ConstMatrixView<S>& b, MatrixView<S> y) const {
    std::visit([&](const auto& p) { p.lift_block(l, scale, b, y); }, held_);
  }

  /// P_l itself where the sampler stores it, null where it does not.
  [[nodiscard]] const Matrix<S>* dense_basis(Index l) const {
    const auto* haar = std::get_if<Haar<S>>(&held_);
    return haar ? &haar->basis(l) : nullptr;
  }

 private:
  using Held = std::variant<Full<S>, Haar<S>, Coordinates<S>, Hadamard<S>>;
  static Held make(const std::string& sampler, const Blocks& blocks) {
    if (sampler == Haar<S>::name) return Haar<S>(blocks);
    if (sampler == Coordinates<S>::name) return Coordinates<S>(blocks);
    if (sampler == Hadamard<S>::name) return Hadamard<S>(blocks);
    require(sampler == Full<S>::name, "sampler", sampler, std::string("must be one of ") + names);
    return Full<S>(blocks);
  }
  Held held_;
};

}  // namespace bros
