// Every sampler is a pair of adjoint maps with P^T P = (m/r) I, at every scalar; exactly so in surds.
#include "samplers.hpp"

namespace bros::property::subspace_test {

/// <P^T Y, c B> = <Y, (Y0 + c P B) - Y0>.
/// Math:     both sides sum c P_ij Y_i B_j; an entry of either has at most dim(Y) + dim(B) + m + 6 roundings behind it,
///           and | |P| |_F = sqrt(m) bounds the sum of absolute values
template <Subspace P>
Deviation adjointness() {
  using S = typename P::Scalar;
  const P p = any_subspace<P>();
  Numbers numbers = Numbers::any();
  const auto y = numbers.block_vector<S>(p.blocks().full()), y0 = numbers.block_vector<S>(p.blocks().full());
  const auto b = numbers.block_vector<S>(p.blocks().projected());
  const S c = numbers.entry<S>();

  BlockVector<S> storage(p.blocks().projected()), lifted = y0;
  const auto& restricted_y = restricted(p, y, storage);
  lift_add(p, c, b, lifted);

  const double dimension = static_cast<double>(y.size() + b.size()), rows = most_rows(p.blocks());
  const auto scale = norm(y.flat()) * (magnitude(c) * std::sqrt(rows) * norm(b.flat()) + norm(y0.flat()));
  Deviation deviation;
  deviation.compare(S(c * restricted_y.flat().dot(b.flat())), S(y.flat().dot(lifted.flat() - y0.flat())),
                    rounding<S>(dimension + rows + 6, scale));
  return deviation;
}

/// P_l^T P_l = (m/r) I, from the columns P e_j.
/// Math:     | |P|^T |P| | <= m in norm, each factor with operations_of_basis roundings, m more in the product
template <Subspace P>
Deviation gram(const Sizes& sizes) {
  using S = typename P::Scalar;
  const P p = any_subspace<P>(sizes);
  Deviation deviation;
  for (Index l = 0; l < p.blocks().count(); ++l) {
    const Block& b = p.blocks()[l];
    const Matrix<S> basis = basis_of(p, l);
    const Matrix<S> product = basis.transpose().lazyProduct(basis);
    const Matrix<S> wanted = Matrix<S>::Identity(b.rank, b.rank) * gram_factor<S>(b);
    const double rows = static_cast<double>(b.rows);
    deviation.compare(product, wanted, rounding<S>(2 * operations_of_basis<P>(p.blocks()) + rows + 2, rows));
  }
  return deviation;
}
template <Subspace P>
Deviation gram_of_small_blocks() {
  return gram<P>(sizes_for<P>());
}

/// P^T (c P B) = c (m/r) B for B with any number of columns; and wide matrices are mapped column by column.
template <Subspace P>
Deviation lift_then_restrict() {
  using S = typename P::Scalar;
  const P p = any_subspace<P>();
  Numbers numbers = Numbers::any();
  const Index columns = *whole(0, 9).as("columns");
  Deviation deviation;
  for (Index l = 0; l < p.blocks().count(); ++l) {
    const Block& block = p.blocks()[l];
    const Matrix<S> b = numbers.matrix<S>(block.rank, columns);
    Matrix<S> y = Matrix<S>::Zero(block.rows, columns), back(block.rank, columns);
    p.lift_block(l, S(1), b, y);
    p.restrict_block(l, y, back);

    const double rows = static_cast<double>(block.rows), rank = static_cast<double>(block.rank);
    deviation.compare(back, Matrix<S>(b * gram_factor<S>(block)),
                      rounding<S>(2 * operations_of_basis<P>(p.blocks()) + rows + rank + 4, rows * norm(b)));
    for (Index j = 0; j < columns; ++j) {
      Matrix<S> one_y = Matrix<S>::Zero(block.rows, 1), one_back(block.rank, 1);
      p.lift_block(l, S(1), b.col(j), one_y);
      p.restrict_block(l, y.col(j), one_back);
      deviation.compare(one_y, y.col(j), rounding<S>(2 * rank + 8, std::sqrt(rows) * norm(b)));
      deviation.compare(one_back, back.col(j), rounding<S>(2 * rows + 8, rows * norm(b)));
    }
  }
  return deviation;
}

template <class S>
class SubspaceAt : public ::testing::Test {};
TYPED_TEST_SUITE(SubspaceAt, RealAndExactScalars);

TYPED_TEST(SubspaceAt, restriction_is_the_adjoint_of_lifting) {
  for_each_sampler<TypeParam>([]<class P>() { holds(adjointness<P>, 60); });
}
TYPED_TEST(SubspaceAt, gram_matrix_is_m_over_r_times_the_identity) {
  for_each_sampler<TypeParam>([]<class P>() { holds(gram_of_small_blocks<P>, 60); });
}
TYPED_TEST(SubspaceAt, restricting_what_was_lifted_multiplies_by_m_over_r_on_any_number_of_columns) {
  for_each_sampler<TypeParam>([]<class P>() { holds(lift_then_restrict<P>, 60); });
}
TEST(Subspace, gram_matrix_of_haar_is_right_beyond_one_panel_and_one_product_tile) {
  holds([] { return gram<Haar<double>>({.blocks = 1, .rows = 130, .cols = 1}); }, 30);
}

// Planted faults. Each is a sampler like any other, wrong in one place.

template <class P>
struct LiftForgetsTheScale : P {
  using P::P;
  void lift_block(Index l, const double& c, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    P::lift_block(l, c / std::sqrt(gram_factor<double>(this->blocks()[l])), b, y);
  }
};
template <class P>
struct Orthonormal : LiftForgetsTheScale<P> {
  using LiftForgetsTheScale<P>::LiftForgetsTheScale;
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const {
    P::restrict_block(l, in, out);
    out /= std::sqrt(gram_factor<double>(this->blocks()[l]));
  }
};
template <class P>
struct LiftIgnoresTheCoefficient : P {
  using P::P;
  void lift_block(Index l, const double&, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    P::lift_block(l, 1, b, y);
  }
};
template <class P>
struct LiftOverwrites : P {
  using P::P;
  void lift_block(Index l, const double& c, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    y.setZero();
    P::lift_block(l, c, b, y);
  }
};
template <class P>
struct RestrictsTheFirstColumnOnly : P {
  using P::P;
  void restrict_block(Index l, const ConstMatrixView<double>& in, MatrixView<double> out) const {
    out.setZero();
    if (in.cols() > 0) P::restrict_block(l, in.leftCols(1), out.leftCols(1));
  }
};
template <class P>
struct BlocksShareTheFirstBasis : P {
  using P::P;
  void lift_block(Index l, const double& c, const ConstMatrixView<double>& b, MatrixView<double> y) const {
    const bool same_shape = l > 0 && this->blocks()[l] == this->blocks()[0];
    P::lift_block(same_shape ? 0 : l, c, b, y);
  }
};

TEST(Subspace, faults_are_rejected) {
  is_rejected(adjointness<LiftForgetsTheScale<Coordinates<double>>>);
  is_rejected(adjointness<LiftForgetsTheScale<Haar<double>>>);
  is_rejected(adjointness<LiftIgnoresTheCoefficient<Hadamard<double>>>);
  is_rejected(adjointness<LiftOverwrites<Full<double>>>);
  is_rejected(adjointness<BlocksShareTheFirstBasis<Haar<double>>>, 400);
  is_rejected(adjointness<RestrictsTheFirstColumnOnly<Coordinates<double>>>);
  is_rejected(gram_of_small_blocks<Orthonormal<Haar<double>>>);
  is_rejected(gram_of_small_blocks<LiftForgetsTheScale<Hadamard<double>>>);
  is_rejected(lift_then_restrict<Orthonormal<Hadamard<double>>>);
  is_rejected(lift_then_restrict<RestrictsTheFirstColumnOnly<Haar<double>>>);
}

}  // namespace bros::property::subspace_test
