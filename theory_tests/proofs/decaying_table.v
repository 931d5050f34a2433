(* The table of decaying-steps: e_k = (k + 1)^(-p).

   Result: assume (A1)-(A8), let c satisfy (S).  With the steps e_k c the mean with weights e_k of E||grad Phi(x^k)||^2 over K
   iterations is at most
     (C_start + C_noise K^(1 - 2p) / (1 - 2p)) (1 - p) / ((K + 1)^(1 - p) - 1)   for 0 < p < 1/2: O(K^(-p)),
     (C_start + C_noise 2p / (2p - 1)) (1 - p) / ((K + 1)^(1 - p) - 1)           for 1/2 < p < 1: O(K^(-(1 - p))),
     (C_start + 2 C_noise) / ln (K + 1)                                          for p = 1:       O(1 / log K).
   The line p = 1/2 is decaying_steps_inverse_root, the line p = 0 rate_constant_steps.

   Source: docs/theory/convergence.md, decaying-steps, the table.
   Differences from the document: explicit bounds in the place of ~; 2 in the place of pi^2 / 6 for p = 1.  The line p > 1,
   which has no rate, is not here.  ln of Coq's library has one axiom more, so the theorems take any numbers l_k with
   exp l_k = k + 1, that is l_k = ln (k + 1), and write (k + 1)^s as exp (s l_k). *)
From Coq Require Import Reals Lra Psatz Lia List.
From BROS Require Import inner_product expectation constants exponential potential_arithmetic scaling problem oracle
  potential_decrease run_bound decaying_steps.
Open Scope R_scope.

(* exp is convex: e^(t w) <= t e^w + (1 - t) for 0 <= t <= 1. *)
Lemma exp_convex : forall t w, 0 <= t <= 1 -> exp (t * w) <= t * exp w + (1 - t).
Proof.
intros t w Ht; pose proof (exp_pos (t * w)) as P.
pose proof (exp_above_tangent (w - t * w)) as A; pose proof (exp_above_tangent (0 - t * w)) as B.
apply (Rmult_le_compat_l (exp (t * w))) in A; [| lra]; apply (Rmult_le_compat_l (exp (t * w))) in B; [| lra].
rewrite <- exp_plus in A, B; replace (t * w + (w - t * w)) with w in A by ring.
replace (t * w + (0 - t * w)) with 0 in B by ring; rewrite exp_0 in B.
apply (Rmult_le_compat_l t) in A; [| lra]; apply (Rmult_le_compat_l (1 - t)) in B; lra.
Qed.

