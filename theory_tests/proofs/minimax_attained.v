(* decoupled attains (m/r)^2, one_sided attains m/r (claim minimax-action, "attained").

   Result: for every mean E with E[Q0] = (r/m) I, projections of rank r: both are unbiased, functions of their data, and
   have E|T|^2 <= (m/r)^2 and <= m/r for |H|, |z| <= 1.
   Source: docs/theory/minimax.md#minimax-action, step 4.  Model: as minimax.v; decoupled with two independent draws,
   written E2[E1[.]]. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second isotropic minimax.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Moments.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega) (m r : nat).
Variable Q : Omega -> 'M[R]_m.
Hypotheses (projection : random_projection r Q) (int2 : integrable_second E Q).
Hypothesis first_moment : forall i j, expect E (fun w => Q w i j) = r%:R / m%:R * (i == j)%:R.
Hypotheses (m_gt0 : (0 < m)%N) (r_gt0 : (0 < r)%N).

Lemma mean_bilinear (A : 'M[R]_m) (x : 'rV[R]_m) (v : 'cV[R]_m) :
  integrable E (fun w => (x *m (Q w *m A *m Q w) *m v) 0 0) /\
  expect E (fun w => (x *m (Q w *m A *m Q w) *m v) 0 0) = (x *m mean_action E Q A *m v) 0 0.
Proof.
have expand (B : 'M[R]_m) :
    (x *m B *m v) 0 0 = \sum_(c : 'I_m * 'I_m) x 0 c.1 * v c.2 0 * B c.1 c.2.
  rewrite -(pair_big xpredT xpredT (fun j k => x 0 j * v k 0 * B j k)) exchange_big mxE /=.
  apply: eq_bigr => k _; rewrite mxE mulr_suml; apply: eq_bigr => j _.
  by rewrite mulrAC.
have [||intx ->] := @expect_sum _ _ E _ (fun c => x 0 c.1 * v c.2 0)
    (fun c w => (Q w *m A *m Q w) c.1 c.2) (fun w => (x *m (Q w *m A *m Q w) *m v) 0 0).
- by move=> c; apply: integrable_action.
- by move=> w; rewrite expand.
by split=> //; rewrite expand; apply: eq_bigr => c _; rewrite mxE.
Qed.

Lemma mean_action_one : mean_action E Q 1%:M = (r%:R / m%:R) *: 1%:M.
Proof.
case: projection => _ Qidem _; apply/matrixP=> i j; rewrite [mean_action _ _ _ _ _]mxE.
have same w : Q w i j = (Q w *m 1%:M *m Q w) i j by rewrite mulmx1 Qidem.
by have [_ <-] := expect_equal (integrable_action int2 1%:M i j) same; rewrite first_moment !mxE.
Qed.

Lemma mean_square (B : 'M[R]_m) (v : 'cV[R]_m) :
  integrable E (fun w => square_norm (B *m (Q w *m v))) /\
  expect E (fun w => square_norm (B *m (Q w *m v))) = (v^T *m mean_action E Q (B^T *m B) *m v) 0 0.
Proof.
case: projection => Qsym _ _; have [int <-] := mean_bilinear (B^T *m B) v^T v.
apply: expect_equal int _ => w.
by rewrite square_norm_mulmx !trmx_mul Qsym !mulmxA.
Qed.

Lemma mean_square_one v : integrable E (fun w => square_norm (Q w *m v)) /\
  expect E (fun w => square_norm (Q w *m v)) = r%:R / m%:R * square_norm v.
Proof.
have [int mE] := mean_square 1%:M v.
have same w : square_norm (Q w *m v) = square_norm (1%:M *m (Q w *m v)) by rewrite mul1mx.
have [int1 ->] := expect_equal int same.
split=> //; rewrite mE trmx1 mulmx1 mean_action_one -scalemxAr -scalemxAl mulmx1.
by rewrite mxE -square_norm_mulmx.
Qed.

Lemma mean_projected (B : 'M[R]_m) (v : 'cV[R]_m) i :
  integrable E (fun w => (B *m (Q w *m v)) i 0) /\
  expect E (fun w => (B *m (Q w *m v)) i 0) = r%:R / m%:R * (B *m v) i 0.
Proof.
case: projection => _ Qidem _; have [int mE] := mean_bilinear 1%:M (row i B) v.
have same w : (B *m (Q w *m v)) i 0 = (row i B *m (Q w *m 1%:M *m Q w) *m v) 0 0.
  by rewrite mulmx1 Qidem -mulmxA -row_mul [RHS]mxE.
have [intB ->] := expect_equal int same; split=> //.
by rewrite mE mean_action_one -scalemxAr -scalemxAl mulmx1 -row_mul !mxE.
Qed.

End Moments.

Section Attained.
Variables (R : realFieldType) (m r : nat).
Variables (Omega1 Omega2 : Type) (E1 : expectation R Omega1) (E2 : expectation R Omega2).
Variables (Q1 : Omega1 -> 'M[R]_m) (Q2 : Omega2 -> 'M[R]_m).
Hypotheses (projection1 : random_projection r Q1) (int1 : integrable_second E1 Q1).
Hypotheses (projection2 : random_projection r Q2) (int2 : integrable_second E2 Q2).
Hypothesis first_moment1 : forall i j, expect E1 (fun w => Q1 w i j) = r%:R / m%:R * (i == j)%:R.
Hypothesis first_moment2 : forall i j, expect E2 (fun w => Q2 w i j) = r%:R / m%:R * (i == j)%:R.
Hypotheses (m_gt0 : (0 < m)%N) (r_gt0 : (0 < r)%N).
Let rho : R := haar_first R m r.
Let m0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.
Let r0 : r%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

(* one_sided: Q H z with Q = rho Q1; decoupled: rho^2 Q1 H Q2 z, Q1 and Q2 independent, so the mean is E2[E1[.]]. *)
Definition one_sided (H : 'M[R]_m) z w : 'cV[R]_m := rho *: (Q1 w *m (H *m z)).
Definition decoupled (H : 'M[R]_m) z w1 w2 : 'cV[R]_m := rho ^+ 2 *: (Q1 w1 *m (H *m (Q2 w2 *m z))).

(* With Q1 = V1 V1^T, Q2 = V2 V2^T they are functions of the data of the theorems above: decoupled of V1^T H V2,
   one_sided of V1^T H z. *)
Lemma decoupled_from_data (r1 r2 : nat) (V1 : 'M[R]_(m, r1)) (V2 : 'M[R]_(m, r2)) (H : 'M[R]_m) z w1 w2 :
  Q1 w1 = V1 *m V1^T -> Q2 w2 = V2 *m V2^T ->
  decoupled H z w1 w2 = rho ^+ 2 *: (V1 *m (V1^T *m H *m V2) *m (V2^T *m z)).
Proof. by rewrite /decoupled => -> ->; rewrite !mulmxA. Qed.

Lemma one_sided_from_data (r1 : nat) (V1 : 'M[R]_(m, r1)) (H : 'M[R]_m) z w :
  Q1 w = V1 *m V1^T -> one_sided H z w = rho *: (V1 *m (V1^T *m (H *m z))).
Proof. by rewrite /one_sided => ->; rewrite !mulmxA. Qed.

(* Both are unbiased. *)
Theorem one_sided_unbiased H z i :
  expect E1 (fun w => one_sided H z w i 0) = (H *m z) i 0.
Proof.
have [int mE] := mean_projected projection1 int1 first_moment1 1%:M (H *m z) i.
have same w : one_sided H z w i 0 = rho * (1%:M *m (Q1 w *m (H *m z))) i 0.
  by rewrite mul1mx mxE.
have [_ ->] := expect_scale int same; rewrite mE mul1mx mulrA /rho /haar_first.
by rewrite mulrA divfK // divff // mul1r.
Qed.

Theorem decoupled_unbiased H z i :
  expect E2 (fun w2 => expect E1 (fun w1 => decoupled H z w1 w2 i 0)) = (H *m z) i 0.
Proof.
have one : rho * (r%:R / m%:R) = 1 by rewrite /rho /haar_first mulrA divfK // divff.
have inner w2 : expect E1 (fun w1 => decoupled H z w1 w2 i 0) = rho * (H *m (Q2 w2 *m z)) i 0.
  have [int mE] := mean_projected projection1 int1 first_moment1 1%:M (H *m (Q2 w2 *m z)) i.
  have same w1 : decoupled H z w1 w2 i 0 = rho ^+ 2 * (1%:M *m (Q1 w1 *m (H *m (Q2 w2 *m z)))) i 0.
    by rewrite mul1mx mxE.
  have [_ ->] := expect_scale int same; rewrite mE mul1mx expr2 -mulrA [X in _ * X]mulrA.
  by rewrite one mul1r.
have [int mE] := mean_projected projection2 int2 first_moment2 H z i.
by have [_ ->] := expect_scale int inner; rewrite mE mulrA one mul1r.
Qed.

Lemma square_norm_scale (a : R) (v : 'cV[R]_m) : square_norm (a *: v) = a ^+ 2 * square_norm v.
Proof. by rewrite /square_norm mulr_sumr; apply: eq_bigr => i _; rewrite mxE exprMn. Qed.

Lemma one_sided_second_moment H z :
  expect E1 (fun w => square_norm (one_sided H z w)) = rho * square_norm (H *m z).
Proof.
have [int mE] := mean_square_one projection1 int1 first_moment1 (H *m z).
have [_ ->] := expect_scale int (fun w => square_norm_scale rho (Q1 w *m (H *m z))).
by rewrite mE /rho /haar_first; field; rewrite m0 r0.
Qed.

(* For |H| <= 1, |z| <= 1: E|T|^2 <= m/r, the lower bound for the full tangent. *)
Theorem one_sided_attains H z : contraction H -> square_norm z <= 1 ->
  expect E1 (fun w => square_norm (one_sided H z w)) <= two_subspace_bound R m r m.
Proof.
move=> con z1; rewrite one_sided_second_moment.
have -> : two_subspace_bound R m r m = rho * 1.
  by rewrite /two_subspace_bound /rho /haar_first; field; rewrite m0 r0.
apply: ler_wpmul2l; first by rewrite divr_ge0 ?ler0n.
exact: le_trans (con z) z1.
Qed.

(* For |H| <= 1, |z| <= 1: E|T|^2 <= (m/r)^2, the lower bound for two subspaces of rank r. *)
Theorem decoupled_attains H z : contraction H -> square_norm z <= 1 ->
  expect E2 (fun w2 => expect E1 (fun w1 => square_norm (decoupled H z w1 w2)))
  <= two_subspace_bound R m r r.
Proof.
move=> con z1; have [intH _] := mean_square projection2 int2 H z.
have inner w2 : expect E1 (fun w1 => square_norm (decoupled H z w1 w2))
    = rho ^+ 3 * square_norm (H *m (Q2 w2 *m z)).
  have [int mE] := mean_square_one projection1 int1 first_moment1 (H *m (Q2 w2 *m z)).
  have [_ ->] := expect_scale int
    (fun w1 => square_norm_scale (rho ^+ 2) (Q1 w1 *m (H *m (Q2 w2 *m z)))).
  by rewrite mE /rho /haar_first; field; rewrite m0 r0.
have [_ ->] := expect_scale intH inner.
have [int mE] := mean_square_one projection2 int2 first_moment2 z.
have -> : two_subspace_bound R m r r = rho ^+ 3 * (r%:R / m%:R * 1).
  by rewrite /two_subspace_bound /rho /haar_first; field; rewrite m0 r0.
apply: ler_wpmul2l; first by rewrite exprn_ge0 // divr_ge0 ?ler0n.
apply: le_trans (expect_le intH int (fun w => con (Q2 w *m z))) _.
by rewrite mE; apply: ler_wpmul2l z1; rewrite divr_ge0 ?ler0n.
Qed.

End Attained.
