(* Theorem V (estimator-variance): its rows as formulas, and their arithmetic, one block.

   Result: let T_i = rho^2 1_i sum_j 1_j M_ij x_ij be row i of an estimate, where 1 says which rows the random subset
   has and the products M_ij M_ik have means A (j = k = i), B (one of them i), C (j = k <> i), D (else).  Then
       E |T_i|^2 = rho^4 (pi_1 A |d|^2 + 2 pi_2 B <d, o> + pi_2 C s + pi_3 D (|o|^2 - s))        (row_of)
   and with the weights of an action this is the action's row of Theorem V.  The mean over the subset is taken in
   estimator_variance.v; here are the formulas and their algebra.

   Model: |d|^2, <d, o>, |o|^2 and s are four numbers, the record `terms`; any ordered field.
   Source: docs/theory/estimators.md, estimator-variance, Theorem V, steps 3 and 5. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import subsets weights subset_samplers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* |d|^2, <d, o>, |o|^2, s of one row, or their sums over the rows. *)
Record terms (R : Type) := Terms { dd : R; d_o : R; oo : R; ss : R }.

Section Formulas.
Variables (R : fieldType) (m r : nat).
Implicit Type t : terms R.

Definition rho : R := m%:R / r%:R.
Definition sigma : R := (rho - 1) ^+ 2 * (r%:R / (r%:R - 1)) * (m%:R / (m%:R - 1)).
Local Notation pi1 := (inclusion_one R m r).
Local Notation pi2 := (inclusion_two R m r).
Local Notation pi3 := (inclusion_three R m r).
Local Notation tau2 := (tau_squared R m r).

(* |h|^2 = |d + o|^2. *)
Definition hh t : R := dd t + 2%:R * d_o t + oo t.

(* The weighted sum that every row is. *)
Definition row_of (A B C D : R) t : R :=
  rho ^+ 4 * (pi1 * A * dd t + 2%:R * (pi2 * B) * d_o t + pi2 * C * ss t + pi3 * D * (oo t - ss t)).

(* The rows of Theorem V, L = 1. *)
Definition plain_row t : R :=
  rho ^+ 4 * (pi1 * dd t + 2%:R * pi2 * d_o t + pi2 * ss t + pi3 * (oo t - ss t)).
Definition exact_weights_row t : R :=
  rho * hh t - m%:R * (m%:R - r%:R) / (r%:R * (r%:R - 1) * (m%:R - 2%:R)) * oo t
  + m%:R * (m%:R - 1) * (m%:R - r%:R) / (r%:R * (r%:R - 1) * (m%:R - 2%:R)) * ss t.
Definition balanced_row t : R :=
  exact_weights_row t
  + sigma * ((r%:R - 2%:R) * (m%:R - 1) / (r%:R * (m%:R - 2%:R))) * (ss t - oo t / (m%:R - 1)).
Definition single_block_row t : R := exact_weights_row t + sigma * ss t.
Definition biprobe_row t : R :=
  exact_weights_row t
  + sigma * ((1 + 2%:R / r%:R) * ss t + (r%:R - 2%:R) / (r%:R * (m%:R - 2%:R)) * (oo t - ss t)).
Definition centred_G t : R :=
  (r%:R - 1) / r%:R * (pi1 * dd t + pi2 * ss t)
  - r%:R^-1 * (2%:R * pi2 * d_o t + pi3 * (oo t - ss t)).
Definition centred_G' t : R :=
  (r%:R - 1) ^+ 2 / r%:R ^+ 2 * pi1 * dd t - 2%:R * (r%:R - 1) / r%:R ^+ 2 * pi2 * d_o t
  + (pi2 * ss t + pi3 * (oo t - ss t)) / r%:R ^+ 2.