(* One step of the comparison of the sum of (k + 1)^(-s) with the integral: e^u = k + 1, e^v = k + 2. *)
Section Step.
Variables (s u v : R).
Hypothesis next : exp v = exp u + 1.
Lemma power_above : 0 <= s < 1 -> (exp ((1 - s) * v) - exp ((1 - s) * u)) / (1 - s) <= exp (- (s * u)).
Proof.
intro Hs; pose proof (exp_convex (1 - s) (v - u) ltac:(lra)) as C.
apply (Rmult_le_compat_l (exp ((1 - s) * u))) in C; [| left; apply exp_pos].
rewrite <- exp_plus in C; replace ((1 - s) * u + (1 - s) * (v - u)) with ((1 - s) * v) in C by ring.
apply (Rmult_le_reg_r (1 - s)); [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
replace (v - u) with (- u + v) in C by ring; rewrite exp_plus, next in C.
assert (E : exp (- u) * exp u = 1) by (rewrite <- exp_plus; replace (- u + u) with 0 by ring; apply exp_0).
replace (- (s * u)) with ((1 - s) * u + - u) by ring; rewrite exp_plus.
replace (exp (- u) * (exp u + 1)) with (1 + exp (- u)) in C by lra; lra.
Qed.
Lemma power_below : 0 <= s -> s <> 1 -> exp (- (s * v)) <= (exp ((1 - s) * v) - exp ((1 - s) * u)) / (1 - s).
Proof.
intros Hs N; pose proof (exp_pos ((1 - s) * v)) as P.
assert (E : exp (- v) * exp v = 1) by (rewrite <- exp_plus; replace (- v + v) with 0 by ring; apply exp_0).
assert (W : exp (u - v) = 1 - exp (- v)).
{ replace (u - v) with (- v + u) by ring; rewrite exp_plus; replace (exp u) with (exp v - 1) by lra; lra. }
replace (exp (- (s * v))) with (exp ((1 - s) * v) * exp (- v)) by (rewrite <- exp_plus; f_equal; ring).
replace (exp ((1 - s) * u)) with (exp ((1 - s) * v) * exp ((1 - s) * (u - v))) by (rewrite <- exp_plus; f_equal; ring).
destruct (Rlt_or_le s 1) as [L | L].
- pose proof (exp_convex (1 - s) (u - v) ltac:(lra)) as C; rewrite W in C.
  apply (Rmult_le_reg_r (1 - s)); [lra |]; unfold Rdiv; rewrite (Rmult_assoc _ (/ _)), Rinv_l, Rmult_1_r by lra.
  apply (Rmult_le_compat_l (exp ((1 - s) * v))) in C; [lra | lra].
- set (q := (1 - s) * (u - v)); assert (Hq : exp q >= 1 + (s - 1) * exp (- v)).
  { assert (Hi : 0 < / s <= 1) by (split; [apply Rinv_0_lt_compat; lra | rewrite <- Rinv_1; apply Rinv_le_contravar; lra]).
    pose proof (exp_convex (/ s) (q - (u - v)) ltac:(lra)) as C.
    replace (/ s * (q - (u - v))) with (- (u - v)) in C by (unfold q; field; lra).
    apply (Rmult_le_compat_l (s * exp (u - v))) in C; [| apply Rmult_le_pos; [lra | left; apply exp_pos]].
    replace (s * exp (u - v) * exp (- (u - v))) with s in C
      by (rewrite Rmult_assoc, <- exp_plus; replace (u - v + - (u - v)) with 0 by ring; rewrite exp_0; ring).
    replace (s * exp (u - v) * (/ s * exp (q - (u - v)) + (1 - / s))) with (exp (u - v) * exp (q - (u - v)) + (s - 1) * exp (u - v)) in C
      by (field; lra).
    rewrite <- exp_plus in C; replace (u - v + (q - (u - v))) with q in C by ring; rewrite W in C; lra. }
  apply (Rmult_le_reg_r (s - 1)); [lra |].
  replace ((exp ((1 - s) * v) - exp ((1 - s) * v) * exp q) / (1 - s) * (s - 1)) with (exp ((1 - s) * v) * (exp q - 1)) by (field; lra).
  rewrite Rmult_assoc; apply Rmult_le_compat_l; lra.
Qed.
End Step.

(* l k is ln (k + 1), and (k + 1)^s is e^(s l k). *)
Section Sums.
Variable l : nat -> R.
Hypothesis logarithm : forall k, exp (l k) = INR (S k).
Definition inverse_power (s : R) (k : nat) : R := exp (- (s * l k)).
Lemma l_next : forall k, exp (l (S k)) = exp (l k) + 1.
Proof. intro k; rewrite !logarithm; apply S_INR. Qed.
Lemma l_0 : l 0%nat = 0.
Proof. apply Rle_antisym; apply exp_reflects_le; rewrite logarithm, exp_0; simpl; lra. Qed.
Lemma l_increases : forall k, 0 < l (S k).
Proof.
intro k; apply Rnot_le_lt; intro Le; pose proof (exp_le_1 _ Le) as E; rewrite logarithm, !S_INR in E; pose proof (pos_INR k); lra.
Qed.
Lemma l_nonneg : forall k, 0 <= l k.
Proof. intros [| k]; [rewrite l_0; lra | left; apply l_increases]. Qed.

Lemma sum_power_lower : forall s K, 0 <= s < 1 -> (exp ((1 - s) * l K) - 1) / (1 - s) <= sum_below (inverse_power s) K.
Proof.
intros s K Hs; induction K as [| K IH]; cbn [sum_below].
- rewrite l_0, Rmult_0_r, exp_0; right; field; lra.
- pose proof (power_above s _ _ (l_next K) Hs) as B; unfold inverse_power at 2.
  apply Rle_trans with ((exp ((1 - s) * l K) - 1) / (1 - s) + (exp ((1 - s) * l (S K)) - exp ((1 - s) * l K)) / (1 - s));
    [right; field; lra | lra].
Qed.
Lemma sum_power_upper : forall s K, 0 <= s -> s <> 1 ->
  sum_below (inverse_power s) (S K) <= 1 + (exp ((1 - s) * l K) - 1) / (1 - s).
Proof.
intros s K Hs N; induction K as [| K IH].
- cbn [sum_below]; unfold inverse_power; rewrite l_0, !Rmult_0_r, Ropp_0, exp_0; right; field; lra.
- pose proof (power_below s _ _ (l_next K) Hs N) as B.
  change (sum_below (inverse_power s) (S K) + inverse_power s (S K) <= 1 + (exp ((1 - s) * l (S K)) - 1) / (1 - s)).
  unfold inverse_power at 2.
  apply Rle_trans with (1 + (exp ((1 - s) * l K) - 1) / (1 - s) + (exp ((1 - s) * l (S K)) - exp ((1 - s) * l K)) / (1 - s));
    [lra | right; field; lra].
Qed.

Lemma inverse_power_range : forall s k, 0 <= s -> 0 < inverse_power s k <= 1.
Proof.
intros s k Hs; split; [apply exp_pos | apply exp_le_1]; pose proof (l_nonneg k).
assert (0 <= s * l k) by (apply Rmult_le_pos; assumption); lra.
Qed.
Lemma inverse_power_square : forall s K,
  sum_below (fun k => inverse_power s k * inverse_power s k) K = sum_below (inverse_power (2 * s)) K.
Proof. intros s K; apply sum_below_ext; intros k _; unfold inverse_power; rewrite <- exp_plus; f_equal; ring. Qed.

(* p = 1: sum 1 / (k + 1) is at least ln (K + 1). *)
Lemma sum_inverse_lower : forall K, l K <= sum_below (inverse_power 1) K.
Proof.
induction K as [| K IH]; cbn [sum_below]; [rewrite l_0; lra |].
enough (l (S K) - l K <= inverse_power 1 K) by lra; unfold inverse_power.
pose proof (exp_above_tangent (l (S K) - l K)) as B; replace (l (S K) - l K) with (- l K + l (S K)) in B at 2 by ring.
rewrite exp_plus, l_next, Rmult_plus_distr_l, <- exp_plus in B; replace (- l K + l K) with 0 in B by ring.
rewrite exp_0 in B; rewrite Rmult_1_l; lra.
Qed.
End Sums.

Section Table.
Variable l : nat -> R.
Hypothesis logarithm : forall k, exp (l k) = INR (S k).
Local Notation power s K := (exp (s * l K)).
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable Phi_inf : R.
Hypothesis T : theorem_assumptions p a sample choice oracle_of Phi_inf.
Variables (c : Steps) (start : State p).
Hypothesis Pos : positive_steps c.
Hypothesis Adm : bounds.admits a c.
Let C_start := 2 * (gap (start_of Phi_inf start) + weighted (bounds.potential a c) (errors (start_of Phi_inf start))) / alpha c.
Let C_noise := bounds.noise_floor a c.
(* The mean with weights e_k over k < K. *)
Definition weighted_mean (e : nat -> R) (K : nat) : R :=
  sum_below (fun k => e k * squared_gradient p sample choice oracle_of (full_tangent a) (fun k => scaled_steps c (e k)) start k) K
  / sum_below e K.

(* (13) with a lower bound of sum e_k and an upper bound of sum e_k^2. *)
Lemma decaying_with_sums : forall e K s1 s2, (forall k, 0 < e k <= 1) -> (1 <= K)%nat -> 0 < s1 ->
  s1 <= sum_below e K -> sum_below (fun k => e k * e k) K <= s2 ->
  weighted_mean e K <= (C_start + C_noise * s2) / s1.
Proof.
intros e K s1 s2 Range HK P1 S1 S2; unfold weighted_mean.
pose proof (decaying_steps p a sample choice oracle_of Phi_inf T c e start Pos Adm Range K HK) as B.
unfold bounds.decaying_rate, bounds.step_sums in B; cbn [bounds.first bounds.second] in B; fold C_start C_noise in B.
pose proof (noise_floor_nonneg a c (numbers_valid _ _ _ _ _ _ T) Pos) as PN; fold C_noise in PN.
apply (Rmult_le_compat_l C_noise) in S2; [| exact PN].
set (G := sum_below (fun k => e k * squared_gradient _ _ _ _ _ _ _ k) K) in *.
assert (PG : 0 <= G).
{ unfold G; rewrite <- (Rmult_0_l (INR K)), <- sum_below_const; apply sum_below_le; intros k _.
  apply Rmult_le_pos; [left; apply Range | apply squared_gradient_nonneg]. }
assert (Le : G <= C_start + C_noise * s2).
{ apply (Rmult_le_compat_r (sum_below e K)) in B; [| lra]; unfold Rdiv in B; rewrite !Rmult_assoc, Rinv_l, !Rmult_1_r in B by lra; lra. }
unfold Rdiv; apply Rle_trans with (G * / s1).
- apply Rmult_le_compat_l; [exact PG | apply Rinv_le_contravar; assumption].
- apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, P1 | exact Le].
Qed.

