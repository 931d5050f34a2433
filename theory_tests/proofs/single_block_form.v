(* The single-block form of biprobe.

   Result: on one block the mean of biprobe over eta, given s, is
       B = C1 U(W) - C2 s o U(s o W),   C1 = r (m - 1) / (m (r - 1)),   C2 = tau^2,
   and P B has mean H[Z] as well: for every linear H, 2 <= r <= m.

   Model: as estimators.v; s are r independent Rademacher signs.
   Source: docs/theory/estimators.md, biprobe-unbiased, "on one block".  That this form is
   biased on several blocks is not here. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns signs weights subset_samplers
  probes estimators.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SingleBlock.
Variables (R : realFieldType) (m n r : nat).
Hypotheses (two_le_r : (2 <= r)%N) (le_rm : (r <= m)%N).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).

Definition single_block_form (P : 'M[R]_(m, r)) (s : 'I_r -> R) : 'M[R]_(r, n) :=
  off_diagonal_weight R m r *: projected_hessian P H (restricted P Z)
  - tau_squared R m r *: scale_rows s (projected_hessian P H (scale_rows s (restricted P Z))).

Lemma lifted_single_block P s : P *m single_block_form P s = \sum_i \sum_j
  (off_diagonal_weight R m r - tau_squared R m r * (s i * s j)) *: projected_term P P H Z i j.
Proof.
rewrite mulmxBr -!scalemxAr lifted_hessian lifted_scaling !scaler_sumr -sumrB.
apply: eq_bigr => i _; rewrite !scaler_sumr -sumrB; apply: eq_bigr => j _.
by rewrite scalerA -scalerBl.
Qed.

(* For eta = 1 and eta = -1, equally likely: the mean of the two biprobe answers. *)
Theorem biprobe_mean_over_eta (P : 'M[R]_(m, r)) (u root_r : R) (s : 'I_r -> R) :
  u ^+ 2 = biprobe_scale_squared R m r -> root_r ^+ 2 = r%:R ->
  let answer eta := two_probe P H Z (fun i => u * (eta + root_r * s i)) (fun i => u * (eta - root_r * s i)) in
  P *m (2%:R^-1 *: (answer 1 + answer (-1))) = P *m single_block_form P s.
Proof.
move=> u_root r_root /=; have [m0 r0 m1 r1] := rank_facts R two_le_r le_rm.
rewrite lifted_single_block -scalemxAr mulmxDr !lifted_two_probe -big_split scaler_sumr.
apply: eq_bigr => i _; rewrite -big_split scaler_sumr; apply: eq_bigr => j _.
rewrite /= -scalerDl scalerA; congr (_ *: _).
have -> : off_diagonal_weight R m r = 1 + u ^+ 2.
  by rewrite (off_diagonal_weightE R two_le_r le_rm) u_root /correction mulr0 subr0.
have -> : tau_squared R m r = u ^+ 2 * root_r ^+ 2.
  by rewrite u_root r_root /biprobe_scale_squared divfK.
by move: (s i) (s j) => x y; field.
Qed.

Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Let P S := sampled root_rho O (e S).

Theorem single_block_form_unbiased :
  vector_mean (product (random_subset R le_rm) (rademacher R r))
    (fun x => P x.1 *m single_block_form (P x.1) (sign R x.2)) = H Z.
Proof.
have allowed : rank_allowed m r by rewrite /rank_allowed le_rm two_le_r orbT.
rewrite -[RHS](corrected_mean le_rm allowed rho_root ortho order H Z).
rewrite vector_mean_product; apply: eq_vector_mean => S /=.
rewrite (eq_vector_mean _ (fun s => lifted_single_block _ _)).
rewrite vector_mean_sum; apply: eq_bigr => i _; rewrite vector_mean_sum; apply: eq_bigr => j _.
rewrite vector_meanZ meanD mean_const meanN meanZ mean_sign_sign.
by rewrite (off_diagonal_weightE R two_le_r le_rm) /correction mulr0 subr0 addrA.
Qed.
End SingleBlock.
