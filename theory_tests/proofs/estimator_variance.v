(* Theorem V (estimator-variance) on one block: the second moment of every two-sided action.

   Result: E |T|^2 = sum_i (row i of the table of Theorem V), for plain, exact_weights, balanced, the single-block form,
   biprobe and centred; every linear H, every Z of m x n, every n.  For plain any r <= m; else 2 <= r <= m or r = m = 1
   (balanced: r even or r = m).  |T|^2 is the Frobenius norm.

   Model: that of estimators.v: given the basis O, a uniformly random r-subset of its columns in any order, and signs of
   the laws of probes.v, independent of it.  x_ij = u_i' H[u_j u_j' Z], a row vector, is row i of H applied to row j of Z
   alone, in the basis O.
   Source: docs/theory/estimators.md, estimator-variance, Theorem V.  Several blocks: decoupled_variance.v has one_sided
   and decoupled. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns signs weights subset_samplers probes estimators haar_first
  single_block_form gram_sums weight_moments variance_rows.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma mean_product (R : realFieldType) (S T : finType) (c : distribution R S) (d : distribution R T) (f : S * T -> R) :
  mean (product c d) f = mean c (fun x => mean d (fun y => f (x, y))).
Proof. exact: (@vector_mean_product R S T c d [lmodType R of R^o] f). Qed.

