(* The bias of the uncorrected action Q H Q (claim naive-bias).

   Result: 1. For every random projection with E[Q] = I, on one block: E[Q H Q] = H for every H if and only if r = m.
   2. On a subset sampler, given its orthogonal basis O, E[Q H Q] is, in the basis O, (m/r) H_ii on the diagonal and
   m(r-1)/(r(m-1)) H_ij off it.  3. Between two blocks with independent subspaces the mean is H.  4. The map of
   haar-second is the identity if and only if r = m; on the seven planes the mean is not H.
   Source: docs/theory/estimators.md#naive-bias.
   Model: any ordered field.  1. is for any mean E (means.v); 2. averages over all r-subsets of the rows, O being
   one fixed orthogonal matrix, which is what "given O" means.  H acts on columns of Z, so n is any; for a Hessian that
   mixes the n columns apply the statement to each m x m sub-block, E[QHQ] being linear in H.
   Differences from the document: the equivalence is stated for one block (a Hessian of several blocks with one
   projected block is biased by taking H in that block alone). *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets means haar_coefficients haar_second seven_planes.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Hypotheses: Q0 is a projection of rank r, E[Q0] = (r/m) I, products of two entries are integrable. *)
Section BiasOfEverySampler.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega).
Variables (m r : nat) (Q : Omega -> 'M[R]_m).
Hypotheses (projection : random_projection r Q) (int2 : integrable_second E Q).
Hypothesis first_moment : forall i j, expect E (fun w => Q w i j) = r%:R / m%:R * (i == j)%:R.
Hypotheses (m_gt0 : (0 < m)%N) (r_gt0 : (0 < r)%N).

(* E[Q H Q], Q = (m/r) Q0. *)
Definition plain_mean (H : 'M[R]_m) : 'M[R]_m := haar_first R m r ^+ 2 *: mean_action E Q H.

(* A projection of full rank is the identity. *)
Lemma full_projection w : r = m -> Q w = 1%:M.
Proof.
case: projection => Qsym Qidem Qtr rm; apply/eqP; rewrite -subr_eq0; apply/eqP/matrixP=> i j.
have : \sum_a \sum_b (Q w - 1%:M) a b ^+ 2 = 0.
  transitivity (\tr ((Q w - 1%:M) *m (Q w - 1%:M))); last first.
    rewrite mulmxBl mulmxBr Qidem mulmx1 mul1mx !linearB /= Qtr rm mxtrace1 !subrr.
    by rewrite ?subr0.
  rewrite /mxtrace; apply: eq_bigr => a _; rewrite [RHS]mxE; apply: eq_bigr => b _.
  have sym : (Q w - 1%:M)^T = Q w - 1%:M by rewrite linearB /= Qsym trmx1.
  by rewrite expr2; congr (_ * _); rewrite -{1}sym mxE.
move=> zero; have nonneg a b : 0 <= (Q w - 1%:M) a b ^+ 2 by exact: sqr_ge0.
have rows := psumr_eq0P (fun a _ => sumr_ge0 _ (fun b _ => nonneg a b)) zero.
have /eqP : (Q w - 1%:M) i j ^+ 2 = 0.
  exact: psumr_eq0P (fun b _ => nonneg i b) (rows i isT) _ isT.
by rewrite sqrf_eq0 [RHS]mxE => /eqP.
Qed.

(* At H = I the mean is (m/r) I, since Q^2 = (m/r) Q. *)
Lemma plain_mean_one : plain_mean 1%:M = haar_first R m r *: 1%:M.
Proof.
case: projection => _ Qidem _; apply/matrixP=> i j; rewrite /plain_mean mxE [mean_action _ _ _ _ _]mxE.
have same w : Q w i j = (Q w *m 1%:M *m Q w) i j by rewrite mulmx1 Qidem.
have [_ <-] := expect_equal (integrable_action int2 1%:M i j) same.
rewrite first_moment !mxE /haar_first; move: (i == j)%:R => b.
by field; rewrite !pnatr_eq0 -!lt0n m_gt0 r_gt0.
Qed.

(* The plain action is unbiased for every H exactly if nothing is projected. *)
Theorem naive_bias_iff : (forall H, plain_mean H = H) <-> r = m.
Proof.
have mn0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
split=> [unbiased | rm H].
  have := congr1 (fun A : 'M[R]_m => A (Ordinal m_gt0) (Ordinal m_gt0)) (unbiased 1%:M).
  rewrite plain_mean_one !mxE eqxx mulr1 /haar_first => /(divr1_eq) /eqP.
  by rewrite eqr_nat => /eqP.
apply/matrixP=> i j; rewrite /plain_mean mxE [mean_action _ _ _ _ _]mxE.
have [|_ ->] := @expect_constant _ _ E (H i j) (fun w => (Q w *m H *m Q w) i j).
  by move=> w; rewrite full_projection // mul1mx mulmx1.
by rewrite /haar_first rm divff // expr1n mul1r.
Qed.

End BiasOfEverySampler.

Section SubsetSampler.
Variables (R : realFieldType) (m r : nat) (le_rm : (r <= m)%N).
Variable O : 'M[R]_m.
Hypothesis orthogonal : O *m O^T = 1%:M.
Hypotheses (r_gt0 : (0 < r)%N) (m_gt1 : (1 < m)%N).

(* Q0 = sum over i in S of u_i u_i^T, u_i the columns of O: O diag(1_S) O^T.  Q = (m/r) Q0. *)
Definition subset_projection (S : {set 'I_m}) : 'M[R]_m :=
  O *m diag_mx (\row_i (i \in S)%:R) *m O^T.
Definition subset_Q (S : {set 'I_m}) : 'M[R]_m := haar_first R m r *: subset_projection S.

(* rho^2 pi_2 = m(r-1)/(r(m-1)), arguments (m, r). *)
Definition naive_off_diagonal (m r : nat) : R := m%:R * (r%:R - 1) / (r%:R * (m%:R - 1)).

(* The mean in the basis O as a map of K = O^T H O: rho K_ii and rho^2 pi_2 K_ij. *)
Definition naive_map (K : 'M[R]_m) : 'M[R]_m := \matrix_(i, j)
  (if i == j then haar_first R m r * K i j else naive_off_diagonal m r * K i j).

(* Mean over all r-subsets, given O, for 1 <= r <= m, m >= 2 and every H. *)
Theorem naive_bias_subset (H : 'M[R]_m) :
  vector_mean (random_subset R le_rm) (fun S => subset_Q S *m H *m subset_Q S)
  = O *m naive_map (O^T *m H *m O) *m O^T.
Proof.
set K := O^T *m H *m O.
pose D (S : {set 'I_m}) : 'M[R]_m := diag_mx (\row_i (i \in S)%:R).
transitivity (O *m vector_mean (random_subset R le_rm)
    (fun S => haar_first R m r ^+ 2 *: (D S *m K *m D S)) *m O^T).
  rewrite /vector_mean mulmx_sumr mulmx_suml; apply: eq_bigr => S _.
  rewrite -!scalemxAr -!scalemxAl; congr (_ *: _).
  rewrite /subset_Q /subset_projection -/(D S) /K scalerA -expr2.
  by rewrite !mulmxA.
congr (_ *m _ *m _); apply/matrixP=> i j; rewrite summxE mxE.
transitivity (haar_first R m r ^+ 2 * K i j
    * probability_finite.mean (random_subset R le_rm) (fun S => (i \in S)%:R * (j \in S)%:R)).
  rewrite /probability_finite.mean mulr_sumr; apply: eq_bigr => S _.
  rewrite mxE [(_ *: (_ *m _)) _ _]mxE /D mul_mx_diag mul_diag_mx !mxE.
  by move: (i \in S)%:R (j \in S)%:R => u v; ring.
have [n0 n1 rn] : [/\ m%:R != 0 :> R, m%:R - 1 != 0 :> R & r%:R != 0 :> R].
  by rewrite !pnatr_eq0 -!lt0n r_gt0 (ltnW m_gt1) subr_eq0 pnatr_eq1 gtn_eqF.
have [<-|ij] := eqVneq i j.
  rewrite (eq_mean _ (_ : _ =1 (fun S : {set 'I_m} => (i \in S)%:R))); last first.
    by move=> S; case: (i \in S); rewrite ?mulr1 ?mulr0.
  rewrite inclusion_oneP /inclusion_one /haar_first; move: (K i i) => k.
  by field; rewrite n0 rn.
rewrite inclusion_twoP // /inclusion_two /haar_first /naive_off_diagonal; move: (K i j) => k.
by field; rewrite n0 n1 rn.
Qed.
End SubsetSampler.

(* Two blocks, independent subspaces with E[Q1] = I and E[Q2] = I: the mean of Q1 H Q2 is H. *)
Theorem naive_bias_blocks (R : realFieldType) (T1 T2 : finType)
    (d1 : distribution R T1) (d2 : distribution R T2) (m1 m2 : nat)
    (Q1 : T1 -> 'M[R]_m1) (Q2 : T2 -> 'M[R]_m2) (H : 'M[R]_(m1, m2)) :
  vector_mean d1 Q1 = 1%:M -> vector_mean d2 Q2 = 1%:M ->
  vector_mean (product d1 d2) (fun w => Q1 w.1 *m H *m Q2 w.2) = H.
Proof.
move=> mean1 mean2; rewrite vector_mean_product /=.
transitivity (vector_mean d1 (fun w1 => Q1 w1 *m H)).
  apply: eq_vector_mean => w1; rewrite -[RHS]mulmx1 -mean2.
  by rewrite /vector_mean mulmx_sumr; apply: eq_bigr => w2 _; rewrite scalemxAr.
by rewrite vector_mean_mulmxr mean1 mul1mx.
Qed.

Section BiasOfHaar.
Variables (R : realFieldType) (m r : nat).
Hypotheses (r_gt0 : (0 < r)%N) (m_gt1 : (1 < m)%N).

Lemma haar_second_map_one : haar_second_map r 1%:M = haar_first R m r *: (1%:M : 'M[R]_m).
Proof.
have [n0 n1 n2] : [/\ m%:R != 0 :> R, m%:R - 1 != 0 :> R & m%:R + 2%:R != 0 :> R].
  by rewrite pnatr_eq0 -lt0n (ltnW m_gt1) subr_eq0 pnatr_eq1 gtn_eqF // -natrD pnatr_eq0 addn2.
have r0 : r%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
apply/matrixP=> i j; rewrite /haar_second_map /haar_second_same /haar_second_other /isotropic mxtrace1 trmx1 !mxE.
rewrite /haar_c1 /haar_c2 /haar_first gtn_eqF //; case: (i == j) => /=.
  by field; rewrite ?n0 ?n1 ?n2 ?r0.
by rewrite !mulr0n ?mulr0; ring.
Qed.

(* The right-hand side of haar-second is H for every H exactly if r = m. *)
Theorem naive_bias_haar : (forall H : 'M[R]_m, haar_second_map r H = H) <-> r = m.
Proof.
have m_gt0 := ltnW m_gt1; split=> [unbiased|rm H].
  have := congr1 (fun A : 'M[R]_m => A (Ordinal m_gt0) (Ordinal m_gt0)) (unbiased 1%:M).
  rewrite haar_second_map_one !mxE eqxx mulr1 /haar_first => /(divr1_eq) /eqP.
  by rewrite eqr_nat => /eqP.
have [n0 n1 n2] : [/\ m%:R != 0 :> R, m%:R - 1 != 0 :> R & m%:R + 2%:R != 0 :> R].
  by rewrite pnatr_eq0 -lt0n (ltnW m_gt1) subr_eq0 pnatr_eq1 gtn_eqF // -natrD pnatr_eq0 addn2.
rewrite /haar_second_map /haar_second_same /haar_second_other /isotropic /haar_c1 /haar_c2 /haar_first gtn_eqF // rm subrr !mulr0 !mul0r.
rewrite mulr0 scale0r addr0 divff // expr1n mul1r -[RHS]scale1r; congr (_ *: _).
by field; rewrite ?n0 ?n1 ?n2.
Qed.

End BiasOfHaar.

(* On the seven planes the mean of Q H Q is not H for some H (H = I). *)
Theorem naive_bias_seven_planes (R : realFieldType) :
  exists H : 'M[R]_3, vector_mean (planes R) (fun k => plane_Q R k *m H *m plane_Q R k) <> H.
Proof.
exists 1%:M; rewrite seven_planes haar_second_map_one // => bias.
have := congr1 (fun A : 'M[R]_3 => A ord0 ord0) bias.
rewrite !mxE /haar_first mulr1 => /divr1_eq /eqP.
by rewrite eqr_nat.
Qed.