Definition centred_row t : R :=
  exact_weights_row t
  + rho ^+ 4 * tau2 ^+ 2 * ((r%:R - 2%:R) * (r%:R + 1) / r%:R ^+ 2 * centred_G t
                            - (r%:R - 4%:R) / r%:R * centred_G' t).
End Formulas.

Section Arithmetic.
Variables (R : realFieldType) (m r : nat).
Hypothesis allowed : rank_allowed m r.
Local Notation tau2 := (tau_squared R m r).
Implicit Type t : terms R.

(* In one row alone there is no o; of two rows, o is one x_ij. *)
Definition proper t := (m = 1%N -> [/\ d_o t = 0, oo t = 0 & ss t = 0]) /\ (m = 2%N -> oo t = ss t).

(* Either nothing is projected, or no denominator below is 0. *)
Lemma full_or_projected : (r = m /\ tau2 = 0) \/
  [/\ r != m, m%:R != 0 :> R, r%:R != 0 :> R & [/\ m%:R - 1 != 0 :> R, r%:R - 1 != 0 :> R & m%:R - 2%:R != 0 :> R]].
Proof.
have /andP[le_rm] := allowed; have [->|ne] := eqVneq r m => /= two_le_r.
  by left; rewrite /tau_squared eqxx.
right; have [m0 r0 m1 r1] := rank_facts R two_le_r le_rm; do 2!split=> //.
have m_gt2 : (2 < m)%N by apply: leq_ltn_trans two_le_r _; rewrite ltn_neqAle ne.
by rewrite subr_eq0 eqr_nat neq_ltn m_gt2 orbT.
Qed.

Let Cd : R := 1 + correction R m r true.
Let Co : R := 1 + correction R m r false.

(* exact weights: M = 1 + C.  Step 3. *)
Lemma exact_weights_rowE t : (0 < m)%N -> proper t ->
  row_of m r (Cd ^+ 2) (Cd * Co) (Co ^+ 2) (Co ^+ 2) t = exact_weights_row m r t.
Proof.
case: t => a b c s m_gt0 [/= one two]; rewrite /row_of /exact_weights_row /hh /Cd /Co /correction /=.
case: full_or_projected => [[-> tau0]|[ne m0 r0 [m1 r1 m2]]].
  rewrite tau0 subrr !(mul0r, mulr0, subr0, addr0, mulr1, expr1n) /rho /inclusion_three /inclusion_two /inclusion_one.
  have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
  have [m1|m1] := eqVneq m 1%N.
    by have [-> -> ->] := one m1; rewrite subrr !(mulr0, addr0) m1; field.
  have n1 : m%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1.
  have [m2|m2] := eqVneq m 2%N.
    by rewrite (two m2) [s - s]subrr mulr0 addr0; field; rewrite m0 n1.
  have n2 : m%:R - 2%:R != 0 :> R by rewrite subr_eq0 eqr_nat.
  by field; rewrite m0 n1 n2.
rewrite /rho /inclusion_three /inclusion_two /inclusion_one /tau_squared (negbTE ne).
by rewrite /=; field; rewrite m0 r0 m1 r1 m2.
Qed.

(* Covariances of the weights add up. *)
Lemma row_of_add A B C D A' B' C' D' t :
  row_of m r (A + A') (B + B') (C + C') (D + D') t = row_of m r A B C D t + row_of m r A' B' C' D' t.
Proof. by rewrite /row_of; ring. Qed.

(* Step 5. *)
Lemma plain_rowE t : row_of m r 1 1 1 1 t = plain_row m r t.
Proof. by rewrite /row_of !mulr1. Qed.

Lemma single_block_rowE t :
  row_of m r 0 0 (tau2 ^+ 2) 0 t = sigma R m r * ss t.
Proof.
case: t => a b c s; rewrite /row_of /sigma /rho /inclusion_three /inclusion_two /inclusion_one /=.
case: full_or_projected => [[-> tau0]|[ne m0 r0 [m1 r1 m2]]].
  rewrite tau0; have [m0|m0] := eqVneq (m%:R : R) 0; first by rewrite m0; ring.
  by rewrite divff // subrr; ring.
by rewrite /tau_squared (negbTE ne); field; rewrite m0 r0 m1 r1 m2.
Qed.

Lemma biprobe_rowE t :
  row_of m r 0 0 (tau2 ^+ 2 * ((1 + r%:R^-1) + r%:R^-1)) (tau2 ^+ 2 * r%:R^-1) t
  = sigma R m r * ((1 + 2%:R / r%:R) * ss t + (r%:R - 2%:R) / (r%:R * (m%:R - 2%:R)) * (oo t - ss t)).
Proof.
case: t => a b c s; rewrite /row_of /sigma /rho /inclusion_three /inclusion_two /inclusion_one /=.
case: full_or_projected => [[-> tau0]|[ne m0 r0 [m1 r1 m2]]].
  rewrite tau0; have [m0|m0] := eqVneq (m%:R : R) 0; first by rewrite m0; ring.
  by rewrite divff // subrr; ring.
by rewrite /tau_squared (negbTE ne); field; rewrite m0 r0 m1 r1 m2.
Qed.

Lemma balanced_rowE t :
  row_of m r 0 0 (tau2 ^+ 2 * ((r%:R - 1) / r%:R) * (1 - (r%:R - 1)^-1))
                 (tau2 ^+ 2 * ((r%:R - 1) / r%:R) * - (r%:R - 1)^-1) t
  = sigma R m r * ((r%:R - 2%:R) * (m%:R - 1) / (r%:R * (m%:R - 2%:R))) * (ss t - oo t / (m%:R - 1)).
Proof.
case: t => a b c s; rewrite /row_of /sigma /rho /inclusion_three /inclusion_two /inclusion_one /=.
case: full_or_projected => [[-> tau0]|[ne m0 r0 [m1 r1 m2]]].
  rewrite tau0; have [m0|m0] := eqVneq (m%:R : R) 0; first by rewrite m0; ring.
  by rewrite divff // subrr; ring.
by rewrite /tau_squared (negbTE ne); field; rewrite m0 r0 m1 r1 m2.
Qed.

(* Pi_jk = 1 - 1/r or - 1/r. *)
Lemma centred_rowE t :
  let on := 1 - r%:R^-1 in let off := - r%:R^-1 in
  let K jk ij ik := tau2 ^+ 2 * ((r%:R - 2%:R) * (r%:R + 1) / r%:R ^+ 2 * jk - (r%:R - 4%:R) / r%:R * (ij * ik)) in
  r%:R != 0 :> R ->
  row_of m r (K on on on) (K off on off) (K on off off) (K off off off) t
  = rho R m r ^+ 4 * tau2 ^+ 2 * ((r%:R - 2%:R) * (r%:R + 1) / r%:R ^+ 2 * centred_G m r t
                            - (r%:R - 4%:R) / r%:R * centred_G' m r t).
Proof.
case: t => a b c s /= r0; rewrite /row_of /centred_G /centred_G' /=.
move: (inclusion_one _ _ _) (inclusion_two _ _ _) (inclusion_three _ _ _) => p1 p2 p3.
by move: tau2 (rho R m r) => t2 rh; field.
Qed.
End Arithmetic.
