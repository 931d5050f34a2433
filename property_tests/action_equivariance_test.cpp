// An orthogonal change of basis of the rows of Y changes nothing: (O H O^T, O P, O Z) gives O Hhat[Z]. And a sampler of
// the tests' own is served like the library's.
#include "actions.hpp"
#include "rotated_coordinates.hpp"

namespace bros::property::action_equivariance_test {

/// O = (O_1, .., O_L) on vec(Y): I_{n_l} (x) O_l block after block.
template <Scalar S>
Matrix<S> on_vec(const Blocks& blocks, const std::vector<Matrix<S>>& rotations) {
  Matrix<S> o = Matrix<S>::Zero(blocks.full().size(), blocks.full().size());
  for (Index l = 0; l < blocks.count(); ++l)
    for (Index j = 0; j < blocks[l].cols; ++j) {
      const Index at = blocks.full().offset(l) + j * blocks[l].rows;
      o.block(at, at, blocks[l].rows, blocks[l].rows) = rotations[static_cast<std::size_t>(l)];
    }
  return o;
}

/// Math:     O H O^T is formed with two products of m terms, | |O| |_F = sqrt(m) each time: 2 m^2 eps |H|_F; O P and O
/// Z
///           with one: m^(3/2) eps; the action on either side has its own roundings, and the final O is one product
///           more
template <Scalar S>
Deviation equivariance(const ActionEntry<S>& kind) {
  const Sizes sizes = is_exact<S> ? Sizes{.blocks = 2, .rows = 4, .cols = 2} : Sizes{};
  const Blocks blocks(*block_structures(sizes, kind).as("blocks"));
  const Stream stream = *streams().as("stream");
  Numbers numbers = Numbers::any();
  std::vector<Matrix<S>> rotations;
  for (const Block& b : blocks) rotations.push_back(numbers.orthogonal<S>(b.rows));
  const Matrix<S> o = on_vec(blocks, rotations), h = numbers.matrix<S>(o.rows(), o.cols());
  const auto z = numbers.block_vector<S>(blocks.full());

  const auto lifted_action = [&](bool turned) {
    RotatedCoordinates<S> p(blocks);
    for (Index l = 0; turned && l < blocks.count(); ++l) p.set_rotation(l, rotations[static_cast<std::size_t>(l)]);
    const auto action = kind.make(p);  // a second subspace of its own is turned likewise
    p.draw(stream.fork("subspace"));
    action->draw(stream.fork("action"));
    BlockVector<S> tangent = z, out(blocks.full());
    if (turned) tangent.flat() = o.lazyProduct(z.flat());
    const Matrix<S> hessian = turned ? Matrix<S>(o.lazyProduct(h).lazyProduct(o.transpose())) : h;
    lift_add(p, S(1), applied(p, *action, hessian, tangent), out);
    return out;
  };

  const double rows = most_rows(blocks);
  Deviation deviation;
  deviation.compare(lifted_action(true).flat(), Vector<S>(o.lazyProduct(lifted_action(false).flat())),
                    rounding<S>(2 * rows * rows + 5 * std::pow(rows, 1.5) + 2 * action_operations(blocks),
                                rows * action_scale(blocks, h, z)));
  return deviation;
}

template <class S>
class ActionEquivarianceAt : public ::testing::Test {};
TYPED_TEST_SUITE(ActionEquivarianceAt, RealAndExactScalars);

TYPED_TEST(ActionEquivarianceAt, holds_for_every_action_under_block_orthogonal_changes_of_basis) {
  using S = TypeParam;
  const int cases = std::is_same_v<S, double> ? 100 : 15;
  for_each_action<S>([=](const ActionEntry<S>& kind) { holds([&] { return equivariance(kind); }, cases); });
}

// Planted faults: signs on the rows of Y, where they belong on the rows of B; a tangent that is clipped.

struct ChangesTheTangent : AlteredAction<OneSided<double>> {
  using AlteredAction::AlteredAction;
  std::span<const Along<double>> ask(const Subspace<double>& p, const BlockVector<double>& z) override {
    changed = z;
    change(changed.flat());
    return AlteredAction::ask(p, changed);
  }
  virtual void change(Vector<double>& z) const = 0;
  BlockVector<double> changed;
};
struct SignsOnRowsOfY final : ChangesTheTangent {
  using ChangesTheTangent::ChangesTheTangent;
  void draw(const Stream& stream) override { signs = stream; }
  void change(Vector<double>& z) const override {
    for (Index i = 0; i < z.size(); ++i) z[i] *= sign(signs, static_cast<std::uint64_t>(i));
  }
  Stream signs{0};
};
struct TruncatesTheTangent final : ChangesTheTangent {
  using ChangesTheTangent::ChangesTheTangent;
  void change(Vector<double>& z) const override { z = z.cwiseMin(1e-3).eval(); }
};

TEST(ActionEquivariance, faults_are_rejected) {
  is_rejected([] { return equivariance(action_of<SignsOnRowsOfY>); });
  is_rejected([] { return equivariance(action_of<TruncatesTheTangent>); });
}

/// Signs of two blocks are independent: what a correction adds between them takes both signs within 400 streams.
/// Math:     if they were equal, left_i right_i would never be positive. If independent, the product is positive with
///           probability at least 1/8 (`centred` with r = 2, whose signs are equal, so that it is 0, half of the time),
///           negative likewise: one sign only has probability below 2 (7/8)^400 < 1e-22
Deviation independence_between_blocks(const ActionEntry<double>& kind) {
  const Index rank = kind.even_rank ? 2 * *whole(1, 3).as("rank / 2") : *whole(2, 7).as("rank");
  const Blocks blocks({{rank + 1, 1, rank}, {rank + 1, 1, rank}});
  const Coordinates<double> p(blocks);  // the first rows of each block, scaled
  const Index rows = rank + 1;
  Matrix<double> from_block_one_to_block_zero = Matrix<double>::Zero(2 * rows, 2 * rows);
  from_block_one_to_block_zero.topRightCorner(rows, rows).setIdentity();
  const Stream stream = *streams().as("stream");
  const auto action = kind.make(p);
  BlockVector<double> z(blocks.full());
  z.flat().setOnes();
  const double without_weights = std::pow(gram_factor<double>(blocks[0]), 1.5);  // of P^T P P^T Z, in every entry
  bool positive = false, negative = false;
  for (std::uint64_t i = 0; i < 400; ++i) {
    action->draw(stream.fork(i));
    const auto out = applied<double>(p, *action, from_block_one_to_block_zero, z);
    const double left_times_right = out.block(0)(0, 0) / without_weights - 1;
    positive |= left_times_right > 1e-9;
    negative |= left_times_right < -1e-9;
  }
  Deviation deviation;
  deviation.require(positive && negative);
  return deviation;
}

struct OneDrawForAllBlocks : AlteredAction<Biprobe<double>> {
  explicit OneDrawForAllBlocks(const Subspace<double>& p) : AlteredAction(p), all(p.blocks()) {}
  void draw(const Stream& stream) override {
    for (Index l = 0; l < all.count(); ++l) {
      Vector<double> signs(all[l].rank + 1);
      fill_signs<double>(stream, signs);
      a_.set_signs(l, signs);
    }
  }
  Blocks all;
};

TEST(ActionSigns, of_two_blocks_are_independent) {
  for (const char* name : {"biprobe", "balanced", "centred"})
    holds([=] { return independence_between_blocks(action_named<double>(name)); });
}
TEST(ActionSigns, drawn_once_for_all_blocks_are_rejected) {
  is_rejected([] { return independence_between_blocks(action_of<OneDrawForAllBlocks>); });
}

}  // namespace bros::property::action_equivariance_test
