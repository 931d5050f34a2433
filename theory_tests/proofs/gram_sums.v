(* Squared norms of weighted sums (estimator-variance, the terms d, o, s of its setting).

   Result: let x_j be matrices, i one index, d = x_i, o = sum of the x_j with j <> i, and
   s = sum of the |x_j|^2 with j <> i.  If K_jk depends only on which of i, j, k agree,
       A for j = k = i,   B for j = i or k = i, not both,   C for j = k <> i,   D else,
   then  sum_jk K_jk <x_j, x_k> = A |d|^2 + 2 B <d, o> + C s + D (|o|^2 - s).
   Every row of Theorem V is such a sum.  Also: |sum_k u_k y_k|^2 = sum_k |y_k|^2 for
   different columns u_k of an orthogonal matrix.

   Model: <X, Y> is the Frobenius inner product of haar_first.v, over any ordered field.
   Source: docs/theory/estimators.md, estimator-variance. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite columns haar_first.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* |X|^2. *)
Definition square (R : ringType) p q (X : 'M[R]_(p, q)) : R := frobenius X X.

(* Four numbers, by which of i, j, k agree. *)
Definition by_pattern (R : Type) (I : eqType) (A B C D : R) (i j k : I) : R :=
  if j == i then (if k == i then A else B) else if k == i then B else if j == k then C else D.

Lemma by_pattern_inj (R : Type) (I J : eqType) (A B C D : R) (f : I -> J) i j k :
  injective f -> by_pattern A B C D (f i) (f j) (f k) = by_pattern A B C D i j k.
Proof. by move=> inj; rewrite /by_pattern !(inj_eq inj). Qed.

Lemma by_patternM (R : ringType) (I : eqType) (A B C D A' B' C' D' : R) (i j k : I) :
  by_pattern A B C D i j k * by_pattern A' B' C' D' i j k
  = by_pattern (A * A') (B * B') (C * C') (D * D') i j k.
Proof. by rewrite /by_pattern; case: (j == i); case: (k == i); case: (j == k). Qed.

Section Sums.
Variables (R : realFieldType) (p q : nat).
Implicit Types X Y : 'M[R]_(p, q).

Lemma frobenius_sumr (I : finType) (P : pred I) X (F : I -> 'M[R]_(p, q)) :
  frobenius X (\sum_(i | P i) F i) = \sum_(i | P i) frobenius X (F i).
Proof. by rewrite /frobenius mulmx_sumr linear_sum. Qed.

Lemma frobenius_suml (I : finType) (P : pred I) X (F : I -> 'M[R]_(p, q)) :
  frobenius (\sum_(i | P i) F i) X = \sum_(i | P i) frobenius (F i) X.
Proof. by rewrite frobeniusC frobenius_sumr; apply: eq_bigr => i _; apply: frobeniusC. Qed.

Lemma frobeniusZl c X Y : frobenius (c *: X) Y = c * frobenius X Y.
Proof. by rewrite frobeniusC frobeniusZr frobeniusC. Qed.

Lemma squareD X Y : square (X + Y) = square X + 2%:R * frobenius X Y + square Y.
Proof. by rewrite /square frobeniusDr !(frobeniusC (X + Y)) !frobeniusDr (frobeniusC Y X); ring. Qed.

Lemma squareZ c X : square (c *: X) = c ^+ 2 * square X.
Proof. by rewrite /square frobeniusZl frobeniusZr mulrA. Qed.

Lemma square_ge0 X : 0 <= square X.
Proof. exact: frobenius_ge0. Qed.

Variables (I : finType) (x : I -> 'M[R]_(p, q)).

Lemma square_sum (P : pred I) : square (\sum_(j | P j) x j) = \sum_(j | P j) \sum_(k | P k) frobenius (x j) (x k).
Proof. by rewrite /square frobenius_suml; apply: eq_bigr => j _; rewrite frobenius_sumr. Qed.

Lemma square_weighted_sum (c : I -> R) :
  square (\sum_j c j *: x j) = \sum_j \sum_k c j * c k * frobenius (x j) (x k).
Proof.
rewrite /square frobenius_suml; apply: eq_bigr => j _; rewrite frobenius_sumr.
by apply: eq_bigr => k _; rewrite frobeniusZl frobeniusZr mulrA.
Qed.

(* d, o, s of the setting. *)
Variable i : I.
Definition off_sum := \sum_(j | j != i) x j.
Definition off_square := \sum_(j | j != i) square (x j).

Lemma whole_sum : \sum_j x j = x i + off_sum.
Proof. by rewrite (bigD1 i). Qed.

Lemma pattern_sum A B C D :
  \sum_j \sum_k by_pattern A B C D i j k * frobenius (x j) (x k)
  = A * square (x i) + 2%:R * B * frobenius (x i) off_sum
    + C * off_square + D * (square off_sum - off_square).
Proof.
pose row j := \sum_k by_pattern A B C D i j k * frobenius (x j) (x k).
have own : row i = A * square (x i) + B * frobenius (x i) off_sum.
  rewrite /row (bigD1 i) //= /by_pattern !eqxx; congr (_ + _).
  rewrite /off_sum frobenius_sumr mulr_sumr.
  by apply: eq_bigr => k /negbTE->.
have other j : j != i -> row j = B * frobenius (x j) (x i)
    + (D * frobenius (x j) off_sum + (C - D) * square (x j)).
  move=> ne; rewrite /row (bigD1 i) //= /by_pattern (negbTE ne) eqxx; congr (_ + _).
  rewrite /off_sum frobenius_sumr !(bigD1 (P := fun k => k != i) j ne) /= (negbTE ne) eqxx.
  rewrite (eq_bigr (fun k => D * frobenius (x j) (x k))) => [|k /andP[/negbTE-> /negbTE kj]].
    by rewrite -mulr_sumr /square; move: (\sum_(k | _) _) => rest; ring.
  by rewrite eq_sym kj.
rewrite (bigD1 i) //= -/(row i) own (eq_bigr _ other) !big_split /= -!mulr_sumr.
by rewrite -!frobenius_suml -/off_sum -/off_square (frobeniusC off_sum (x i)) /square; ring.
Qed.
End Sums.

(* The norm in an orthonormal basis: different columns are orthogonal. *)
Lemma square_in_basis (R : realFieldType) m n r (O : 'M[R]_m) (f : 'I_r -> 'I_m) (y : 'I_r -> 'rV[R]_n) :
  orthogonal O -> injective f ->
  square (\sum_i col (f i) O *m y i) = \sum_i square (y i).
Proof.
move=> ortho inj; rewrite square_sum; apply: eq_bigr => i _.
have inner k : frobenius (col (f i) O *m y i) (col (f k) O *m y k) = (i == k)%:R * frobenius (y i) (y k).
  rewrite /frobenius trmx_mul -mulmxA [X in _ *m X]mulmxA.
  have -> : (col (f i) O)^T *m col (f k) O = ((i == k)%:R)%:M.
    apply/matrixP => a b; rewrite !ord1; transitivity ((O^T *m O) (f i) (f k)).
      by rewrite !mxE; apply: eq_bigr => l _; rewrite !mxE.
    by rewrite (mulmx1C ortho) !mxE (inj_eq inj) mulr1n.
  by rewrite mul_scalar_mx -scalemxAr linearZ.
rewrite (bigD1 i) //= inner eqxx mul1r big1 ?addr0 // => k ne.
by rewrite inner eq_sym (negbTE ne) mul0r.
Qed.
