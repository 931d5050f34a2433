// Every sampler is a pair of adjoint maps with P^T P = (m/r) I, at every scalar, exactly so in surds; and a clone of a
// subspace is the same subspace.
#include "samplers.hpp"

namespace bros::property::subspace_test {

template <class S>
using Property = Deviation (*)(const SubspaceEntry<S>&);

/// <P^T Y, c B> = <Y, (Y0 + c P B) - Y0>.
/// Math:     both sides sum c P_ij Y_i B_j; an entry of either has at most dim(Y) + dim(B) + m + 6 roundings behind it,
///           and | |P| |_F = sqrt(m) bounds the sum of absolute values
template <Scalar S>
Deviation adjointness(const SubspaceEntry<S>& sampler) {
  const auto p = any_subspace(sampler);
  Numbers numbers = Numbers::any();
  const auto y = numbers.block_vector<S>(p->blocks().full()), y0 = numbers.block_vector<S>(p->blocks().full());
  const auto b = numbers.block_vector<S>(p->blocks().projected());
  const S c = numbers.entry<S>();

  BlockVector<S> storage(p->blocks().projected()), lifted = y0;
  const auto& restricted_y = restricted(*p, y, storage);
  lift_add(*p, c, b, lifted);

  const double dimension = static_cast<double>(y.size() + b.size()), rows = most_rows(p->blocks());
  const auto scale = norm(y.flat()) * (magnitude(c) * std::sqrt(rows) * norm(b.flat()) + norm(y0.flat()));
  Deviation deviation;
  deviation.compare(S(c * restricted_y.flat().dot(b.flat())), S(y.flat().dot(lifted.flat() - y0.flat())),
                    rounding<S>(dimension + rows + 6, scale));
  return deviation;
}

/// P_l^T P_l = (m/r) I, from the columns P e_j.
/// Math:     | |P|^T |P| | <= m in norm, each factor with operations_of_basis roundings, m more in the product
template <Scalar S>
Deviation gram_of(const Subspace<S>& p) {
  Deviation deviation;
  for (Index l = 0; l < p.blocks().count(); ++l) {
    const Block& b = p.blocks()[l];
    const Matrix<S> basis = basis_of(p, l);
    const Matrix<S> product = basis.transpose().lazyProduct(basis);
    const Matrix<S> wanted = Matrix<S>::Identity(b.rank, b.rank) * gram_factor<S>(b);
    const double rows = static_cast<double>(b.rows);
    deviation.compare(product, wanted, rounding<S>(2 * operations_of_basis(p.name(), p.blocks()) + rows + 2, rows));
  }
  return deviation;
}
template <Scalar S>
Deviation gram(const SubspaceEntry<S>& sampler) {
  return gram_of(*any_subspace(sampler));
}

/// P^T (c P B) = c (m/r) B for B with any number of columns; and wide matrices are mapped column by column.
template <Scalar S>
Deviation lift_then_restrict(const SubspaceEntry<S>& sampler) {
  const auto p = any_subspace(sampler);
  Numbers numbers = Numbers::any();
  const Index columns = *whole(0, 9).as("columns");
  Deviation deviation;
  for (Index l = 0; l < p->blocks().count(); ++l) {
    const Block& block = p->blocks()[l];
    const Matrix<S> b = numbers.matrix<S>(block.rank, columns);
    Matrix<S> y = Matrix<S>::Zero(block.rows, columns), back(block.rank, columns);
    p->lift_block(l, S(1), b, y);
    p->restrict_block(l, y, back);

    const double rows = static_cast<double>(block.rows), rank = static_cast<double>(block.rank);
    deviation.compare(
        back, Matrix<S>(b * gram_factor<S>(block)),
        rounding<S>(2 * operations_of_basis(sampler.name, p->blocks()) + rows + rank + 4, rows * norm(b)));
    for (Index j = 0; j < columns; ++j) {
      Matrix<S> one_y = Matrix<S>::Zero(block.rows, 1), one_back(block.rank, 1);
      p->lift_block(l, S(1), b.col(j), one_y);
      p->restrict_block(l, y.col(j), one_back);
      deviation.compare(one_y, y.col(j), rounding<S>(2 * rank + 8, std::sqrt(rows) * norm(b)));
      deviation.compare(one_back, back.col(j), rounding<S>(2 * rows + 8, rows * norm(b)));
    }
  }
  return deviation;
}

/// P_l, every block, and whether it is handed out, as a matrix.
template <Scalar S>
bool same_realisation(const Subspace<S>& a, const Subspace<S>& b) {
  bool same = a.blocks() == b.blocks() && a.is_full() == b.is_full() && std::string_view(a.name()) == b.name();
  for (Index l = 0; same && l < a.blocks().count(); ++l) {
    same = basis_of(a, l) == basis_of(b, l) && !a.basis(l) == !b.basis(l);
    if (same && a.basis(l)) same = *a.basis(l) == *b.basis(l);
  }
  return same;
}
/// A clone has the kind, the shapes and the realisation of the original; equal streams keep them equal, and a draw of
/// one leaves the other alone.
template <Scalar S>
Deviation clones_are_the_same(const SubspaceEntry<S>& sampler) {
  const auto p = any_subspace(sampler);
  const auto copy = p->clone(), kept = p->clone();
  Deviation deviation;
  deviation.require(same_realisation(*p, *copy));
  copy->draw(*streams().as("stream"));
  deviation.require(same_realisation(*p, *kept));
  const Stream stream = *streams().as("another stream");
  p->draw(stream), copy->draw(stream);
  deviation.require(same_realisation(*p, *copy));
  return deviation;
}

template <class S>
class SubspaceAt : public ::testing::Test {
 protected:
  static void every_sampler(Property<S> property) {
    for_each_sampler<S>([=](const SubspaceEntry<S>& sampler) { holds([&] { return property(sampler); }, 60); });
  }
};
TYPED_TEST_SUITE(SubspaceAt, RealAndExactScalars);

TYPED_TEST(SubspaceAt, restriction_is_the_adjoint_of_lifting) { this->every_sampler(adjointness); }
TYPED_TEST(SubspaceAt, gram_matrix_is_m_over_r_times_the_identity) { this->every_sampler(gram); }
TYPED_TEST(SubspaceAt, restricting_what_was_lifted_multiplies_by_m_over_r_on_any_number_of_columns) {
  this->every_sampler(lift_then_restrict);
}
TYPED_TEST(SubspaceAt, clones_are_the_same_subspace) { this->every_sampler(clones_are_the_same); }
TEST(Subspace, gram_matrix_of_haar_is_right_beyond_one_panel_and_one_product_tile) {
  const Sizes large{.blocks = 1, .rows = 130, .cols = 1};
  holds([=] { return gram_of(*any_subspace(sampler_named<double>("haar"), large)); }, 30);
}

// Planted faults. Each is a sampler like any other, wrong in one place.

using View = ConstMatrixView<double>;
using Out = MatrixView<double>;

template <class Fault, class P>
struct ScalesLifting : Altered<Fault, P> {
  using Altered<Fault, P>::Altered;
  void lift_block(Index l, const double& c, const View& b, Out y) const override {
    Altered<Fault, P>::lift_block(l, c / std::sqrt(gram_factor<double>(this->blocks()[l])), b, y);
  }
};
template <class P>
struct LiftForgetsTheScale : ScalesLifting<LiftForgetsTheScale<P>, P> {
  using ScalesLifting<LiftForgetsTheScale<P>, P>::ScalesLifting;
};
template <class P>
struct Orthonormal : ScalesLifting<Orthonormal<P>, P> {
  using Base = ScalesLifting<Orthonormal<P>, P>;
  using Base::Base;
  void restrict_block(Index l, const View& in, Out out) const override {
    Base::restrict_block(l, in, out);
    out /= std::sqrt(gram_factor<double>(this->blocks()[l]));
  }
};
template <class P>
struct LiftIgnoresTheCoefficient : Altered<LiftIgnoresTheCoefficient<P>, P> {
  using Base = Altered<LiftIgnoresTheCoefficient<P>, P>;
  using Base::Base;
  void lift_block(Index l, const double&, const View& b, Out y) const override { Base::lift_block(l, 1, b, y); }
};
template <class P>
struct LiftOverwrites : Altered<LiftOverwrites<P>, P> {
  using Base = Altered<LiftOverwrites<P>, P>;
  using Base::Base;
  void lift_block(Index l, const double& c, const View& b, Out y) const override {
    y.setZero();
    Base::lift_block(l, c, b, y);
  }
};
template <class P>
struct RestrictsTheFirstColumnOnly : Altered<RestrictsTheFirstColumnOnly<P>, P> {
  using Base = Altered<RestrictsTheFirstColumnOnly<P>, P>;
  using Base::Base;
  void restrict_block(Index l, const View& in, Out out) const override {
    out.setZero();
    if (in.cols() > 0) Base::restrict_block(l, in.leftCols(1), out.leftCols(1));
  }
};
template <class P>
struct BlocksShareTheFirstBasis : Altered<BlocksShareTheFirstBasis<P>, P> {
  using Base = Altered<BlocksShareTheFirstBasis<P>, P>;
  using Base::Base;
  void lift_block(Index l, const double& c, const View& b, Out y) const override {
    const bool same_shape = l > 0 && this->blocks()[l] == this->blocks()[0];
    Base::lift_block(same_shape ? 0 : l, c, b, y);
  }
};
template <class P>
struct ClonesStartAnew : Altered<ClonesStartAnew<P>, P> {
  using Altered<ClonesStartAnew<P>, P>::Altered;
  [[nodiscard]] std::unique_ptr<Subspace<double>> clone() const override {
    return std::make_unique<ClonesStartAnew>(this->blocks());
  }
};
template <class P>
struct ClonesAreOfAnotherKind : Altered<ClonesAreOfAnotherKind<P>, P> {
  using Altered<ClonesAreOfAnotherKind<P>, P>::Altered;
  [[nodiscard]] std::unique_ptr<Subspace<double>> clone() const override {
    return std::make_unique<Full<double>>(this->blocks());
  }
};

template <class P>
void is_rejected_by(Property<double> property, int cases = 100) {
  is_rejected([=] { return property(sampler_of<P>); }, cases);
}
TEST(Subspace, faults_are_rejected) {
  is_rejected_by<LiftForgetsTheScale<Coordinates<double>>>(adjointness);
  is_rejected_by<LiftForgetsTheScale<Haar<double>>>(adjointness);
  is_rejected_by<LiftIgnoresTheCoefficient<Hadamard<double>>>(adjointness);
  is_rejected_by<LiftOverwrites<Full<double>>>(adjointness);
  is_rejected_by<BlocksShareTheFirstBasis<Haar<double>>>(adjointness, 400);
  is_rejected_by<RestrictsTheFirstColumnOnly<Coordinates<double>>>(adjointness);
  is_rejected_by<Orthonormal<Haar<double>>>(gram);
  is_rejected_by<LiftForgetsTheScale<Hadamard<double>>>(gram);
  is_rejected_by<Orthonormal<Hadamard<double>>>(lift_then_restrict);
  is_rejected_by<RestrictsTheFirstColumnOnly<Haar<double>>>(lift_then_restrict);
  is_rejected_by<ClonesStartAnew<Haar<double>>>(clones_are_the_same);
  is_rejected_by<ClonesAreOfAnotherKind<Coordinates<double>>>(clones_are_the_same);
}

}  // namespace bros::property::subspace_test
