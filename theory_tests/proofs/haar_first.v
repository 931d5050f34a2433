(* haar-first: first and second moment of Q = P P' for every subset sampler.

   Result: E[Q] = I, Q^2 = rho Q, and E |Q X|^2 = sum_a rho_a |X_a|^2 for every X, with
   rho = m / r; hence E |Q X - X|^2 = sum_a (rho_a - 1) |X_a|^2, which is the variance
   of one_sided.

   Model: Q is the projection of subset_samplers.v, for a given orthogonal O and a
   uniformly random r-subset.  |X| is the Frobenius norm.  In several blocks only the
   law of each block's subset matters.
   Source: docs/theory/estimators.md, haar-first, Lemma S, one-sided-vanishing. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns weights subset_samplers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* <X, Y>, the Frobenius inner product. *)
Definition frobenius (R : ringType) m n (X Y : 'M[R]_(m, n)) : R := \tr (X^T *m Y).

Section Frobenius.
Variables (R : realFieldType) (m n : nat).
Implicit Types X Y : 'M[R]_(m, n).

Lemma frobeniusC X Y : frobenius X Y = frobenius Y X.
Proof. by rewrite /frobenius -mxtrace_tr trmx_mul trmxK. Qed.

Lemma frobeniusDr X Y Z : frobenius X (Y + Z) = frobenius X Y + frobenius X Z.
Proof. by rewrite /frobenius mulmxDr linearD. Qed.

Lemma frobeniusZr c X Y : frobenius X (c *: Y) = c * frobenius X Y.
Proof. by rewrite /frobenius -scalemxAr linearZ. Qed.

Lemma frobenius_ge0 X : 0 <= frobenius X X.
Proof.
apply: sumr_ge0 => i _; rewrite mxE; apply: sumr_ge0 => j _.
by rewrite mxE -expr2 sqr_ge0.
Qed.
End Frobenius.

Section OneBlock.
Variables (R : realFieldType) (m n r : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N).
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Let subset := random_subset R le_rm.
Let Q := projection root_rho O e.

(* E[Q] = I. *)
Theorem haar_first_mean : vector_mean subset Q = 1%:M.
Proof. exact: mean_projection. Qed.

(* P' P = rho I. *)
Lemma sampled_gram (S : {set 'I_m}) : #|S| = r ->
  (sampled root_rho O (e S))^T *m sampled root_rho O (e S) = (m%:R / r%:R)%:M.
Proof.
move=> card_S; have [inj _] := order card_S; apply/matrixP => i j; rewrite !mxE.
transitivity (root_rho ^+ 2 * (O^T *m O) (e S i) (e S j)).
  by rewrite mxE big_distrr; apply: eq_bigr => k _; rewrite !mxE mulrACA -expr2.
by rewrite (mulmx1C ortho) mxE (inj_eq inj) rho_root mulr_natr.
Qed.

(* Q^2 = rho Q. *)
Theorem haar_first_square (S : {set 'I_m}) : #|S| = r -> Q S *m Q S = (m%:R / r%:R) *: Q S.
Proof.
move=> card_S; rewrite /Q /projection mulmxA -(mulmxA _ _ (sampled _ _ _)) sampled_gram //.
by rewrite mul_mx_scalar -scalemxAl.
Qed.

Variable X : 'M[R]_(m, n).

Lemma square_projection (S : {set 'I_m}) : #|S| = r ->
  frobenius (Q S *m X) (Q S *m X) = (m%:R / r%:R) * frobenius X (Q S *m X).
Proof.
move=> card_S; have sym : (Q S)^T = Q S by rewrite /Q /projection trmx_mul trmxK.
rewrite -frobeniusZr scalemxAl -haar_first_square // /frobenius trmx_mul sym.
by rewrite !mulmxA.
Qed.

Lemma mean_inner_projection : mean subset (fun S => frobenius X (Q S *m X)) = frobenius X X.
Proof.
transitivity (\tr (X^T *m (vector_mean subset Q *m X))); last first.
  by rewrite haar_first_mean mul1mx.
rewrite -vector_mean_mulmxr mulmx_sumr linear_sum; apply: eq_bigr => S _.
by rewrite -scalemxAr linearZ.
Qed.

(* E |Q X|^2 = rho |X|^2. *)
Theorem haar_first :
  mean subset (fun S => frobenius (Q S *m X) (Q S *m X)) = (m%:R / r%:R) * frobenius X X.
Proof.
rewrite -mean_inner_projection -meanZ; apply: eq_mean_subset => S; exact: square_projection.
Qed.

(* E |Q X - X|^2 = (rho - 1) |X|^2. *)
Theorem projection_variance :
  mean subset (fun S => frobenius (Q S *m X - X) (Q S *m X - X)) = (m%:R / r%:R - 1) * frobenius X X.
Proof.
transitivity (mean subset (fun S => frobenius (Q S *m X) (Q S *m X)
   + ((-2%:R) * frobenius X (Q S *m X) + frobenius X X))).
  apply: eq_mean => S; rewrite -scaleN1r !(frobeniusDr, frobeniusZr).
  rewrite ![frobenius (_ + _) _]frobeniusC !(frobeniusDr, frobeniusZr) (frobeniusC (Q S *m X) X).
  by ring.
by rewrite !meanD meanZ mean_const haar_first mean_inner_projection; ring.
Qed.
End OneBlock.

(* Several blocks: E sum_a |Q_a X_a|^2 = sum_a rho_a |X_a|^2. *)
Section Blocks.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (root_rho : 'I_L -> R) (O : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (Omega : finType) (d : distribution R Omega).
Variable S : forall a, Omega -> {set 'I_(m a)}.
Hypothesis S_law : forall a, has_law d (@S a) (random_subset R (le_rm a)).
Variable X : forall a, 'M[R]_(m a, n a).
Let QX w a := projection (root_rho a) (O a) (@e a) (S a w) *m X a.

Theorem haar_first_blocks :
  mean d (fun w => \sum_a frobenius (QX w a) (QX w a))
  = \sum_a (m a)%:R / (r a)%:R * frobenius (X a) (X a).
Proof.
rewrite mean_sum; apply: eq_bigr => a _.
pose f A : R^o := frobenius (projection (root_rho a) (O a) (@e a) A *m X a)
                            (projection (root_rho a) (O a) (@e a) A *m X a).
rewrite -(haar_first (le_rm a) (r_gt0 a) (rho_root a) (ortho a) (@order a) (X a)).
exact: (vector_mean_law f (@S_law a)).
Qed.
End Blocks.
