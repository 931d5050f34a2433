(* estimator-variance, Ordering, on one block.

   Result: given the subset, so for every P, and in the mean over it,
       E |T|^2 of exact_weights <= that of every two-probe action (balanced, biprobe, centred),
       balanced <= single-block form <= biprobe,
   for every linear H and every Z.
   Method: exact_weights is the mean of a two-probe action over its signs, and E |T|^2 >= |E T|^2.  Of the other three
   the second moments differ by C s + D (|o|^2 - s) = (C - D) s + D |o|^2 (gram_sums.v), and C - D and D grow.

   Model: that of estimator_variance.v.  "Given the subset" is any r-subset S of the columns of O.
   Source: docs/theory/estimators.md, estimator-variance, Ordering.  Several blocks are not here. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns signs weights subset_samplers probes estimators haar_first
  single_block_form gram_sums weight_moments variance_rows estimator_variance decoupled_variance.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* |E T|^2 <= E |T|^2. *)
Lemma square_mean_le (R : realFieldType) (T : finType) (d : distribution R T) p q (f : T -> 'M[R]_(p, q)) :
  square (vector_mean d f) <= mean d (fun x => square (f x)).
Proof.
set g := vector_mean d f; rewrite -subr_ge0.
have -> : mean d (fun x => square (f x)) - square g = mean d (fun x => square (f x + (-1) *: g)).
  rewrite [RHS](@eq_mean _ _ _ _ (fun x => square (f x) + (- 2%:R * frobenius g (f x) + square g))) => [|x].
    by rewrite !meanD meanZ mean_frobenius mean_const -/g -/(square g); ring.
  by rewrite squareD squareZ frobeniusZr frobeniusC; ring.
by rewrite -(mean_const d 0); apply: le_mean => x; apply: square_ge0.
Qed.

Section OneBlock.
Variables (R : realFieldType) (m n r : nat).
Hypothesis le_rm : (r <= m)%N.
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).
Let P S := sampled root_rho O (e S).
Let subset := random_subset R le_rm.

(* E |T|^2 given the subset: of exact_weights, of a two-probe action, of the single-block form. *)
Definition exact_given S : R := square (P S *m exact_weights (P S) H Z).
Definition two_probe_given (pr : probes R m r) S : R :=
  mean (law pr) (fun x => square (P S *m two_probe (P S) H Z (left x) (right x))).
Definition single_block_given S : R :=
  mean (rademacher R r) (fun s => square (P S *m single_block_form H Z (P S) (sign R s))).

Theorem exact_weights_least_given (pr : probes R m r) S : exact_given S <= two_probe_given pr S.
Proof.
rewrite /exact_given /two_probe_given; apply: le_trans (square_mean_le _ _).
rewrite lifted_exact_weights (eq_vector_mean _ (fun x => lifted_two_probe _ _ _ _ _)).
rewrite le_eqVlt; apply/orP; left; apply/eqP; congr square; apply/esym.
rewrite vector_mean_sum; apply: eq_bigr => i _; rewrite vector_mean_sum; apply: eq_bigr => j _.
by rewrite vector_meanZ meanD mean_const left_right_mean.
Qed.

