(* Second moments of a random projection (claim haar-second).

   Result: if Q0 is a random orthogonal projection of rank r in R^m, and the means of the products of two entries of Q0
   do not change under sign changes of one coordinate, under permutations of the coordinates and under one rotation,
   then, with Q = (m/r) Q0 and every m x m matrix A, symmetric or not,
     E[Q A Q] = (m/r)^2 (c1 A + c2 A^T + c2 tr(A) I).
   Source: docs/theory/estimators.md#haar-second.

   Model: R is any ordered field, Omega any set of outcomes.  E is a mean: a linear functional on a linear space of
   "integrable" functions that contains the constants, positive, with E[1] = 1 (means.v).  Nothing else about E is used.  The
   integral of any probability measure is such a mean, and so is every finite law (finite_law).
   Hypotheses, none of them an axiom: Q0 = Q0^T, Q0^2 = Q0, tr Q0 = r for every outcome; products of two entries are
   integrable; the three invariances.  The law of a Haar subspace has them.  The seven planes have them too
   (seven_planes_hypotheses in seven_planes.v), so they are not empty.
   The rotation acts in the plane of two different coordinates p, q and has any cosine c and sine s with c s <> 0: 45
   degrees in a field with a square root of 2, or (3/5, 4/5) in every field. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section HaarSecond.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega).
