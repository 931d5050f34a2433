(* Second moments of one column and of two columns of a random frame (claims haar-column and haar-pair).

   Result: let V be a random m x r matrix with orthonormal columns whose moments do not change under the invariances
   below.  With p, q two different columns of P = sqrt(m/r) V and every m x m matrix A, symmetric or not,
     haar-column:  E[p p^T A p p^T] = m / (r^2 (m + 2)) (A + A^T + tr(A) I),
     haar-pair:    E[p p^T A q q^T] = (m/r)^2 ((m + 1) A - A^T - tr(A) I) / (m (m - 1)(m + 2)).
   Source: docs/theory/estimators.md#haar-column and #haar-pair.  Difference in the proof of haar-pair: haar-second is applied
   to the two columns alone, a projection of rank 2, where the document takes all r columns.

   Model: any ordered field, any mean E (means.v).  P is not formed, so no square root is needed: with v, u the columns of
   V, p p^T A q q^T = (m/r)^2 v v^T A u u^T.
   Hypotheses, none of them an axiom: V^T V = I for every outcome; the products (V_ia V_ja)(V_kb V_lb) are integrable, and
   their means are the same for G V as for V, where G is the sign change of one row, a permutation of the rows, or one
   rotation with c s <> 0; for haar-pair also the same for V with the two columns exchanged.  The law of a Haar V has
   all of these.  A finite law with rational entries has them too (frames_hypotheses in frames.v), so they are not empty. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets means haar_coefficients haar_second.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Statements.
Variable R : realFieldType.

(* The right-hand sides: haar_column and haar_pair of theory/estimators/moments.hpp on one block.  haar_pair_same is the
   coefficient of A, haar_pair_other that of A^T + tr(A) I. *)
Definition haar_column_scale (m r : nat) : R := m%:R / (r%:R * r%:R * (m%:R + 2%:R)).
Definition haar_pair_same (m r : nat) : R := m%:R * (m%:R + 1) / (r%:R * r%:R * (m%:R - 1) * (m%:R + 2%:R)).
Definition haar_pair_other (m r : nat) : R := - (m%:R / (r%:R * r%:R * (m%:R - 1) * (m%:R + 2%:R))).
Definition haar_column_map m (r : nat) (A : 'M[R]_m) : 'M[R]_m :=
  isotropic (haar_column_scale m r) (haar_column_scale m r) A.
Definition haar_pair_map m (r : nat) (A : 'M[R]_m) : 'M[R]_m :=
  isotropic (haar_pair_same m r) (haar_pair_other m r) A.

Variables (Omega : Type) (E : expectation R Omega) (m r : nat) (V : Omega -> 'M[R]_(m, r)).

(* v v^T for the column a of V, and E[v v^T A u u^T] for the columns a, b entry by entry. *)
Definition line (a : 'I_r) (w : Omega) : 'M[R]_m := col a (V w) *m (col a (V w))^T.
Definition mean_pair (a b : 'I_r) (A : 'M[R]_m) : 'M[R]_m :=
  \matrix_(i, l) expect E (fun w => (line a w *m A *m line b w) i l).

Definition column_product (a b : 'I_r) (i j k l : 'I_m) (X : 'M[R]_(m, r)) : R :=
  X i a * X j a * (X k b * X l b).
Definition integrable_columns := forall a b i j k l, integrable E (fun w => column_product a b i j k l (V w)).
(* G V has the same moments as V; V with its columns permuted by g has them. *)
Definition invariant_rows (G : 'M[R]_m) := forall a b i j k l,
  expect E (fun w => column_product a b i j k l (G *m V w)) = expect E (fun w => column_product a b i j k l (V w)).
Definition invariant_columns (g : 'S_r) := forall a b i j k l,
  expect E (fun w => column_product (g a) (g b) i j k l (V w)) = expect E (fun w => column_product a b i j k l (V w)).
End Statements.

Section HaarColumns.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega).
Variables (m r : nat) (V : Omega -> 'M[R]_(m, r)).
Hypothesis orthonormal : forall w, (V w)^T *m V w = 1%:M.
Hypothesis int4 : integrable_columns E V.
Variables (p q : 'I_m) (c s : R).
Hypothesis p_neq_q : p != q.
Hypothesis reflections : forall i, invariant_rows E V (reflection R i).
Hypothesis permutations : forall g, invariant_rows E V (perm_mx g).
Hypotheses (unit_cs : c ^+ 2 + s ^+ 2 = 1) (generic : c * s != 0).
Hypothesis one_rotation : invariant_rows E V (rotation p q c s).

Lemma line_entry (X : 'M[R]_(m, r)) a i j : (col a X *m (col a X)^T) i j = X i a * X j a.
Proof. by rewrite mxE big_ord1 !mxE. Qed.

Lemma column_dot w a b : \sum_i V w i a * V w i b = (a == b)%:R.
Proof.
have := congr1 (fun X : 'M[R]_r => X a b) (orthonormal w); rewrite !mxE => <-.
by apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma line_product w a b : line V a w *m line V b w = (a == b)%:R *: line V a w.
Proof.
apply/matrixP=> i j; rewrite !mxE big_ord1 !mxE.
transitivity (\sum_k (V w k a * V w k b) * (V w i a * V w j b)).
  by apply: eq_bigr => k _; rewrite !line_entry; ring.
by rewrite -mulr_suml column_dot; case: eqP => [<-|_] //; rewrite !mul0r.
Qed.

Lemma pair_entry a b (A : 'M[R]_m) i l : integrable E (fun w => (line V a w *m A *m line V b w) i l) /\
  expect E (fun w => (line V a w *m A *m line V b w) i l)
  = \sum_(d : 'I_m * 'I_m) A d.1 d.2 * expect E (fun w => column_product a b i d.1 d.2 l (V w)).
Proof.
apply: (@expect_sum _ _ E _ (fun d => A d.1 d.2)
    (fun (d : 'I_m * 'I_m) w => column_product a b i d.1 d.2 l (V w))) => [d|w]; first exact: int4.
rewrite -(pair_big xpredT xpredT (fun j k => A j k * column_product a b i j k l (V w))) exchange_big mxE /=.
apply: eq_bigr => k _; rewrite mxE mulr_suml; apply: eq_bigr => j _.
by rewrite !line_entry (mulrC _ (A j k)) -mulrA.
Qed.

(* Products of four entries of G V are sums of those of V. *)
Lemma rows_moment (G : 'M[R]_m) a b i j k l : integrable E (fun w => column_product a b i j k l (G *m V w)) /\
  expect E (fun w => column_product a b i j k l (G *m V w))
  = \sum_(d : ('I_m * 'I_m) * ('I_m * 'I_m)) (G i d.1.1 * G j d.1.2) * (G k d.2.1 * G l d.2.2)
      * expect E (fun w => column_product a b d.1.1 d.1.2 d.2.1 d.2.2 (V w)).
Proof.
apply: expect_sum => [d|w]; first exact: int4.
rewrite /column_product [(G *m V w) i a]mxE [(G *m V w) j a]mxE [(G *m V w) k b]mxE [(G *m V w) l b]mxE.
rewrite 2!big_distrlr /= !pair_big /= big_distrlr pair_big /=; apply: eq_bigr => d _; ring.
Qed.

(* The sum of the lines of the columns in D is a projection of rank |D|: D is one column or two below. *)
Section Columns.
Variable D : {set 'I_r}.
Definition columns w : 'M[R]_m := \sum_(a in D) line V a w.

Lemma columns_projection : random_projection #|D| columns.
Proof.
split=> w.
- apply/matrixP=> i j; rewrite mxE !summxE; apply: eq_bigr => a _; rewrite !line_entry; exact: mulrC.
- rewrite /columns mulmx_suml; apply: eq_bigr => a aD; rewrite mulmx_sumr (bigD1 a) //= line_product eqxx scale1r.
  by rewrite big1 ?addr0 // => b /andP[_ /negPf ba]; rewrite line_product eq_sym ba scale0r.
- rewrite /mxtrace -sumr_const (eq_bigr (fun i => \sum_(a in D) V w i a * V w i a)) => [|i _]; last first.
    by rewrite summxE; apply: eq_bigr => a _; rewrite line_entry.
  by rewrite exchange_big; apply: eq_bigr => a _; rewrite column_dot eqxx.
Qed.

(* Products of two entries of G Q_D G^T are sums of products of four entries of G V. *)
Lemma columns_entries (G : 'M[R]_m) w i j k l :
  (G *m columns w *m G^T) i j * (G *m columns w *m G^T) k l
  = \sum_(c : 'I_r * 'I_r) ((c.1 \in D) && (c.2 \in D))%:R * column_product c.1 c.2 i j k l (G *m V w).
Proof.
have entry i' j' : (G *m columns w *m G^T) i' j' = \sum_(a in D) (G *m V w) i' a * (G *m V w) j' a.
  rewrite /columns mulmx_sumr mulmx_suml summxE; apply: eq_bigr => a _.
  have -> : G *m line V a w *m G^T = col a (G *m V w) *m (col a (G *m V w))^T.
    by rewrite /line !colE -!mulmxA -colE trmx_mul !mulmxA.
  exact: line_entry.
rewrite !entry big_distrlr /= pair_big /= [LHS]big_mkcond /=; apply: eq_bigr => d _.
by case: ifP => _; rewrite ?mul1r ?mul0r.
Qed.

Lemma columns_moment (G : 'M[R]_m) i j k l :
  integrable E (fun w => (G *m columns w *m G^T) i j * (G *m columns w *m G^T) k l) /\
  expect E (fun w => (G *m columns w *m G^T) i j * (G *m columns w *m G^T) k l)
  = \sum_(c : 'I_r * 'I_r) ((c.1 \in D) && (c.2 \in D))%:R * expect E (fun w => column_product c.1 c.2 i j k l (G *m V w)).
Proof.
apply: expect_sum => [d|w]; first exact: (rows_moment G d.1 d.2 i j k l).1.
exact: columns_entries.
Qed.

Lemma columns_moment_one i j k l :
  integrable E (fun w => columns w i j * columns w k l) /\
  expect E (fun w => columns w i j * columns w k l)
  = \sum_(c : 'I_r * 'I_r) ((c.1 \in D) && (c.2 \in D))%:R * expect E (fun w => column_product c.1 c.2 i j k l (V w)).
Proof.
apply: expect_sum => [d|w]; first exact: int4.
by have := columns_entries 1%:M w i j k l; rewrite trmx1 !mulmx1 !mul1mx.
Qed.

Lemma columns_integrable : integrable_second E columns.
Proof. by move=> i j k l; case: (columns_moment_one i j k l). Qed.

Lemma columns_invariant G : invariant_rows E V G -> invariant_under E columns G.
Proof.
move=> same i j k l; rewrite /second_moment (columns_moment G i j k l).2 (columns_moment_one i j k l).2.
by apply: eq_bigr => d _; rewrite same.
Qed.

(* So haar-second holds for Q_D. *)
Lemma columns_mean A : mean_action E columns A = isotropic (haar_c1 R m #|D|) (haar_c2 R m #|D|) A.
Proof.
have inv := columns_invariant; have int2 := columns_integrable.
have refl i := inv _ (reflections i); have perm g := inv _ (permutations g); have rot := inv _ one_rotation.
have form := moment_pairing columns_projection int2 p_neq_q refl perm unit_cs generic rot.
have [xE yE] := haar_coefficients columns_projection int2 p_neq_q refl perm unit_cs generic rot.
by rewrite (mean_action_pairing int2 A form) xE yE.
Qed.

(* It is the sum of the means over the pairs of columns. *)
Lemma over_pairs (f : 'I_r -> 'I_r -> R) :
  \sum_(a in D) \sum_(b in D) f a b = \sum_(d : 'I_r * 'I_r) ((d.1 \in D) && (d.2 \in D))%:R * f d.1 d.2.
Proof.
by rewrite pair_big /= big_mkcond; apply: eq_bigr => d _; case: ifP => _; rewrite ?mul1r ?mul0r.
Qed.

Lemma columns_pairs A : mean_action E columns A = \sum_(a in D) \sum_(b in D) mean_pair E V a b A.
Proof.
apply/matrixP=> i l; rewrite mxE summxE (eq_bigr (fun a => \sum_(b in D) expect E (fun w => (line V a w *m A *m line V b w) i l)));
  last by move=> a _; rewrite summxE; apply: eq_bigr => b _; rewrite mxE.
rewrite over_pairs; have [||_ ->] // := @expect_sum _ _ E _ (fun d : 'I_r * 'I_r => ((d.1 \in D) && (d.2 \in D))%:R)
    (fun d w => (line V d.1 w *m A *m line V d.2 w) i l) (fun w => (columns w *m A *m columns w) i l) => [[a b]|w] /=.
  exact: (pair_entry a b A i l).1.
rewrite -(over_pairs (fun a b => (line V a w *m A *m line V b w) i l)) /columns !mulmx_suml summxE.
by apply: eq_bigr => a _; rewrite mulmx_sumr summxE.
Qed.
End Columns.

Lemma sizes : [/\ m%:R != 0 :> R, m%:R - 1 != 0 :> R & m%:R + 2%:R != 0 :> R].
Proof.
have m_gt1 := two_rows p_neq_q.
by rewrite pnatr_eq0 -lt0n ltnW // subr_eq0 pnatr_eq1 gtn_eqF // -natrD pnatr_eq0 addn2.
Qed.

Lemma not_one (a : 'I_r) : (m == 1%N) = false /\ r%:R != 0 :> R.
Proof.
split; first by rewrite gtn_eqF // (two_rows p_neq_q).
by rewrite pnatr_eq0 -lt0n (leq_ltn_trans _ (ltn_ord a)).
Qed.

Lemma mean_line a A : mean_pair E V a a A = isotropic (haar_c1 R m 1) (haar_c2 R m 1) A.
Proof. by rewrite -(cards1 a) -columns_mean columns_pairs !big_set1. Qed.

(* haar-column, for m >= 2 (two different rows exist): the rank 1 in haar-second. *)
Theorem haar_column a A : haar_first R m r ^+ 2 *: mean_pair E V a a A = haar_column_map r A.
Proof.
have [m0 m1 m2] := sizes; have [m_neq1 r0] := not_one a.
rewrite mean_line /haar_column_map /isotropic /haar_c1 /haar_c2 m_neq1 /haar_first /haar_column_scale.
apply/matrixP=> i l; rewrite !mxE; move: (A i l) (A l i) (\tr A *+ _) => u v t.
by field; rewrite r0 m0 m1 m2.
Qed.

(* haar-pair: the sum over two columns has rank 2, and the two orders of the pair have one mean. *)
Theorem haar_pair a b A : a != b -> invariant_columns E V (tperm a b) ->
  haar_first R m r ^+ 2 *: mean_pair E V a b A = haar_pair_map r A.
Proof.
move=> ab exchange; have [m0 m1 m2] := sizes; have [m_neq1 r0] := not_one a.
have back : mean_pair E V b a A = mean_pair E V a b A.
  apply/matrixP=> i l; rewrite !mxE (pair_entry b a A i l).2 (pair_entry a b A i l).2.
  by apply: eq_bigr => d _; rewrite -(exchange a b) tpermL tpermR.
have two (f : 'I_r -> 'M[R]_m) : \sum_(d in [set a; b]) f d = f a + f b.
  by rewrite big_setU1 ?inE //= big_set1.
have := columns_pairs [set a; b] A; rewrite columns_mean cards2 ab !two !mean_line back => eq.
have {eq} : 2%:R *: mean_pair E V a b A
    = isotropic (haar_c1 R m 2) (haar_c2 R m 2) A - 2%:R *: isotropic (haar_c1 R m 1) (haar_c2 R m 1) A.
  rewrite eq !scaler_nat !mulr2n; apply/eqP; rewrite eq_sym subr_eq.
  by rewrite (addrC (isotropic _ _ _)) addrACA.
move/(congr1 (fun X => (haar_first R m r ^+ 2 / 2%:R) *: X)).
rewrite scalerA divfK ?pnatr_eq0 // => ->.
rewrite /haar_pair_map /isotropic /haar_c1 /haar_c2 m_neq1 /haar_first /haar_pair_same /haar_pair_other.
apply/matrixP=> i l; rewrite !mxE; move: (A i l) (A l i) (\tr A *+ _) => u v t.
by field; rewrite r0 m0 m1 m2.
Qed.
End HaarColumns.

(* haar-column for m = 1: v v^T = 1 and both sides are A (r is 1 as V^T V = I). *)
Theorem haar_column_one (R : realFieldType) (Omega : Type) (E : expectation R Omega) (V : Omega -> 'M[R]_1) a (A : 'M[R]_1) :
  (forall w, (V w)^T *m V w = 1%:M) -> haar_first R 1 1 ^+ 2 *: mean_pair E V a a A = haar_column_map 1 A.
Proof.
move=> orthonormal; have square w : line V a w = 1%:M.
  apply/matrixP=> i j; rewrite line_entry !ord1 [RHS]mxE eqxx.
  by rewrite -[RHS](column_dot orthonormal w 0 0) big_ord1.
have -> : mean_pair E V a a A = A.
  apply/matrixP=> i l; rewrite mxE.
  by have [w|_ ->] := @expect_constant _ _ E (A i l) (fun w => (line V a w *m A *m line V a w) i l);
    first by rewrite square mul1mx mulmx1.
apply/matrixP=> i l; rewrite /haar_column_map /isotropic /haar_first /haar_column_scale !mxE /mxtrace big_ord1 !ord1 eqxx /= mulr1n.
by field.
Qed.