(* Two laws of weights whose moments differ only where j and k are not i. *)
Lemma given_le (T T' : finType) (d : distribution R T) (d' : distribution R T')
    (M : T -> 'I_r -> 'I_r -> R) (M' : T' -> 'I_r -> 'I_r -> R) A B C D C' D' (S : {set 'I_m}) :
  (forall i j k, mean d (fun x => M x i j * M x i k) = by_pattern A B C D i j k) ->
  (forall i j k, mean d' (fun x => M' x i j * M' x i k) = by_pattern A B C' D' i j k) ->
  C - D <= C' - D' -> D <= D' -> #|S| = r ->
  mean d (fun x => square (weighted_estimate root_rho O e H Z S (M x)))
  <= mean d' (fun x => square (weighted_estimate root_rho O e H Z S (M' x))).
Proof.
move=> moments moments' le_s le_o card_S.
rewrite (mean_given_subset rho_root ortho order H Z moments card_S).
rewrite (mean_given_subset rho_root ortho order H Z moments' card_S).
apply: ler_sum => i _; apply: ler_wpmul2l; first by rewrite exprn_ge0 // divr_ge0 ?ler0n.
rewrite !(pattern_sum (fun j => part O H Z (e S i) (e S j)) i) -subr_ge0.
set x := fun j => _.
have s_ge0 : 0 <= off_square x i by apply: sumr_ge0 => j _; apply: square_ge0.
have o_ge0 := square_ge0 (off_sum x i).
move: (square (x i)) (square (off_sum x i)) (frobenius _ _) (off_square x i) o_ge0 s_ge0 => a o b s o_ge0 s_ge0.
have -> : A * a + 2%:R * B * b + C' * s + D' * (o - s) - (A * a + 2%:R * B * b + C * s + D * (o - s))
    = (C' - D' - (C - D)) * s + (D' - D) * o by ring.
by rewrite addr_ge0 ?mulr_ge0 ?subr_ge0.
Qed.

Hypotheses (two_le_r : (2 <= r)%N).
Let tau4 : R := tau_squared R m r ^+ 2.
Let tau4_ge0 : 0 <= tau4. Proof. exact: sqr_ge0. Qed.
Let r_inv : 0 <= r%:R^-1 :> R. Proof. by rewrite invr_ge0 ler0n. Qed.

Let r1_ge0 : 0 <= r%:R - 1 :> R. Proof. by rewrite subr_ge0 ler1n ltnW. Qed.

Lemma two_probe_givenE (pr : probes R m r) S : two_probe_given pr S
  = mean (law pr) (fun x => square (weighted_estimate root_rho O e H Z S (probe_weight (pr := pr) x))).
Proof. by apply: eq_mean => x; rewrite lifted_two_probe. Qed.

Lemma single_block_givenE S : single_block_given S = mean (rademacher R r) (fun s => square
  (weighted_estimate root_rho O e H Z S
    (fun i j => off_diagonal_weight R m r - tau_squared R m r * (sign R s i * sign R s j)))).
Proof. by apply: eq_mean => s; rewrite lifted_single_block. Qed.

Theorem balanced_le_single_block_given (v : R) (v_root : v ^+ 2 = balanced_scale_squared R m r)
    (even_or_full : (r == m) || ~~ odd r) (S : {set 'I_m}) : #|S| = r ->
  two_probe_given (balanced v_root even_or_full) S <= single_block_given S.
Proof.
rewrite two_probe_givenE single_block_givenE.
have [_ r0 _ r1] := rank_facts R two_le_r le_rm.
apply: given_le (balanced_moments v_root even_or_full) (single_block_moments R two_le_r le_rm) _ _; rewrite -subr_ge0 -/tau4.
  rewrite (_ : _ - _ = tau4 * r%:R^-1); first by rewrite mulr_ge0.
  by move: tau4 => t; field; rewrite r0 r1.
rewrite (_ : _ - _ = tau4 * ((r%:R - 1) / r%:R * (r%:R - 1)^-1)); last by move: tau4 => t; field; rewrite r0 r1.
by rewrite mulr_ge0 // mulr_ge0 ?divr_ge0 ?ler0n ?invr_ge0.
Qed.

Theorem single_block_le_biprobe_given (u root_r : R) (u_root : u ^+ 2 = biprobe_scale_squared R m r)
    (r_root : root_r ^+ 2 = r%:R) (S : {set 'I_m}) : #|S| = r ->
  single_block_given S <= two_probe_given (biprobe u_root r_root) S.
Proof.
rewrite two_probe_givenE single_block_givenE; have [_ r0 _ _] := rank_facts R two_le_r le_rm.
apply: given_le (single_block_moments R two_le_r le_rm) (biprobe_moments u_root r_root) _ _; rewrite -subr_ge0 -/tau4.
  rewrite (_ : _ - _ = tau4 * r%:R^-1); last by move: tau4 => t; field.
  by rewrite mulr_ge0.
rewrite (_ : _ - _ = tau4 * r%:R^-1); last by move: tau4 => t; field.
by rewrite mulr_ge0.
Qed.

(* The mean over the subset: the orders pass to it. *)
Lemma le_mean_subset (f g : {set 'I_m} -> R) :
  (forall S : {set 'I_m}, #|S| = r -> f S <= g S) -> mean subset f <= mean subset g.
Proof.
move=> le; rewrite !mean_uniform ler_wpmul2r ?invr_ge0 ?ler0n //.
by apply: ler_sum => S; rewrite inE => /eqP/le.
Qed.

Theorem exact_weights_least (pr : probes R m r) :
  mean subset exact_given <= mean (product subset (law pr))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (left y.2) (right y.2))).
Proof. by rewrite mean_product; apply: le_mean_subset => S _; apply: exact_weights_least_given. Qed.

Theorem balanced_le_single_block (v : R) (v_root : v ^+ 2 = balanced_scale_squared R m r)
    (even_or_full : (r == m) || ~~ odd r) :
  mean (product subset (random_half R r))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (balanced_left v y.2) (balanced_right v y.2)))
  <= mean (product subset (rademacher R r)) (fun y => square (P y.1 *m single_block_form H Z (P y.1) (sign R y.2))).
Proof.
rewrite !mean_product; apply: le_mean_subset => S card_S.
exact: (balanced_le_single_block_given v_root even_or_full card_S).
Qed.

Theorem single_block_le_biprobe (u root_r : R) (u_root : u ^+ 2 = biprobe_scale_squared R m r)
    (r_root : root_r ^+ 2 = r%:R) :
  mean (product subset (rademacher R r)) (fun y => square (P y.1 *m single_block_form H Z (P y.1) (sign R y.2)))
  <= mean (product subset (rademacher R r.+1))
    (fun y => square (P y.1 *m two_probe (P y.1) H Z (biprobe_left u root_r y.2) (biprobe_right u root_r y.2))).
Proof.
rewrite !mean_product; apply: le_mean_subset => S card_S.
exact: (single_block_le_biprobe_given u_root r_root card_S).
Qed.
End OneBlock.