Variables (m r : nat) (Q : Omega -> 'M[R]_m).

(* The three kinds of G: the sign change of coordinate a; the matrix of a permutation (perm_mx); the rotation in the
   plane of the coordinates p and q. *)
Definition reflection (a : 'I_m) : 'M[R]_m := diag_mx (\row_i (-1) ^+ (i == a)).
Definition rotation (p q : 'I_m) (c s : R) : 'M[R]_m := \matrix_(i, j)
  if i == p then c * (j == p)%:R + s * (j == q)%:R
  else if i == q then c * (j == q)%:R - s * (j == p)%:R else (i == j)%:R.

Hypothesis projection : random_projection r Q.
Hypothesis int2 : integrable_second E Q.
Variables (p q : 'I_m) (c s : R).
Hypothesis p_neq_q : p != q.
Hypothesis reflections : forall a, invariant_under E Q (reflection a).
Hypothesis permutations : forall g, invariant_under E Q (perm_mx g).
Hypotheses (unit_cs : c ^+ 2 + s ^+ 2 = 1) (generic : c * s != 0).
Hypothesis one_rotation : invariant_under E Q (rotation p q c s).

Let tau := second_moment E Q.
Let x := tau p p q q.
Let y := tau p q p q.

Lemma entry_sym w i j : Q w i j = Q w j i.
Proof. by case: projection => Qsym _ _; rewrite -{1}Qsym mxE. Qed.

(* Step 1: an index value that occurs an odd number of times makes the moment 0; permutations may rename indices. *)
Lemma moment_odd a i j k l :
  odd ((i == a) + (j == a) + (k == a) + (l == a)) -> tau i j k l = 0.
Proof.
move=> parity; have := reflections a i j k l.
have entry w i' j' : (reflection a *m Q w *m (reflection a)^T) i' j'
    = (-1) ^+ ((i' == a) + (j' == a)) * Q w i' j'.
  by rewrite /reflection tr_diag_mx mul_mx_diag mul_diag_mx !mxE exprD mulrAC.
have [||_ ->] := @expect_scale _ _ E (-1) (fun w => Q w i j * Q w k l) (fun w =>
   (reflection a *m Q w *m (reflection a)^T) i j * (reflection a *m Q w *m (reflection a)^T) k l).
- exact: int2.
- move=> w; rewrite !entry mulrACA -exprD addnA -signr_odd parity expr1; ring.
rewrite -/(second_moment E Q i j k l) -/(tau i j k l) => /eqP.
by rewrite mulN1r eqNr => /eqP.
Qed.

Lemma moment_perm (g : 'S_m) i j k l : tau (g i) (g j) (g k) (g l) = tau i j k l.
Proof.
rewrite -[RHS](permutations g i j k l).
have entry w i' j' : (perm_mx g *m Q w *m (perm_mx g)^T) i' j' = Q w (g i') (g j').
  rewrite tr_perm_mx -row_permE -[X in row_perm g (Q w) *m perm_mx X]invgK -col_permE.
  by rewrite !mxE invgK.
have [||_ ->] := @expect_equal _ _ E (fun w => Q w (g i) (g j) * Q w (g k) (g l)) (fun w =>
   (perm_mx g *m Q w *m (perm_mx g)^T) i j * (perm_mx g *m Q w *m (perm_mx g)^T) k l).
- exact: int2.
- by move=> w; rewrite !entry.
by [].
Qed.

Lemma perm_of_pair i k : i != k -> {g : 'S_m | g p = i /\ g q = k}.
Proof.
move=> ik; exists (tperm p i * tperm (tperm p i q) k)%g; rewrite !permM !tpermL.
have qi : tperm p i q != i.
  by rewrite -[X in _ != X](tpermL p i) (inj_eq perm_inj) eq_sym.
by split=> //; rewrite tpermD // eq_sym.
Qed.

(* Step 2: the rotation forces E[(Q0)_pp^2] = x + 2y, so the tensor has no term t [i=j=k=l]. *)
Lemma moment_fourth : tau p p p p = x + 2%:R * y.
Proof.
have := one_rotation p p p p; set G := rotation p q c s.
have entry w : (G *m Q w *m G^T) p p
    = c ^+ 2 * Q w p p + 2%:R * (c * s) * Q w p q + s ^+ 2 * Q w q q.
  have row j : (G *m Q w) p j = c * Q w p j + s * Q w q j.
    rewrite mxE -(sum_delta p (fun k => c * Q w k j)) -(sum_delta q (fun k => s * Q w k j)).
    rewrite -big_split; apply: eq_bigr => k _ /=.
    by rewrite mxE eqxx !(eq_sym k); move: (p == k)%:R (q == k)%:R => u v; ring.
  rewrite mxE -[RHS]addr0; transitivity (\sum_k ((p == k)%:R * (c * (G *m Q w) p k)
     + (q == k)%:R * (s * (G *m Q w) p k))).
    by apply: eq_bigr => k _; rewrite [G^T _ _]mxE [G _ _]mxE eqxx !(eq_sym k);
      move: (p == k)%:R (q == k)%:R => u v; ring.
  by rewrite big_split /= !sum_delta !row (entry_sym w q p); ring.
pose a k := nth 0 [:: c ^+ 4; 4%:R * c ^+ 3 * s; 4%:R * (c * s) ^+ 2;
   2%:R * (c * s) ^+ 2; 4%:R * c * s ^+ 3; s ^+ 4] k.
pose f k w := nth 0 [:: Q w p p * Q w p p; Q w p p * Q w p q; Q w p q * Q w p q;
   Q w p p * Q w q q; Q w p q * Q w q q; Q w q q * Q w q q] k.
have [|w|_ ->] := @expect_sum _ _ E [finType of 'I_6] (fun k => a k) (fun k => f k)
   (fun w => (G *m Q w *m G^T) p p * (G *m Q w *m G^T) p p).
- by move=> [[|[|[|[|[|[|k]]]]]] ?] //; apply: int2.
- by rewrite !big_ord_recl big_ord0 /= entry /a /f /=; ring.
rewrite !big_ord_recl big_ord0 /= /a /f /=.
rewrite -!/(second_moment E Q _ _ _ _) -/tau.
have odd1 : tau p p p q = 0.
  by apply: (@moment_odd q); rewrite (negPf p_neq_q) eqxx.
have odd2 : tau p q q q = 0.
  by apply: (@moment_odd p); rewrite eqxx eq_sym (negPf p_neq_q).
have same : tau q q q q = tau p p p p.
  by rewrite -(moment_perm (tperm p q) p) tpermL.
rewrite odd1 odd2 same -/x -/y => rot.
have gap : 2%:R * (c * s) ^+ 2 * (tau p p p p - (x + 2%:R * y))
    = tau p p p p * (c ^+ 2 + s ^+ 2) ^+ 2 - tau p p p p.
  by rewrite -[X in _ = _ - X]rot; ring.
move/eqP: gap; rewrite unit_cs expr1n mulr1 subrr mulf_eq0 subr_eq0 mulf_eq0.
by rewrite pnatr_eq0 sqrf_eq0 (negPf generic) => /eqP.
Qed.

(* Hence tau has the form x [i=j][k=l] + y ([i=k][j=l] + [i=l][j=k]). *)
Lemma moment_pairing i j k l : tau i j k l = pairing x y i j k l.
Proof.
have same a b : a != b -> tau a a b b = x /\ tau a b a b = y.
  by case/perm_of_pair=> g [<- <-]; rewrite !moment_perm.
rewrite /pairing; case: (eqVneq i j) => [<-|ij]; case: (eqVneq k l) => [<-|kl].
- case: (eqVneq i k) => [<-|ik]; last by rewrite (same _ _ ik).1 ?eqxx /=; ring.
  have [g [<- _]] : {g : 'S_m | g p = i /\ True} by exists (tperm p i); rewrite tpermL.
  by rewrite moment_perm moment_fourth ?eqxx /=; ring.
- rewrite (@moment_odd k); first by case: (eqVneq i k) => [->|_]; rewrite ?(negPf kl) /=; ring.
  by rewrite eqxx (eq_sym l) (negPf kl) addn0 addn1 addnn /= odd_double.
- rewrite (@moment_odd i); last first.
    by rewrite eqxx (eq_sym j) (negPf ij) addn0 -addnA addnn oddD odd_double.
  by case: (eqVneq i k) => [<-|_]; rewrite ?(eq_sym j) ?(negPf ij) /=; ring.
- case: (eqVneq i k) => [<-|ik].
    case: (eqVneq j l) => [<-|jl].
      by rewrite (same _ _ ij).2 ?eqxx ?(negPf ij) /=; ring.
    rewrite (@moment_odd j) ?(eq_sym j i) ?(negPf ij); first by rewrite /=; ring.
    by rewrite eqxx (eq_sym l) (negPf jl).
  case: (eqVneq i l) => [<-|il]; last first.
    rewrite (@moment_odd i); first by rewrite /=; ring.
    by rewrite eqxx !(eq_sym _ i) (negPf ij) (negPf ik) (negPf il).
  case: (eqVneq j k) => [<-|jk].
    transitivity (tau i j i j); last by rewrite (same _ _ ij).2 (eq_sym j) ?eqxx ?(negPf ij) /=; ring.
    rewrite /tau /second_moment.
    have [||_ -> //] := @expect_equal _ _ E (fun w => Q w i j * Q w i j)
      (fun w => Q w i j * Q w j i); first exact: (int2 i j i j).
    by move=> w; rewrite (entry_sym w j i).
  rewrite (@moment_odd j); first by rewrite /=; ring.
  by rewrite eqxx !(eq_sym _ j) (eq_sym j i) (negPf ij) (negPf jk).
Qed.


Lemma sum_of_moments (f : 'I_m -> 'I_m -> 'I_m * 'I_m * 'I_m * 'I_m) a :
  (forall w, \sum_i \sum_j
     Q w (f i j).1.1.1 (f i j).1.1.2 * Q w (f i j).1.2 (f i j).2 = a) ->
  \sum_i \sum_j pairing x y (f i j).1.1.1 (f i j).1.1.2 (f i j).1.2 (f i j).2 = a.
Proof.
move=> aE; have [_ <-] := @expect_constant _ _ E a (fun=> a) (fun=> erefl).
rewrite pair_big; have [||_ ->] := @expect_sum _ _ E _ (fun=> 1) (fun b w =>
   Q w (f b.1 b.2).1.1.1 (f b.1 b.2).1.1.2 * Q w (f b.1 b.2).1.2 (f b.1 b.2).2) (fun=> a).
- by move=> b; apply: int2.
- by move=> w; rewrite -(aE w) pair_big; apply: eq_bigr => b _; rewrite mul1r.
by apply: eq_bigr => b _; rewrite mul1r -moment_pairing.
Qed.

(* Step 3: E[(tr Q0)^2] = r^2 and E[tr Q0^2] = r give two equations for x and y. *)
Lemma moment_equations :
  m%:R ^+ 2 * x + 2%:R * m%:R * y = r%:R ^+ 2 /\
  m%:R * x + (m%:R ^+ 2 + m%:R) * y = r%:R.
Proof.
case: projection => Qsym Qidem Qtr; rewrite -pairing_trace -pairing_square; split.
  apply: (@sum_of_moments (fun i k => (i, i, k, k))) => w /=.
  by rewrite -(Qtr w) expr2 mulr_suml; apply: eq_bigr => i _; rewrite mulr_sumr.
apply: (@sum_of_moments (fun i j => (i, j, i, j))) => w /=.
rewrite -(Qtr w) -{3}Qidem; apply: eq_bigr => i _; rewrite mxE.
by apply: eq_bigr => j _; rewrite -[in RHS](entry_sym w i j).
Qed.

(* Their solution is c1 and c2. *)
Lemma haar_coefficients : x = haar_c1 R m r /\ y = haar_c2 R m r.
Proof.
have m_ne1 : (m == 1%N) = false by move: p_neq_q; case: m p q => [[]//|[|//]] a b; rewrite !ord1.
have m_gt0 : (0 < m)%N by case: m p => [[]//|].
have [trace square] := moment_equations.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have m1 : m%:R - 1 != 0 :> R by rewrite subr_eq0 (eqr_nat _ m 1) m_ne1.
have m2 : m%:R + 2%:R != 0 :> R by rewrite -natrD pnatr_eq0 addn2.
have yE : y = haar_c2 R m r.
  rewrite /haar_c2 m_ne1; apply: (canRL (mulfK _)); first by rewrite !mulf_neq0.
  have -> : r%:R * (m%:R - r%:R) = m%:R * r%:R - r%:R ^+ 2 :> R by ring.
  by rewrite -trace -{1}square; ring.
split=> //; rewrite /haar_c1 m_ne1.
have -> : x = (r%:R - (m%:R ^+ 2 + m%:R) * y) / m%:R by rewrite -square; field.
by rewrite yE /haar_c2 m_ne1; field; rewrite m0 m1 m2.
Qed.

(* haar-second for m >= 2 (two different coordinates p, q exist): E[Q A Q] is the map above, for every A. *)
Theorem haar_second A :
  haar_first R m r ^+ 2 *: mean_action E Q A = haar_second_map r A.
Proof.
have [xE yE] := haar_coefficients.
rewrite (mean_action_pairing int2 A moment_pairing) xE yE.
by rewrite /haar_second_map /haar_second_same /haar_second_other /isotropic scalerDr !scalerA.
Qed.

End HaarSecond.

(* The case m = 1: Q0 = 1, c1 = 1, c2 = 0. *)
Theorem haar_second_one (R : realFieldType) (Omega : Type) (E : expectation R Omega)
    (Q : Omega -> 'M[R]_1) (A : 'M[R]_1) :
  random_projection 1 Q -> haar_first R 1 1 ^+ 2 *: mean_action E Q A = haar_second_map 1 A.
Proof.
case=> _ _ Qtr; have one w : Q w = 1%:M.
  apply/matrixP=> i j; rewrite !ord1 [RHS]mxE eqxx -(Qtr w) /mxtrace big_ord1.
  by congr (Q w _ _); apply: val_inj.
have -> : mean_action E Q A = A.
  apply/matrixP=> i l; rewrite mxE.
  by have [w|_ ->] := @expect_constant _ _ E (A i l) (fun w => (Q w *m A *m Q w) i l);
    first by rewrite one mul1mx mulmx1.
by rewrite /haar_second_map /haar_second_same /haar_second_other /isotropic /haar_c1 /haar_c2 /haar_first eqxx mulr1 mulr0 scale0r addr0.
Qed.