Lemma first_sum : forall q K, 0 < q < 1 -> 0 < (power (1 - q) (S K) - 1) / (1 - q).
Proof.
intros q K Hq; apply Rdiv_lt_0_compat; [| lra]; pose proof (l_increases l logarithm K) as P.
pose proof (exp_above_tangent ((1 - q) * l (S K))); assert (0 < (1 - q) * l (S K)) by (apply Rmult_lt_0_compat; lra); lra.
Qed.

(* 0 < p < 1/2; the number of iterations, K in the document, is S K here and below. *)
Theorem decaying_steps_slow : forall q K, 0 < q < 1 / 2 -> weighted_mean (inverse_power l q) (S K)
  <= (C_start + C_noise * (power (1 - 2 * q) K / (1 - 2 * q))) / ((power (1 - q) (S K) - 1) / (1 - q)).
Proof.
intros q K Hq; apply decaying_with_sums; try lia; [intro; apply (inverse_power_range l logarithm); lra | apply first_sum; lra | |].
- apply (sum_power_lower l logarithm); lra.
- rewrite inverse_power_square; eapply Rle_trans; [apply (sum_power_upper l logarithm); lra |].
  apply (Rmult_le_reg_r (1 - 2 * q)); [lra |].
  match goal with |- ?l <= ?r => replace l with (power (1 - 2 * q) K - 2 * q) by (field; lra);
    replace r with (power (1 - 2 * q) K) by (field; lra) end; lra.
