(* biprobe-unbiased on one block: the lifted estimates have mean H[Z].

   Result: for biprobe, balanced, centred and exact_weights (2 <= r < m, or r = m),
   and for decoupled and one_sided (any r >= 1), the mean of P B over the subset and
   the action's own randomness is H[Z]: for every linear H, symmetric or not, every
   Z of m x n, every orthogonal O, and every order of the columns.

   Model: P = sqrt(m/r) (u_k, k in S), S a uniformly random r-subset of the columns
   of O.  The action's randomness is independent of S.  Means are given O, as in
   subset_samplers.v.  B is written as the code computes it.  Several blocks: blocks.v.
   Source: docs/theory/estimators.md, biprobe-unbiased; lib/bros/action. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets columns signs weights subset_samplers probes.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* delta o W: row i of W times delta_i. *)
Definition scale_rows (R : ringType) r n (delta : 'I_r -> R) (W : 'M[R]_(r, n)) : 'M[R]_(r, n) :=
  diag_mx (\row_i delta i) *m W.

(* e_j o W keeps row j of W only. *)
Definition unit_row (R : ringType) r (j : 'I_r) (i : 'I_r) : R := (i == j)%:R.

(* Between two blocks, lifted by P, two scalings are weights on the terms. *)
Lemma lifted_pair (R : realFieldType) m n r m' n' r' (P : 'M[R]_(m, r)) (Q : 'M[R]_(m', r'))
    (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n'))
    (delta : 'I_r -> R) (delta' : 'I_r' -> R) :
  P *m scale_rows delta (P^T *m H (Q *m scale_rows delta' (Q^T *m Z)))
  = \sum_i \sum_j (delta i * delta' j) *: projected_term P Q H Z i j.
Proof.
rewrite /scale_rows !mulmxA !diag_columns.
rewrite mulmx_suml; apply: eq_bigr => i _.
rewrite -scalemxAl mulmx_suml linear_sum mulmx_sumr scaler_sumr; apply: eq_bigr => j _.
by rewrite -scalemxAl linearZ -scalemxAr scalerA.
Qed.

Lemma scale_rows_one (R : realFieldType) r n (W : 'M[R]_(r, n)) : scale_rows (fun _ => 1) W = W.
Proof. by rewrite /scale_rows (_ : diag_mx _ = 1%:M) ?mul1mx //; apply/matrixP => i j; rewrite !mxE. Qed.

Section Answers.
Variables (R : realFieldType) (m n r : nat) (P : 'M[R]_(m, r)).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).

(* U(W) = P' H[P W], and W = P' Z. *)
Definition projected_hessian (W : 'M[R]_(r, n)) : 'M[R]_(r, n) := P^T *m H (P *m W).
Definition restricted : 'M[R]_(r, n) := P^T *m Z.

(* B of biprobe, balanced, centred: U(W) + delta o U(delta' o W). *)
Definition two_probe (delta delta' : 'I_r -> R) : 'M[R]_(r, n) :=
  projected_hessian restricted + scale_rows delta (projected_hessian (scale_rows delta' restricted)).

(* B of exact_weights: one action for every row j, which counts with 1 + tau^2/r, less
   tau^2 in row j itself. *)
Definition exact_weights : 'M[R]_(r, n) :=
  \sum_j ((1 + tau_squared R m r / r%:R) *: projected_hessian (scale_rows (unit_row R j) restricted)
  - tau_squared R m r *: scale_rows (unit_row R j)
                           (projected_hessian (scale_rows (unit_row R j) restricted))).

(* B of one_sided: P' H[Z]; of decoupled, with a second subspace P2: P' H[P2 P2' Z]. *)
Definition one_sided : 'M[R]_(r, n) := P^T *m H Z.
Definition decoupled (P2 : 'M[R]_(m, r)) : 'M[R]_(r, n) := P^T *m H (P2 *m (P2^T *m Z)).

Let X := projected_term P P H Z.

(* Lifted by P, two scalings are weights delta_i delta'_j on the terms. *)
Lemma lifted_scaling (delta delta' : 'I_r -> R) :
  P *m scale_rows delta (projected_hessian (scale_rows delta' restricted))
  = \sum_i \sum_j (delta i * delta' j) *: X i j.
Proof. exact: lifted_pair. Qed.

Lemma lifted_hessian_scaling (delta' : 'I_r -> R) :
  P *m projected_hessian (scale_rows delta' restricted) = \sum_i \sum_j delta' j *: X i j.
Proof.
rewrite -[projected_hessian _]scale_rows_one lifted_scaling.
by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mul1r.
Qed.

Lemma lifted_hessian : P *m projected_hessian restricted = \sum_i \sum_j X i j.
Proof.
rewrite -[restricted]scale_rows_one lifted_hessian_scaling.
by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite scale1r.
Qed.

(* The two probes carry the weights 1 + delta_i delta'_j. *)
Lemma lifted_two_probe (delta delta' : 'I_r -> R) :
  P *m two_probe delta delta' = \sum_i \sum_j (1 + delta i * delta' j) *: X i j.
Proof.
rewrite mulmxDr lifted_hessian lifted_scaling -big_split; apply: eq_bigr => i _.
by rewrite -big_split; apply: eq_bigr => j _; rewrite scalerDl scale1r.
Qed.

(* exact_weights carries 1 + C_ij. *)
Lemma lifted_exact_weights :
  P *m exact_weights = \sum_i \sum_j (1 + correction R m r (i == j)) *: X i j.
Proof.
rewrite mulmx_sumr [RHS]exchange_big; apply: eq_bigr => j _.
rewrite mulmxBr -!scalemxAr lifted_hessian_scaling lifted_scaling !scaler_sumr -sumrB.
apply: eq_bigr => i _; rewrite (bigD1 j) //= [X in _ *: (_ + X)]big1 => [|k]; last first.
  by rewrite /unit_row => /negbTE->; rewrite scale0r.
rewrite (bigD1 (P := xpredT) j) //= [X in _ - _ *: (_ + X)]big1 => [|k]; last first.
  by rewrite /unit_row => /negbTE->; rewrite mulr0 scale0r.
rewrite !addr0 /unit_row eqxx scale1r mulr1 scalerA -scalerBl /correction.
by rewrite addrA.
Qed.
End Answers.

Section OneBlock.
Variables (R : realFieldType) (m n r : nat).
Hypotheses (le_rm : (r <= m)%N).
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).
Let P S := sampled root_rho O (e S).
Let subset := random_subset R le_rm.

(* In the mean the random weights 1 + delta_i delta'_j are 1 + C_ij. *)
Lemma mean_probe_terms (pr : probes R m r) : rank_allowed m r ->
  vector_mean (product subset (law pr))
    (fun x => \sum_i \sum_j (1 + left x.2 i * right x.2 j) *: projected_term (P x.1) (P x.1) H Z i j)
  = H Z.
Proof.
move=> allowed; rewrite -[RHS](corrected_mean le_rm allowed rho_root ortho order H Z).
rewrite vector_mean_product; apply: eq_vector_mean => S /=.
rewrite vector_mean_sum; apply: eq_bigr => i _; rewrite vector_mean_sum; apply: eq_bigr => j _.
by rewrite vector_meanZ meanD mean_const left_right_mean.
Qed.

(* Any two probes with the mean products C are unbiased. *)
Theorem two_probe_one_block (pr : probes R m r) : rank_allowed m r ->
  vector_mean (product subset (law pr))
    (fun x => P x.1 *m two_probe (P x.1) H Z (left x.2) (right x.2)) = H Z.
Proof.
move=> allowed; rewrite -[RHS](mean_probe_terms pr allowed).
by apply: eq_vector_mean => x; apply: lifted_two_probe.
Qed.

(* biprobe-unbiased. *)
Theorem biprobe_one_block (u root_r : R)
    (u_root : u ^+ 2 = biprobe_scale_squared R m r) (r_root : root_r ^+ 2 = r%:R) :
  rank_allowed m r ->
  vector_mean (product subset (rademacher R r.+1))
    (fun x => P x.1 *m two_probe (P x.1) H Z (biprobe_left u root_r x.2) (biprobe_right u root_r x.2))
  = H Z.
Proof. exact: (two_probe_one_block (biprobe u_root r_root)). Qed.

Theorem centred_one_block (t : R) (t_root : t ^+ 2 = centred_scale_squared R m r) :
  rank_allowed m r ->
  vector_mean (product subset (rademacher R r))
    (fun x => P x.1 *m two_probe (P x.1) H Z (centred_left t x.2) (centred_right t x.2)) = H Z.
Proof. exact: (two_probe_one_block (centred t_root)). Qed.

(* balanced: the rank is even unless nothing is projected. *)
Theorem balanced_one_block (v : R) (v_root : v ^+ 2 = balanced_scale_squared R m r)
    (even_or_full : (r == m) || ~~ odd r) :
  rank_allowed m r ->
  vector_mean (product subset (random_half R r))
    (fun x => P x.1 *m two_probe (P x.1) H Z (balanced_left v x.2) (balanced_right v x.2)) = H Z.
Proof. exact: (two_probe_one_block (balanced v_root even_or_full)). Qed.

Theorem exact_weights_one_block : rank_allowed m r ->
  vector_mean subset (fun S => P S *m exact_weights (P S) H Z) = H Z.
Proof.
move=> allowed; rewrite -[RHS](corrected_mean le_rm allowed rho_root ortho order H Z).
by apply: eq_vector_mean => S; apply: lifted_exact_weights.
Qed.

(* Any rank: only E[Q] = I is used. *)
Theorem one_sided_one_block : (0 < r)%N ->
  vector_mean subset (fun S => P S *m one_sided (P S) H Z) = H Z.
Proof.
move=> r_gt0; rewrite (eq_vector_mean _ (fun S => mulmxA _ _ _)) vector_mean_mulmxr.
by rewrite (mean_projection le_rm r_gt0 rho_root ortho order) mul1mx.
Qed.

(* The second subspace P2 has the law of P, or any other basis O2, and is independent. *)
Theorem decoupled_one_block (O2 : 'M[R]_m) (ortho2 : orthogonal O2) : (0 < r)%N ->
  vector_mean (product subset subset)
    (fun x => P x.1 *m decoupled (P x.1) H Z (sampled root_rho O2 (e x.2))) = H Z.
Proof.
move=> r_gt0; pose f x := projection root_rho O e x.1 *m H (projection root_rho O2 e x.2 *m Z).
rewrite (@eq_vector_mean _ _ _ _ _ f) => [|x]; first exact: subset_samplers_between_blocks.
by rewrite /f /projection !mulmxA -[sampled _ O2 _ *m _ *m Z]mulmxA.
Qed.
End OneBlock.

(* A sampled Hessian.  Let every Hessian of a finite family have an unbiased estimate, and
   let the Hessian be drawn independently.  Then the estimate has the mean of the sampled
   H[Z], which is H[Z] if the samples are unbiased. *)
Theorem sampled_hessian (R : realFieldType) (V : lmodType R) (S T : finType)
    (c : distribution R S) (d : distribution R T) (estimate : S -> T -> V) (target : S -> V) :
  (forall w, vector_mean d (estimate w) = target w) ->
  vector_mean (product c d) (fun x => estimate x.1 x.2) = vector_mean c target.
Proof. by move=> unbiased; rewrite vector_mean_product; apply: eq_vector_mean => w; apply: unbiased. Qed.
