// A sampler and an action that are told what to draw, so that whole runs can be enumerated.
#pragma once

#include <bros/claims/enumeration.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace bros {

/// All that is random in an iteration: the rows of the subspaces, the signs, the rows of a second subspace.
using Rows = std::vector<std::vector<Index>>;
struct ScriptedDraw {
  Rows rows;
  std::vector<Vector<surd>> signs;
  Rows second;
};
using Script = std::vector<ScriptedDraw>;

/// Coordinate subspaces. Requires: the script outlives the object [NOT checked]
class ScriptedRows final : public Subspace<surd> {
 public:
  ScriptedRows(const Blocks& blocks, const Script& script) : Subspace<surd>(blocks), rows_(blocks), script_(&script) {}
  [[nodiscard]] const char* name() const override { return "scripted"; }
  void draw(const Stream&) override { take((*script_)[next_++].rows); }
  void take(const Rows& rows) {
    for (std::size_t l = 0; l < rows.size(); ++l) rows_.set_rows(static_cast<Index>(l), rows[l]);
  }
  void restrict_block(Index l, const ConstMatrixView<surd>& in, MatrixView<surd> out) const override {
    rows_.restrict_block(l, in, out);
  }
  void lift_block(Index l, const surd& scale, const ConstMatrixView<surd>& b, MatrixView<surd> y) const override {
    rows_.lift_block(l, scale, b, y);
  }
  [[nodiscard]] std::unique_ptr<Subspace<surd>> clone() const override { return std::make_unique<ScriptedRows>(*this); }

 private:
  Coordinates<surd> rows_;
  const Script* script_;
  std::size_t next_ = 0;
};

/// An action of the library on ScriptedRows. Requires: the script outlives the object [NOT checked]
class ScriptedAction final : public Action<surd> {
 public:
  ScriptedAction(const std::string& action, const ScriptedRows& p, const Script& script)
      : Action<surd>(p.blocks()), action_(make_action<surd>(action, p)), script_(&script) {}
  [[nodiscard]] const ActionTraits& traits() const override { return action_->traits(); }
  void draw(const Stream&) override {
    const ScriptedDraw& draw = (*script_)[next_++];
    for (std::size_t l = 0; l < draw.signs.size(); ++l) set_signs(*action_, static_cast<Index>(l), draw.signs[l]);
    if (auto* decoupled = dynamic_cast<Decoupled<surd>*>(action_.get()))
      dynamic_cast<ScriptedRows&>(decoupled->second()).take(draw.second);
  }
  [[nodiscard]] std::span<const Along<surd>> ask(const Subspace<surd>& p, const BlockVector<surd>& z) override {
    return action_->ask(p, z);
  }
  [[nodiscard]] BlockVector<surd>& hessian() override {
    cross_ = action_->cross();
    return action_->hessian();
  }

 private:
  std::unique_ptr<Action<surd>> action_;
  const Script* script_;
  std::size_t next_ = 0;
};

/// Every choice of one option in each block.
template <class Option>
std::vector<std::vector<Option>> products(const std::vector<std::vector<Option>>& options) {
  std::vector<std::vector<Option>> all;
  std::vector<Option> chosen(options.size());
  for_each_choice(
      options, [&](Index l, const Option& o) { chosen[static_cast<std::size_t>(l)] = o; },
      [&] { all.push_back(chosen); });
  return all;
}
/// Every draw of one iteration with an action of the library, all equally likely.
/// Requires: an action whose draws can be listed [-> ArgumentError]
inline Script all_draws(const std::string& name, const Blocks& blocks) {
  const auto action = make_action<surd>(name, Coordinates<surd>(blocks));
  for_each_draw<surd>(*action, blocks, [] {});  // refuses what is not known
  std::vector<Rows> options;
  for (const Block& b : blocks) options.push_back(subsets(b.rows, b.rank));
  const std::vector<Rows> rows = products(options), none(1);
  const bool two_subspaces = dynamic_cast<const Decoupled<surd>*>(action.get());
  Script all;
  for (const Rows& first : rows)
    for (const auto& signs : products(sign_choices(*action, blocks)))
      for (const Rows& second : two_subspaces ? rows : none) all.push_back({first, signs, second});
  return all;
}

}  // namespace bros