(* The chance that a random subset has i, j and k. *)
Lemma inclusion_pattern (R : realFieldType) m r (le_rm : (r <= m)%N) (i j k : 'I_m) :
  mean (random_subset R le_rm) (fun S : {set 'I_m} => (i \in S)%:R * ((j \in S)%:R * (k \in S)%:R))
  = by_pattern (inclusion_one R m r) (inclusion_two R m r) (inclusion_two R m r) (inclusion_three R m r) i j k.
Proof.
have twice (a : bool) : a%:R * a%:R = a%:R :> R by case: a; rewrite ?mulr1 ?mulr0.
rewrite /by_pattern; have [->|ij] := eqVneq i j.
  have [->|jk] := eqVneq j k; first by rewrite -(inclusion_oneP R le_rm k); apply: eq_mean => S; rewrite !twice.
  by rewrite -(inclusion_twoP R le_rm jk); apply: eq_mean => S; rewrite mulrA twice.
have [<-|ik] := eqVneq i k.
  rewrite -(inclusion_twoP R le_rm ij); apply: eq_mean => S.
  by rewrite mulrCA twice mulrC.
have [jk|jk] := eqVneq j k.
  by rewrite -(inclusion_twoP R le_rm ij) jk; apply: eq_mean => S; rewrite twice.
rewrite -(inclusion_threeP R le_rm ij ik jk).
by apply: eq_mean => S; rewrite mulrA.
Qed.

Section OneBlock.
Variables (R : realFieldType) (m n r : nat).
Hypothesis le_rm : (r <= m)%N.
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).
Let P S := sampled root_rho O (e S).
Let subset := random_subset R le_rm.
Let rho := rho R m r.

(* x_ij. *)
Definition part (i j : 'I_m) : 'rV[R]_n := (col i O)^T *m H (dyad O j *m Z).

(* |d_i|^2, <d_i, o_i>, |o_i|^2 and s_i; and |h_i|^2 = |d_i + o_i|^2. *)
Definition row_terms (i : 'I_m) : terms R :=
  Terms (square (part i i)) (frobenius (part i i) (off_sum (part i) i))
        (square (off_sum (part i) i)) (off_square (part i) i).

Lemma row_terms_hh i : hh (row_terms i) = square (\sum_j part i j).
Proof. by rewrite (whole_sum (part i) i) squareD. Qed.

(* sum_i |h_i|^2 = |H Z|^2. *)
Lemma sum_hh : \sum_i hh (row_terms i) = square (H Z).
Proof.
rewrite -(sum_terms H Z ortho ortho) (eq_bigr (fun i => square (\sum_j part i j))) => [|i _]; last exact: row_terms_hh.
rewrite -(square_in_basis (fun i => \sum_j part i j) ortho (f := id)) //; congr square.
by apply: eq_bigr => i _; rewrite mulmx_sumr; apply: eq_bigr => j _; rewrite mulmxA.
Qed.

Lemma row_terms_proper i : proper m (row_terms i).
Proof.
split=> [m1|m2].
  have none j : j != i -> False by move=> /two_rows; rewrite m1.
  have o0 : off_sum (part i) i = 0 by apply: big1 => j /none.
  split=> /=; last by apply: big1 => j /none.
    by rewrite o0 /frobenius mulmx0 mxtrace0.
  by rewrite o0 /square /frobenius mulmx0 mxtrace0.
have [j ne] : exists j, j != i.
  have : (0 < #|predC1 i|)%N by rewrite cardC1 card_ord m2.
  by case/card_gt0P => j; exists j.
have only k : (k != i) = (k == j).
  apply/idP/eqP => [ki|-> //]; apply/eqP; apply: contraT => kj.
  have := max_card (mem [set i; j; k]); rewrite card_ord setUC cardsU1 cards2 !inE (negbTE ki) (negbTE kj) /= eq_sym ne.
  by rewrite m2.
by rewrite /= /off_sum /off_square !(eq_bigl _ _ only) !big_pred1_eq.
Qed.

(* sum_ij M_ij p_i p_i' H[p_j p_j' Z]: every estimate is one. *)
Definition weighted_estimate S (M : 'I_r -> 'I_r -> R) : 'M[R]_(m, n) :=
  \sum_i \sum_j M i j *: projected_term (P S) (P S) H Z i j.

(* Given the subset. *)
Lemma square_given_subset (S : {set 'I_m}) M : #|S| = r ->
  square (weighted_estimate S M)
  = \sum_i \sum_j \sum_k rho ^+ 4 * (M i j * M i k) * frobenius (part (e S i) (e S j)) (part (e S i) (e S k)).
Proof.
move=> card_S; have [inj _] := order card_S.
have -> : weighted_estimate S M
    = \sum_i col (e S i) O *m (\sum_j (rho ^+ 2 * M i j) *: part (e S i) (e S j)).
  apply: eq_bigr => i _; rewrite mulmx_sumr; apply: eq_bigr => j _.
  rewrite sampled_term rho_root scalerA -scalemxAr [M i j * _]mulrC -[_ / _ * _]expr2.
  by rewrite /part mulmxA.
rewrite (square_in_basis _ ortho inj); apply: eq_bigr => i _.
rewrite (square_weighted_sum (fun j => part (e S i) (e S j))); apply: eq_bigr => j _.
by apply: eq_bigr => k _; congr (_ * _); ring.
Qed.

(* Given the subset, in the mean over weights of which only the means of products are known, by pattern. *)
Lemma mean_given_subset (T : finType) (d : distribution R T) (M : T -> 'I_r -> 'I_r -> R) A B C D (S : {set 'I_m}) :
  (forall i j k, mean d (fun x => M x i j * M x i k) = by_pattern A B C D i j k) -> #|S| = r ->
  mean d (fun x => square (weighted_estimate S (M x)))
  = \sum_i rho ^+ 4 * \sum_j \sum_k
      by_pattern A B C D i j k * frobenius (part (e S i) (e S j)) (part (e S i) (e S k)).
Proof.
move=> moments card_S; rewrite (eq_mean _ (fun x => square_given_subset (M x) card_S)).
rewrite mean_sum; apply: eq_bigr => i _; rewrite mean_sum mulr_sumr; apply: eq_bigr => j _.
rewrite mean_sum mulr_sumr; apply: eq_bigr => k _; rewrite -moments mulrA -meanZ mulrC -meanZ.
by apply: eq_mean => x; ring.
Qed.

(* The mean over the subset too. *)
Theorem second_moment_by_pattern (T : finType) (d : distribution R T) (M : T -> 'I_r -> 'I_r -> R) A B C D :
  (forall i j k, mean d (fun x => M x i j * M x i k) = by_pattern A B C D i j k) ->
  mean (product subset d) (fun y => square (weighted_estimate y.1 (M y.2)))
  = \sum_i row_of m r A B C D (row_terms i).
Proof.
move=> moments; rewrite mean_product.
pose F i j k := rho ^+ 4 * (by_pattern A B C D i j k * frobenius (part i j) (part i k)).
pose chosen (S : {set 'I_m}) i j k := (i \in S)%:R * ((j \in S)%:R * (k \in S)%:R) : R.
transitivity (mean subset (fun S : {set 'I_m} => \sum_i \sum_j \sum_k F i j k * chosen S i j k)).
  apply: eq_mean_subset => S card_S; rewrite /= (mean_given_subset moments card_S).
  have [inj _] := order card_S.
  have sum_e (G : 'I_m -> R) : \sum_i G (e S i) = \sum_k (k \in S)%:R * G k.
    exact: (@sum_indicator R [lmodType R of R^o] m r e S G order card_S).
  transitivity (\sum_i \sum_j \sum_k F (e S i) (e S j) (e S k)).
    apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mulr_sumr.
    by apply: eq_bigr => k _; rewrite /F (by_pattern_inj _ _ _ _ _ _ _ inj).
  rewrite (sum_e (fun i => \sum_j \sum_k F i (e S j) (e S k))); apply: eq_bigr => i _.
  rewrite (sum_e (fun j => \sum_k F i j (e S k))) mulr_sumr; apply: eq_bigr => j _.
  rewrite (sum_e (F i j)) !mulr_sumr; apply: eq_bigr => k _.
  by rewrite /chosen; ring.
rewrite mean_sum; apply: eq_bigr => i _; rewrite mean_sum.
transitivity (rho ^+ 4 * \sum_j \sum_k by_pattern (inclusion_one R m r * A) (inclusion_two R m r * B)
    (inclusion_two R m r * C) (inclusion_three R m r * D) i j k * frobenius (part i j) (part i k)).
  rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mean_sum mulr_sumr; apply: eq_bigr => k _.
  rewrite meanZ inclusion_pattern -by_patternM /F -[LHS]mulrA; congr (_ * _).
  by rewrite [LHS]mulrC mulrA.
by rewrite (pattern_sum (part i) i).
Qed.

(* The rows of Theorem V. *)
(* Fixed weights need no law: the law of one point. *)
Lemma fixed_second_moment (M : 'I_r -> 'I_r -> R) A B C D :
  (forall i j k, M i j * M i k = by_pattern A B C D i j k) ->
  mean subset (fun S => square (weighted_estimate S M)) = \sum_i row_of m r A B C D (row_terms i).
Proof.
move=> moments; rewrite -(@second_moment_by_pattern _ (random_subset R (leqnn 0)) (fun _ => M)) => [|i j k].
  by rewrite mean_product; apply: eq_mean => S /=; rewrite mean_const.
by rewrite mean_const.
Qed.

(* plain: U(W) alone. *)
Theorem plain_second_moment :
  mean subset (fun S => square (P S *m projected_hessian (P S) H (restricted (P S) Z)))
  = \sum_i plain_row m r (row_terms i).
Proof.
rewrite (eq_bigr (fun i => row_of m r 1 1 1 1 (row_terms i))) => [|i _]; last by rewrite plain_rowE.
rewrite -(@fixed_second_moment (fun _ _ => 1)) => [|i j k]; last first.
  by rewrite mulr1 /by_pattern; case: (j == i); case: (k == i); case: (j == k).
apply: eq_mean => S; rewrite lifted_hessian; congr square.
by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite scale1r.
Qed.

Hypotheses (allowed : rank_allowed m r) (m_gt0 : (0 < m)%N).

Let Cd : R := 1 + correction R m r true.
Let Co : R := 1 + correction R m r false.
Lemma exact_weights_rows :
  \sum_i row_of m r (Cd ^+ 2) (Cd * Co) (Co ^+ 2) (Co ^+ 2) (row_terms i)
  = \sum_i exact_weights_row m r (row_terms i).
Proof. by apply: eq_bigr => i _; apply: exact_weights_rowE => //; apply: row_terms_proper. Qed.

Theorem exact_weights_second_moment :
  mean subset (fun S => square (P S *m exact_weights (P S) H Z)) = \sum_i exact_weights_row m r (row_terms i).
Proof.
rewrite -exact_weights_rows -(@fixed_second_moment (fun i j => 1 + correction R m r (i == j))).
  by apply: eq_mean => S; rewrite lifted_exact_weights.
exact: weights_pattern.
Qed.

(* Random weights of mean 1 + C whose covariances, by pattern, are KA, KB, KC, KD. *)
Lemma random_second_moment (T : finType) (d : distribution R T) (M : T -> 'I_r -> 'I_r -> R) KA KB KC KD :
  (forall i j k, mean d (fun x => M x i j * M x i k) = weights_moment m KA KB KC KD i j k) ->
  mean (product subset d) (fun y => square (weighted_estimate y.1 (M y.2)))
  = \sum_i (exact_weights_row m r (row_terms i) + row_of m r KA KB KC KD (row_terms i)).
Proof.
move=> moments; rewrite big_split /= -exact_weights_rows -big_split /= (second_moment_by_pattern moments).
by apply: eq_bigr => i _; rewrite row_of_add.
Qed.

Let tau2 := tau_squared R m r.

Theorem single_block_second_moment : (2 <= r)%N ->
  mean (product subset (rademacher R r)) (fun y => square (P y.1 *m single_block_form H Z (P y.1) (sign R y.2)))
  = \sum_i single_block_row m r (row_terms i).
Proof.
move=> two_le_r; transitivity (\sum_i (exact_weights_row m r (row_terms i) + row_of m r 0 0 (tau2 ^+ 2) 0 (row_terms i))).
  rewrite -(random_second_moment (single_block_moments R two_le_r le_rm)).
  by apply: eq_mean => y; rewrite lifted_single_block.
by apply: eq_bigr => i _; rewrite (single_block_rowE allowed).
Qed.

(* biprobe, balanced, centred. *)
Lemma two_probe_second_moment (pr : probes R m r) KA KB KC KD :
  (forall i j k, mean (law pr) (fun x => probe_weight (pr := pr) x i j * probe_weight (pr := pr) x i k)
    = weights_moment m KA KB KC KD i j k) ->
  mean (product subset (law pr)) (fun y => square (P y.1 *m two_probe (P y.1) H Z (left y.2) (right y.2)))
  = \sum_i (exact_weights_row m r (row_terms i) + row_of m r KA KB KC KD (row_terms i)).
Proof.
move=> moments; rewrite -(random_second_moment moments).
by apply: eq_mean => y; rewrite lifted_two_probe.
Qed.

Theorem biprobe_second_moment (u root_r : R) : u ^+ 2 = biprobe_scale_squared R m r -> root_r ^+ 2 = r%:R ->
  mean (product subset (rademacher R r.+1))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (biprobe_left u root_r y.2) (biprobe_right u root_r y.2)))
  = \sum_i biprobe_row m r (row_terms i).
Proof.
move=> u_root r_root; rewrite (two_probe_second_moment (biprobe_moments u_root r_root)).
by apply: eq_bigr => i _; rewrite (biprobe_rowE allowed).
Qed.

Theorem balanced_second_moment (v : R) : v ^+ 2 = balanced_scale_squared R m r -> (r == m) || ~~ odd r ->
  mean (product subset (random_half R r))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (balanced_left v y.2) (balanced_right v y.2)))
  = \sum_i balanced_row m r (row_terms i).
Proof.
move=> v_root even_or_full; rewrite (two_probe_second_moment (balanced_moments v_root even_or_full)).
by apply: eq_bigr => i _; rewrite (balanced_rowE allowed).
Qed.

Theorem centred_second_moment (t : R) : t ^+ 2 = centred_scale_squared R m r ->
  mean (product subset (rademacher R r))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (centred_left t y.2) (centred_right t y.2)))
  = \sum_i centred_row m r (row_terms i).
Proof.
move=> t_root; rewrite (two_probe_second_moment (centred_moments t_root)).
apply: eq_bigr => i _; rewrite centred_rowE // pnatr_eq0.
by have /andP[_ /orP[/eqP->|]] := allowed; rewrite -lt0n // => /ltnW.
Qed.
End OneBlock.