Qed.

(* 1/2 < p < 1 *)
Lemma second_sum : forall q K, 1 / 2 < q -> sum_below (fun k => inverse_power l q k * inverse_power l q k) (S K) <= 2 * q / (2 * q - 1).
Proof.
intros q K Hq; rewrite inverse_power_square; eapply Rle_trans; [apply (sum_power_upper l logarithm); lra |].
assert (0 < power (1 - 2 * q) K) by apply exp_pos; apply (Rmult_le_reg_r (2 * q - 1)); [lra |].
match goal with |- ?l <= ?r => replace l with (2 * q - power (1 - 2 * q) K) by (field; lra);
  replace r with (2 * q) by (field; lra) end; lra.
Qed.
Theorem decaying_steps_fast : forall q K, 1 / 2 < q < 1 -> weighted_mean (inverse_power l q) (S K)
  <= (C_start + C_noise * (2 * q / (2 * q - 1))) / ((power (1 - q) (S K) - 1) / (1 - q)).
Proof.
intros q K Hq; apply decaying_with_sums; try lia; [intro; apply (inverse_power_range l logarithm); lra | apply first_sum; lra | |].
- apply (sum_power_lower l logarithm); lra.
- apply second_sum; lra.
Qed.

(* p = 1 *)
Theorem decaying_steps_inverse : forall K, weighted_mean (inverse_power l 1) (S K)
  <= (C_start + C_noise * 2) / l (S K).
Proof.
intro K; apply decaying_with_sums; try lia;
  [intro; apply (inverse_power_range l logarithm); lra | apply (l_increases l logarithm) | apply (sum_inverse_lower l logarithm) |].
replace 2 with (2 * 1 / (2 * 1 - 1)) at 1 by field; apply second_sum; lra.
Qed.
End Table.
