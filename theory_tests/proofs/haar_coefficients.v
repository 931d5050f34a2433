(* c1 and c2, and the second moments of a random projection as a table (claim haar-second).

   Result: the constants haar_c1, haar_c2, haar_first of the C++ library with the identities that they satisfy, and the
   bookkeeping of second moments E[(Q0)_ij (Q0)_kl] of a symmetric idempotent Q0 of trace r.
   Source: docs/theory/estimators.md#haar-second.  Model: any ordered field, any mean E (means.v). *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Coefficients.
Variable R : realFieldType.

(* c1 and c2 of the document: haar_coefficients of theory/estimators/moments.hpp, arguments in the same order. *)
Definition haar_c1 (m r : nat) : R :=
  if m == 1%N then 1 else
  r%:R * (r%:R * (m%:R + 1) - 2%:R) / (m%:R * (m%:R - 1) * (m%:R + 2%:R)).
Definition haar_c2 (m r : nat) : R :=
  if m == 1%N then 0 else
  r%:R * (m%:R - r%:R) / (m%:R * (m%:R - 1) * (m%:R + 2%:R)).
(* m / r: haar_first of theory/estimators/moments.hpp. *)
Definition haar_first (m r : nat) : R := m%:R / r%:R.
(* x A + y (A^T + tr(A) I): map_sub_blocks of theory/estimators/moments.hpp on one block. *)
Definition isotropic m (x y : R) (A : 'M[R]_m) : 'M[R]_m :=
  x *: A + y *: (A^T + (\tr A)%:M).
(* The right-hand side of haar-second: haar_second of theory/estimators/moments.hpp on one block, E[QAQ] with
   Q = (m/r) Q0. *)
Definition haar_second_same (m r : nat) : R := haar_first m r ^+ 2 * haar_c1 m r.
Definition haar_second_other (m r : nat) : R := haar_first m r ^+ 2 * haar_c2 m r.
Definition haar_second_map m (r : nat) (A : 'M[R]_m) : 'M[R]_m :=
  isotropic (haar_second_same m r) (haar_second_other m r) A.

(* The tensor x [i=j][k=l] + y ([i=k][j=l] + [i=l][j=k]): the form that tau_ijkl = E[(Q0)_ij (Q0)_kl] is shown to
   have. *)
Definition pairing m (x y : R) (i j k l : 'I_m) : R :=
  x * (i == j)%:R * (k == l)%:R
  + y * ((i == k)%:R * (j == l)%:R + (i == l)%:R * (j == k)%:R).

Lemma sum_delta m (i : 'I_m) (f : 'I_m -> R) : \sum_j (i == j)%:R * f j = f i.
Proof.
rewrite (bigD1 i) //= eqxx mul1r big1 ?addr0 // => j.
by rewrite eq_sym => /negPf ->; rewrite mul0r.
Qed.

(* Contracting that tensor with A gives x A + y (A^T + tr(A) I): step 4 of the proof in the document. *)
Lemma pairing_action m (x y : R) (A : 'M[R]_m) i l :
  \sum_j \sum_k A j k * pairing x y i j k l = isotropic x y A i l.
Proof.
have -> : isotropic x y A i l = x * A i l + y * (A l i + (i == l)%:R * \tr A).
  by rewrite !mxE mulr_natl.
transitivity (\sum_j ((i == j)%:R * (x * A j l) + y * ((l == j)%:R * A j i)
                      + y * (i == l)%:R * A j j)).
  apply: eq_bigr => j _.
  rewrite -(sum_delta l (fun k => (i == j)%:R * (x * A j k))).
  rewrite -(sum_delta i (fun k => y * ((l == j)%:R * A j k))).
  rewrite -(sum_delta j (fun k => y * (i == l)%:R * A j k)) -!big_split /=.
  apply: eq_bigr => k _; rewrite /pairing (eq_sym k l) (eq_sym j l).
  move: (i == j)%:R (l == k)%:R (i == k)%:R (l == j)%:R (i == l)%:R (j == k)%:R.
  by move=> *; ring.
rewrite !big_split /= sum_delta -mulr_sumr sum_delta -mulr_sumr -/(\tr A).
by rewrite mulrDr !mulrA addrA.
Qed.

Lemma pairing_trace m (x y : R) :
  \sum_(i < m) \sum_(k < m) pairing x y i i k k = m%:R ^+ 2 * x + 2%:R * m%:R * y.
Proof.
have inner (i : 'I_m) : \sum_k pairing x y i i k k = m%:R * x + 2%:R * y.
  transitivity (\sum_(k < m) (x + (i == k)%:R * (2%:R * y))).
    by apply: eq_bigr => k _; rewrite /pairing !eqxx; case: (i == k) => /=; ring.
  by rewrite big_split /= sum_delta sumr_const card_ord; ring.
by rewrite (eq_bigr _ (fun i _ => inner i)) sumr_const card_ord; ring.
Qed.

Lemma pairing_square m (x y : R) :
  \sum_(i < m) \sum_(j < m) pairing x y i j i j = m%:R * x + (m%:R ^+ 2 + m%:R) * y.
Proof.
have inner (i : 'I_m) : \sum_j pairing x y i j i j = m%:R * y + (x + y).
  transitivity (\sum_(j < m) (y + (i == j)%:R * (x + y))).
    by apply: eq_bigr => j _; rewrite /pairing !eqxx (eq_sym j); case: (i == j) => /=; ring.
  by rewrite big_split /= sum_delta sumr_const card_ord; ring.
by rewrite (eq_bigr _ (fun i _ => inner i)) sumr_const card_ord; ring.
Qed.

End Coefficients.

Section SecondMoments.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega).
Variables (m r : nat) (Q : Omega -> 'M[R]_m).

(* Q0 is symmetric, idempotent and has trace r, for every outcome. *)
Definition random_projection :=
  [/\ forall w, (Q w)^T = Q w, forall w, Q w *m Q w = Q w
    & forall w, \tr (Q w) = r%:R].

(* tau_ijkl, and E[Q0 A Q0] entry by entry. *)
Definition second_moment (i j k l : 'I_m) : R := expect E (fun w => Q w i j * Q w k l).
Definition integrable_second := forall i j k l, integrable E (fun w => Q w i j * Q w k l).

Definition mean_action (A : 'M[R]_m) : 'M[R]_m :=
  \matrix_(i, l) expect E (fun w => (Q w *m A *m Q w) i l).

(* G Q0 G^T has the same second moments as Q0.  This is weaker than: it has the same law. *)
Definition invariant_under (G : 'M[R]_m) := forall i j k l,
  expect E (fun w => (G *m Q w *m G^T) i j * (G *m Q w *m G^T) k l) = second_moment i j k l.

Hypothesis int2 : integrable_second.

Lemma action_entry (A : 'M[R]_m) i l : integrable E (fun w => (Q w *m A *m Q w) i l) /\
  expect E (fun w => (Q w *m A *m Q w) i l) = \sum_j \sum_k A j k * second_moment i j k l.
Proof.
rewrite pair_big /=; apply: (@expect_sum _ _ E _ (fun c => A c.1 c.2)
    (fun (c : 'I_m * 'I_m) w => Q w i c.1 * Q w c.2 l)) => [c|w]; first exact: int2.
rewrite -(pair_big xpredT xpredT (fun j k => A j k * (Q w i j * Q w k l))) /=.
rewrite exchange_big mxE; apply: eq_bigr => k _ /=.
by rewrite mxE mulr_suml; apply: eq_bigr => j _; rewrite -mulrA mulrCA.
Qed.

Lemma integrable_action (A : 'M[R]_m) i l :
  integrable E (fun w => (Q w *m A *m Q w) i l).
Proof. by case: (action_entry A i l). Qed.

(* Second moments of the form above give the formula for E[Q0 A Q0]. *)
Lemma mean_action_pairing x y A :
  (forall i j k l, second_moment i j k l = pairing x y i j k l) ->
  mean_action A = isotropic x y A.
Proof.
move=> tauE; apply/matrixP=> i l; rewrite mxE -pairing_action (action_entry A i l).2.
by apply: eq_bigr => j _; apply: eq_bigr => k _; rewrite tauE.
Qed.

Lemma mean_conjugate (G A : 'M[R]_m) i l :
  integrable E (fun w => (G *m (Q w *m A *m Q w) *m G^T) i l) /\
  expect E (fun w => (G *m (Q w *m A *m Q w) *m G^T) i l) = (G *m mean_action A *m G^T) i l.
Proof.
have expand (B : 'M[R]_m) :
    (G *m B *m G^T) i l = \sum_(c : 'I_m * 'I_m) G i c.1 * G l c.2 * B c.1 c.2.
  rewrite -(pair_big xpredT xpredT (fun j k => G i j * G l k * B j k)) exchange_big mxE /=.
  apply: eq_bigr => k _; rewrite mxE mulr_suml [G^T _ _]mxE; apply: eq_bigr => j _.
  by rewrite mulrAC.
have [||inth ->] := @expect_sum _ _ E _ (fun c => G i c.1 * G l c.2)
    (fun c w => (Q w *m A *m Q w) c.1 c.2) (fun w => (G *m (Q w *m A *m Q w) *m G^T) i l).
- by move=> c; apply: integrable_action.
- by move=> w; rewrite expand.
by split=> //; rewrite expand; apply: eq_bigr => c _; rewrite mxE.
Qed.

(* Conversely: second moments of this form are invariant under every orthogonal G. *)
Lemma pairing_invariant x y (G : 'M[R]_m) :
  (forall i j k l, second_moment i j k l = pairing x y i j k l) ->
  G *m G^T = 1%:M -> invariant_under G.
Proof.
move=> tauE orthogonal i j k l; pose A := G^T *m delta_mx j k *m G.
have back (B : 'M[R]_m) : G *m (G^T *m B *m G) *m G^T = B.
  by rewrite !mulmxA orthogonal mul1mx -!mulmxA orthogonal mulmx1.
transitivity (expect E (fun w => (G *m (Q w *m A *m Q w) *m G^T) i l)).
  suff same w : (G *m Q w *m G^T) i j * (G *m Q w *m G^T) k l
      = (G *m (Q w *m A *m Q w) *m G^T) i l.
    by have [_ ->] := expect_equal (mean_conjugate G A i l).1 same.
  have -> : G *m (Q w *m A *m Q w) *m G^T
      = (G *m Q w *m G^T) *m delta_mx j k *m (G *m Q w *m G^T) by rewrite /A !mulmxA.
  move: (G *m Q w *m G^T) => C; rewrite mxE (bigD1 k) //= big1 ?addr0 => [|b bk].
    rewrite mxE (bigD1 j) //= big1 ?addr0 => [|a aj]; rewrite [delta_mx _ _ _ _]mxE.
      by rewrite !eqxx mulr1.
    by rewrite (negPf aj) mulr0.
  by rewrite mxE big1 ?mul0r // => a _; rewrite [delta_mx _ _ _ _]mxE (negPf bk) andbF mulr0.
rewrite (mean_conjugate G A i l).2 (mean_action_pairing A tauE) tauE /isotropic /A.
rewrite mulmxDr mulmxDl -!scalemxAr -!scalemxAl back mulmxDr mulmxDl.
have -> : (G^T *m delta_mx j k *m G)^T = G^T *m delta_mx k j *m G.
  by rewrite !trmx_mul trmxK trmx_delta mulmxA.
rewrite back mxtrace_mulC mulmxA orthogonal mul1mx mul_mx_scalar -scalemxAl orthogonal.
have -> : \tr (delta_mx j k : 'M[R]_m) = (j == k)%:R.
  rewrite /mxtrace (bigD1 j) //= big1 ?addr0 ?mxE ?eqxx // => a aj.
  by rewrite mxE (negPf aj).
rewrite !mxE /pairing -!mulnb !natrM (eq_sym l k) (eq_sym l j) !mulrA.
by congr (_ + y * (_ + _)); rewrite mulrC.
Qed.

End SecondMoments.
