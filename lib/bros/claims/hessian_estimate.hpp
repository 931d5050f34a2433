// What a sampler and an action make of a given Hessian, by the library's own code.
#pragma once

#include <bros/action/make.hpp>
#include <bros/problem/dense_hessian.hpp>
#include <bros/subspace/make.hpp>

#include <string>
#include <utility>

namespace bros {

/// P Hhat[Z]: one sampler, one action, one H over vec(Y).
template <Scalar S>
class HessianEstimate {
 public:
  HessianEstimate(std::unique_ptr<Subspace<S>> p, std::unique_ptr<Action<S>> action, Matrix<S> h)
      : p_(std::move(p)),
        action_(std::move(action)),
        h_(std::move(h)),
        oracle_(*p_, h_),
        z_(blocks().full()),
        out_(z_) {}
  /// By their names.
  HessianEstimate(const std::string& sampler, const std::string& action, const Blocks& blocks, Matrix<S> h)
      : HessianEstimate(make_subspace<S>(sampler, blocks), action, std::move(h)) {}
  HessianEstimate(std::unique_ptr<Subspace<S>> p, const std::string& action, Matrix<S> h)
      : p_(std::move(p)),
        action_(make_action(action, *p_)),
        h_(std::move(h)),
        oracle_(*p_, h_),
        z_(blocks().full()),
        out_(z_) {}
  HessianEstimate(const HessianEstimate&) = delete;  // the oracle points into it

  [[nodiscard]] const Blocks& blocks() const { return p_->blocks(); }
  [[nodiscard]] Subspace<S>& subspace() { return *p_; }
  [[nodiscard]] Action<S>& action() { return *action_; }
  [[nodiscard]] const Matrix<S>& hessian() const { return h_; }

  /// P Hhat[Z] in the present realisations, as vec(Y).
  const Vector<S>& at(const Vector<S>& z) {
    z_.flat() = z;
    oracle_.act(action_->ask(*p_, z_));
    out_.flat().setConstant(S(0));
    lift_add(*p_, S(1), action_->hessian(), out_);
    return out_.flat();
  }
  /// The same in fresh ones.
  const Vector<S>& draw(const Stream& stream, const Vector<S>& z) {
    p_->draw(stream.fork("subspace"));
    action_->draw(stream.fork("action"));
    return at(z);
  }

 private:
  std::unique_ptr<Subspace<S>> p_;
  std::unique_ptr<Action<S>> action_;
  Matrix<S> h_;
  DenseHessian<S> oracle_;
  BlockVector<S> z_, out_;
};

}  // namespace bros
