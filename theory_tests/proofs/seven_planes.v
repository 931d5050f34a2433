(* Seven planes with the second moments of Haar's (claim seven-planes).

   Result: for the seven planes of R^3 below and their weights,
     E[Q] = I  and  E[Q H Q] = (3/2)^2 (c1 H + c2 H^T + c2 tr(H) I) for EVERY 3 x 3 matrix H,
   where c1 = 2/5, c2 = 1/15 are those of haar-second with m = 3, r = 2.  For H = diag(1, 2, 3) the mean is
   diag(39/20, 3, 81/20).
   Source: docs/theory/estimators.md#seven-planes.
   Model: any ordered field R, and H over R.  No hypotheses.  The law is that of seven_planes in
   claims/seven_planes.hpp: the normals u are the three axes (8/60 each) and (+-1, +-1, 1) (9/60 each), and
   Q = (3/2)(I - u u^T/|u|^2).
   Proof: three times each projection is a matrix of integers; all sums are computed. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SevenPlanes.
Variable R : realFieldType.

(* The weights in sixtieths, the normals with entries 0 and +-1 and their squared lengths. *)
Definition sixtieths (k : nat) : nat := nth 0%N [:: 8; 8; 8; 9; 9; 9; 9]%N k.
Definition normal (k i : nat) : int :=
  nth 0 (nth [::] [:: [:: 1; 0; 0]; [:: 0; 1; 0]; [:: 0; 0; 1];
    [:: 1; 1; 1]; [:: 1; -1; 1]; [:: -1; 1; 1]; [:: -1; -1; 1]] k) i.
Definition norm_squared (k : nat) : nat := nth 0%N [:: 1; 1; 1; 3; 3; 3; 3]%N k.

(* Weight and projection I - u u^T / |u|^2 of plane k. *)
Definition plane_weight (k : 'I_7) : R := (sixtieths k)%:R / 60%:R.
Definition plane_projection (k : 'I_7) : 'M[R]_3 := \matrix_(i, j)
  ((i == j)%:R - (normal k i * normal k j)%:~R / (norm_squared k)%:R).

Lemma plane_weight_ge0 k : 0 <= plane_weight k.
Proof. by rewrite divr_ge0 ?ler0n. Qed.

Lemma plane_weight_sum : \sum_k plane_weight k = 1.
Proof. by rewrite !big_ord_recl big_ord0 /plane_weight /sixtieths /=; field. Qed.

(* The law of the seven planes, and the mean under it. *)
Definition planes : distribution R [finType of 'I_7] :=
  Distribution plane_weight_ge0 plane_weight_sum.
Definition planes_mean := finite_law planes.

(* Check of the table of squared lengths. *)
Lemma normal_norm (k : 'I_7) : \sum_(i < 3) normal k i ^+ 2 = (norm_squared k)%:Z.
Proof.
rewrite !big_ord_recl big_ord0; case: k => [[|[|[|[|[|[|[|k]]]]]]] ?] /=; by [].
Qed.

(* Three times the projection, in integers. *)
Definition triple (k i j : nat) : int :=
  3%:Z * (i == j)%:Z - (if (k < 3)%N then 3%:Z else 1) * normal k i * normal k j.

Lemma triple_projection k (i j : 'I_3) : plane_projection k i j = (triple k i j)%:~R / 3%:R.
Proof.
have -> : plane_projection k i j
    = (i == j)%:R - (normal k i)%:~R * (normal k j)%:~R / (if (k < 3)%N then 1 else 3%:R).
  by rewrite mxE rmorphM /=; case: k => [[|[|[|[|[|[|[|k]]]]]]] ?].
rewrite /triple -[i == j]val_eqE rmorphB !rmorphM /= -!pmulrn.
by case: ifP => _; move: (normal k i)%:~R (normal k j)%:~R (nat_of_ord i == j)%:R => u v d /=; field.
Qed.

(* The sums below are computed from the tables, for all planes and rows at once. *)
Definition table_sum (n : nat) (f : nat -> int) : int := foldr (fun a s => f a + s) 0 (iota 0 n).
Lemma table_index n (i : 'I_n) : nat_of_ord i \in iota 0 n.
Proof. by rewrite mem_iota /=. Qed.
Lemma table_sum3 (f : nat -> int) : \sum_(a < 3) f a = table_sum 3 f.
Proof. by rewrite !big_ord_recl big_ord0. Qed.
Lemma table_sum7 (f : nat -> int) : \sum_(a < 7) f a = table_sum 7 f.
Proof. by rewrite !big_ord_recl big_ord0. Qed.

Lemma triple_squares : let rows := iota 0 3 in
  all (fun k => all (fun i => all (fun j =>
    table_sum 3 (fun a => triple k i a * triple k a j) == 3%:Z * triple k i j) rows) rows) (iota 0 7).
Proof. by vm_compute. Qed.
Lemma triple_square (k : 'I_7) (i j : 'I_3) :
  \sum_(a < 3) triple k i a * triple k a j = 3%:Z * triple k i j.
Proof.
rewrite (table_sum3 (fun a => triple k i a * triple k a j)); apply/eqP.
by have /allP/(_ _ (table_index k))/allP/(_ _ (table_index i))/allP/(_ _ (table_index j)) := triple_squares.
Qed.

Lemma triple_traces : all (fun k => table_sum 3 (fun i => triple k i i) == 6%:Z) (iota 0 7).
Proof. by vm_compute. Qed.
Lemma triple_trace (k : 'I_7) : \sum_(i < 3) triple k i i = 6%:Z.
Proof.
rewrite (table_sum3 (fun i => triple k i i)); apply/eqP.
by have /allP/(_ _ (table_index k)) := triple_traces.
Qed.

(* Each of the seven is a projection of rank 2. *)
Lemma planes_projection : random_projection 2 plane_projection.
Proof.
split=> k.
- by apply/matrixP=> i j; rewrite !mxE eq_sym (mulrC (normal k j)).
- apply/matrixP=> i j; rewrite mxE.
  transitivity ((\sum_(a < 3) triple k i a * triple k a j)%:~R / 9%:R : R).
    rewrite rmorph_sum mulr_suml; apply: eq_bigr => a _ /=.
    by rewrite !triple_projection rmorphM /=; field.
  by rewrite triple_square triple_projection rmorphM /=; field.
transitivity ((\sum_(i < 3) triple k i i)%:~R / 3%:R : R); last by rewrite triple_trace; field.
by rewrite rmorph_sum mulr_suml; apply: eq_bigr => i _; rewrite triple_projection.
Qed.

(* 540 E[(Q0)_ij (Q0)_kl] is 216 [i=j][k=l] + 36 ([i=k][j=l] + [i=l][j=k]): 81 equalities of integers. *)
Definition triple_moment_is_haar (i j k l : nat) : bool :=
  table_sum 7 (fun a => (sixtieths a)%:Z * (triple a i j * triple a k l))
  == 216%:Z * ((i == j)%:Z * (k == l)%:Z)
     + 36%:Z * ((i == k)%:Z * (j == l)%:Z + (i == l)%:Z * (j == k)%:Z).

Lemma triple_moments : let rows := iota 0 3 in
  all (fun i => all (fun j => all (fun k => all (triple_moment_is_haar i j k) rows) rows) rows)
    rows.
Proof. by vm_compute. Qed.

Lemma triple_moment (i j k l : 'I_3) :
  \sum_(a < 7) (sixtieths a)%:Z * (triple a i j * triple a k l)
  = 216%:Z * ((i == j)%:Z * (k == l)%:Z)
    + 36%:Z * ((i == k)%:Z * (j == l)%:Z + (i == l)%:Z * (j == k)%:Z).
Proof.
rewrite (table_sum7 (fun a => (sixtieths a)%:Z * (triple a i j * triple a k l))); apply/eqP.
by have /allP/(_ _ (table_index i))/allP/(_ _ (table_index j))/allP/(_ _ (table_index k))/allP/(_ _ (table_index l))
  := triple_moments.
Qed.

(* Their second moments are those of haar-second. *)
Lemma planes_second_moment i j k l :
  second_moment planes_mean plane_projection i j k l
  = pairing (haar_c1 R 3 2) (haar_c2 R 3 2) i j k l.
Proof.
transitivity ((\sum_(a < 7) (sixtieths a)%:Z * (triple a i j * triple a k l))%:~R / 540%:R : R).
  rewrite rmorph_sum mulr_suml; apply: eq_bigr => a _ /=.
  by rewrite !triple_projection !rmorphM /= /plane_weight; field.
rewrite triple_moment /haar_c1 /haar_c2 /pairing !(rmorphD, rmorphM) /= -!pmulrn.
move: (i == j)%:R (k == l)%:R (i == k)%:R (j == l)%:R (i == l)%:R (j == k)%:R => *.
by field.
Qed.

Lemma planes_integrable : integrable_second planes_mean plane_projection.
Proof. by []. Qed.

(* Q = (3/2) Q0. *)
Definition plane_Q (k : 'I_7) : 'M[R]_3 := haar_first R 3 2 *: plane_projection k.

Lemma triple_means : let rows := iota 0 3 in
  all (fun i => all (fun j => table_sum 7 (fun a => (sixtieths a)%:Z * triple a i j) == 120%:Z * (i == j)%:Z) rows) rows.
Proof. by vm_compute. Qed.

(* E[Q] = I. *)
Theorem seven_planes_first : vector_mean planes plane_Q = 1%:M.
Proof.
apply/matrixP=> i j; rewrite summxE.
transitivity ((\sum_(a < 7) (sixtieths a)%:Z * triple a i j)%:~R / 120%:R : R).
  rewrite rmorph_sum mulr_suml; apply: eq_bigr => a _ /=.
  rewrite [LHS]mxE [plane_Q _ _ _]mxE !triple_projection rmorphM /= /plane_weight /haar_first.
  by field.
have -> : \sum_(a < 7) (sixtieths a)%:Z * triple a i j = 120%:Z * (i == j)%:Z :> int.
  rewrite (table_sum7 (fun a => (sixtieths a)%:Z * triple a i j)); apply/eqP.
  by have /allP/(_ _ (table_index i))/allP/(_ _ (table_index j)) := triple_means.
by rewrite rmorphM /= -!pmulrn mxE; move: (i == j)%:R => u; field.
Qed.

(* E[Q H Q] is haar-second, for every H, symmetric or not. *)
Theorem seven_planes (H : 'M[R]_3) :
  vector_mean planes (fun k => plane_Q k *m H *m plane_Q k) = haar_second_map 2 H.
Proof.
have <- : haar_first R 3 2 ^+ 2 *: mean_action planes_mean plane_projection H
    = haar_second_map 2 H.
  rewrite (mean_action_pairing planes_integrable H planes_second_moment).
  by rewrite /haar_second_map /haar_second_same /haar_second_other /isotropic scalerDr !scalerA.
apply/matrixP=> i l; rewrite summxE [RHS]mxE [in RHS]mxE mulr_sumr; apply: eq_bigr => a _.
rewrite [LHS]mxE /plane_Q -scalemxAr -!scalemxAl scalerA [in LHS]mxE /= expr2.
exact: mulrCA.
Qed.

Definition diagonal3 (a b c : R) : 'M[R]_3 := diag_mx (\row_j nth 0 [:: a; b; c] j).

(* On the instance of the counterexample: diag(1, 2, 3) becomes diag(39/20, 3, 81/20). *)
Theorem seven_planes_instance :
  vector_mean planes (fun k => plane_Q k *m diagonal3 1 2%:R 3%:R *m plane_Q k)
  = diagonal3 (39%:R / 20%:R) 3%:R (81%:R / 20%:R).
Proof.
have [same other] : haar_second_same R 3 2 = 9%:R / 10%:R /\ haar_second_other R 3 2 = 3%:R / 20%:R.
  by split; rewrite /haar_second_same /haar_second_other /haar_first /haar_c1 /haar_c2 /=; field.
have trace : \tr (diagonal3 1 2%:R 3%:R) = 6%:R.
  by rewrite mxtrace_diag !big_ord_recl big_ord0 !mxE /=; ring.
rewrite seven_planes /haar_second_map /isotropic same other trace; apply/matrixP=> i j; rewrite !mxE.
case: i => [[|[|[|i]]] ?] //; case: j => [[|[|[|j]]] ?] //=; rewrite ?(mulr0n, mulr0, addr0) // ?(mulr1n); by field.
Qed.

Lemma orthogonal_reflection m (a : 'I_m) : reflection R a *m (reflection R a)^T = 1%:M.
Proof.
rewrite /reflection tr_diag_mx mulmx_diag -diag_const_mx; congr diag_mx.
by apply/rowP=> i; rewrite !mxE -signr_addb addbb.
Qed.

Lemma orthogonal_rotation : let G := rotation (ord0 : 'I_3) (lift ord0 ord0) (3%:R / 5%:R : R) (4%:R / 5%:R) in
  G *m G^T = 1%:M.
Proof.
apply/matrixP=> i j; rewrite !mxE !big_ord_recl big_ord0 !mxE /=.
by case: i => [[|[|[|i]]] ?] //; case: j => [[|[|[|j]]] ?] //=; field.
Qed.

(* The seven planes satisfy every hypothesis of haar_second (haar_second.v), with the rotation (3/5, 4/5).  So these
   hypotheses can be met, by a finite law over the rationals. *)
Theorem seven_planes_hypotheses :
  [/\ random_projection 2 plane_projection,
      forall a, invariant_under planes_mean plane_projection (reflection R a),
      forall g, invariant_under planes_mean plane_projection (perm_mx g)
    & invariant_under planes_mean plane_projection
        (rotation ord0 (lift ord0 ord0) (3%:R / 5%:R) (4%:R / 5%:R))].
Proof.
split; first exact: planes_projection.
- move=> a; apply: pairing_invariant planes_second_moment _ => //.
  exact: orthogonal_reflection.
- move=> g; apply: pairing_invariant planes_second_moment _ => //.
  by rewrite tr_perm_mx -perm_mxM mulgV perm_mx1.
apply: pairing_invariant planes_second_moment _ => //.
exact: orthogonal_rotation.
Qed.

End SevenPlanes.
