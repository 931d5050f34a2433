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
template <template <class> class A, Scalar S>
Deviation equivariance() {
  using P = RotatedCoordinates<S>;
  const Sizes sizes = is_exact<S> ? Sizes{.blocks = 2, .rows = 4, .cols = 2} : Sizes{};
  const Blocks blocks(*block_structures(sizes, A<P>::traits).as("blocks"));
  const Stream stream = *streams().as("stream");
  Numbers numbers = Numbers::any();
  std::vector<Matrix<S>> rotations;
  for (const Block& b : blocks) rotations.push_back(numbers.orthogonal<S>(b.rows));
  const Matrix<S> o = on_vec(blocks, rotations), h = numbers.matrix<S>(o.rows(), o.cols());
  const auto z = numbers.block_vector<S>(blocks.full());

  const auto lifted_action = [&](bool turned) {
    P p(blocks);
    A<P> action(blocks);
    for (Index l = 0; turned && l < blocks.count(); ++l) {
      p.set_rotation(l, rotations[static_cast<std::size_t>(l)]);
      if constexpr (requires { action.second(); })
        action.second().set_rotation(l, rotations[static_cast<std::size_t>(l)]);
    }
    p.draw(stream.fork("subspace"));
    action.draw(stream.fork("action"));
    BlockVector<S> tangent = z, out(blocks.full());
    if (turned) tangent.flat() = o.lazyProduct(z.flat());
    const Matrix<S> hessian = turned ? Matrix<S>(o.lazyProduct(h).lazyProduct(o.transpose())) : h;
    lift_add(p, S(1), applied(p, action, hessian, tangent), out);
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
  const int cases = std::is_same_v<TypeParam, double> ? 100 : 15;
  holds(equivariance<Plain, TypeParam>, cases);
  holds(equivariance<Biprobe, TypeParam>, cases);
  holds(equivariance<Balanced, TypeParam>, cases);
  holds(equivariance<Centred, TypeParam>, cases);
  holds(equivariance<Decoupled, TypeParam>, cases);
  holds(equivariance<OneSided, TypeParam>, cases);
  holds(equivariance<ExactWeights, TypeParam>, cases);
}

// Planted faults: signs on the rows of Y, where they belong on the rows of B; the diagonal of H alone.

template <class P>
struct SignsOnRowsOfY : OneSided<P> {
  using OneSided<P>::OneSided;
  void draw(const Stream& stream) { signs = stream; }
  void apply(auto& oracle, const P& p, const auto& z, const auto& w, auto& out) {
    auto flipped = z;
    for (Index i = 0; i < z.size(); ++i) flipped.flat()[i] *= sign(signs, static_cast<std::uint64_t>(i));
    OneSided<P>::apply(oracle, p, flipped, w, out);
  }
  Stream signs{0};
};
template <class P>
struct TruncatesTheTangent : Plain<P> {
  using Plain<P>::Plain;
  void apply(auto& oracle, const P& p, const auto& z, const auto&, auto& out) {
    auto clipped = z, w = out;
    clipped.flat() = z.flat().cwiseMin(1e-3);
    Plain<P>::apply(oracle, p, clipped, restricted(p, clipped, w), out);
  }
};

TEST(ActionEquivariance, faults_are_rejected) {
  is_rejected(equivariance<SignsOnRowsOfY, double>);
  is_rejected(equivariance<TruncatesTheTangent, double>);
}

/// Signs of two blocks are independent: what a correction adds between them takes both signs within 400 streams.
/// Math:     if they were equal, left_i right_i would never be positive. If independent, the product is positive with
///           probability at least 1/8 (`centred` with r = 2, whose signs are equal, so that it is 0, half of the time),
///           negative likewise: one sign only has probability below 2 (7/8)^400 < 1e-22
template <class A>
Deviation independence_between_blocks() {
  struct FromBlockOneToBlockZero {
    void hessian_action(const BlockVector<double>& w, BlockVector<double>& out) {
      out.flat().setZero();
      out.block(0) = w.block(1);
    }
  } oracle;
  const Index rank = A::traits.even_rank ? 2 * *whole(1, 3).as("rank / 2") : *whole(2, 7).as("rank");
  const Blocks blocks({{rank + 1, 1, rank}, {rank + 1, 1, rank}});
  const Coordinates<double> p(blocks);
  const Stream stream = *streams().as("stream");
  A action(blocks);
  BlockVector<double> z(blocks.full()), w(blocks.projected()), out(blocks.projected());
  w.flat().setOnes();
  bool positive = false, negative = false;
  for (std::uint64_t i = 0; i < 400; ++i) {
    action.draw(stream.fork(i));
    action.apply(oracle, p, z, w, out);
    const double left_times_right = out.block(0)(0, 0) - 1;
    positive |= left_times_right > 1e-9;
    negative |= left_times_right < -1e-9;
  }
  Deviation deviation;
  deviation.require(positive && negative);
  return deviation;
}

template <class P>
struct OneDrawForAllBlocks : Biprobe<P> {
  explicit OneDrawForAllBlocks(const Blocks& blocks) : Biprobe<P>(blocks), all(blocks) {}
  void draw(const Stream& stream) {
    for (Index l = 0; l < all.count(); ++l) {
      Vector<double> signs(all[l].rank + 1);
      fill_signs<double>(stream, signs);
      this->set_signs(l, signs);
    }
  }
  Blocks all;
};

TEST(ActionSigns, of_two_blocks_are_independent) {
  using P = Coordinates<double>;
  holds(independence_between_blocks<Biprobe<P>>);
  holds(independence_between_blocks<Balanced<P>>);
  holds(independence_between_blocks<Centred<P>>);
}
TEST(ActionSigns, drawn_once_for_all_blocks_are_rejected) {
  is_rejected(independence_between_blocks<OneDrawForAllBlocks<Coordinates<double>>>);
}

}  // namespace bros::property::action_equivariance_test
