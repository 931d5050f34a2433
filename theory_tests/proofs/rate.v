(* rate and sample-complexity: the convergence theorem, from (A1)-(A8) to the number of samples.

   Result, under theorem_assumptions ((A1)-(A7), and Phi >= Phi_inf), for a general action with (A7) and along a full tangent:
   - rate_constant_steps: for constant steps with (S), (1/K) sum_{k<K} E||grad Phi(x^k)||^2 <= bounds.rate        (12);
   - rate: with steps c / sqrt K, c_alpha <= (10), for every K >= K_0(c), at most C / sqrt K, C = bounds.rate_constant;
   - rate_every_horizon: with the steps (11), for every K >= 1;
   - sample_complexity: with the steps (11), at most epsilon for every K >= (C / epsilon)^2, K >= 1: O(epsilon^-2) samples,
     one an iteration;
   - rate_random_start: (12) for a random start, gap and errors read as expectations (A8).

   Source: docs/theory/convergence.md, rate and sample-complexity.  E||grad Phi(x^iota)||^2 for iota uniform on 0 .. K-1 and
   independent of the run is the mean over k < K by definition.
   Differences from the document: finite sample spaces, given Y* and Z*, H symmetric as a premise: see problem.v and
   oracle.v.  c_alpha may be smaller than (10). *)
From Coq Require Import Reals Lra Psatz Lia List.
From BROS Require Import inner_product expectation constants potential_arithmetic scaling problem oracle
  potential_decrease run_bound decaying_steps.
Open Scope R_scope.

(* (1/K) sum_{k<K} E||grad Phi(x^k)||^2 with constant steps *)
Definition mean_squared_gradient {p : Problem} {sample choice : Type}
    (oracle_of : list (sample * choice) -> Oracle p sample choice) (full : bool) (s : Steps) (start : State p) (K : nat) : R :=
  sum_below (squared_gradient p sample choice oracle_of full (fun _ => s) start) K / INR K.

Lemma scaled_steps_1 : forall s, scaled_steps s 1 = s.
Proof. intros [al be ga th]; unfold scaled_steps; cbn; rewrite !Rmult_1_r; reflexivity. Qed.

Section Rate.
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable Phi_inf : R.
Hypothesis T : theorem_assumptions p a sample choice oracle_of Phi_inf.
Variable start : State p.
Let V := numbers_valid _ _ _ _ _ _ T.
Local Notation start_ := (start_of Phi_inf start).
Local Notation mean_G s K := (mean_squared_gradient oracle_of (full_tangent a) s start K).

(* (12): constant steps with (S), any K >= 1. *)
Theorem rate_constant_steps : forall s K, positive_steps s -> bounds.admits a s -> (1 <= K)%nat ->
  mean_G s K <= bounds.rate a s start_ (INR K).
Proof.
intros s K Pos Adm HK.
pose proof (weighted_sum_bound p a sample choice oracle_of Phi_inf T s (fun _ => 1) start Pos Adm
  (fun _ => conj Rlt_0_1 (Rle_refl 1)) K) as B.
cbv beta in B; rewrite sum_below_scale, (sum_below_const (1 * 1)), scaled_steps_1 in B.
assert (Hk : 0 < INR K) by (apply lt_0_INR; lia); destruct Pos as [Ha _].
apply (Rmult_le_compat_l (2 / (alpha s * INR K))) in B; [| left; positive].
unfold mean_squared_gradient, bounds.rate.
match type of B with _ * (_ * (1 * ?Sm)) <= _ =>
  replace (Sm / INR K) with (2 / (alpha s * INR K) * (alpha s / 2 * (1 * Sm))) by (field; lra) end.
eapply Rle_trans; [exact B | right; field; lra].
Qed.

(* Start and noise scale alike: bounds.rate at c / sqrt K and K is C / sqrt K. *)
Lemma rate_at_scaled_steps : forall c K, positive_steps c -> (1 <= K)%nat ->
  bounds.rate a (scaled_steps c (/ sqrt (INR K))) start_ (INR K) = bounds.rate_constant a c start_ / sqrt (INR K).
Proof.
intros c K Pos HK; assert (Hk : 0 < INR K) by (apply lt_0_INR; lia).
assert (Hs : 0 < sqrt (INR K)) by (apply sqrt_lt_R0, Hk).
unfold bounds.rate_constant, bounds.rate.
rewrite noise_floor_scaled, (potential_scaled a V c _ Pos (Rinv_0_lt_compat _ Hs)).
destruct Pos as [Ha _]; cbn [scaled_steps alpha]; rewrite <- (sqrt_sqrt (INR K)) at 2 by lra; field; lra.
Qed.

(* The theorem: steps c / sqrt K with any c > 0 whose c_alpha is at most (10), and K >= K_0(c) = first_horizon: the mean of
   E||grad Phi(x^k)||^2 over k < K is at most C / sqrt K. *)
Theorem rate : forall c K, positive_steps c -> alpha c <= bounds.largest_alpha a (beta c) (gamma c) (theta c) ->
  (1 <= K)%nat -> first_horizon a c <= INR K ->
  mean_G (scaled_steps c (/ sqrt (INR K))) K <= bounds.rate_constant a c start_ / sqrt (INR K).
Proof.
intros c K Pos Hal HK H0; rewrite <- rate_at_scaled_steps by assumption; apply rate_constant_steps; [| | exact HK].
- apply positive_scaled; [exact Pos |]; apply Rinv_0_lt_compat, sqrt_lt_R0, lt_0_INR; lia.
- apply admits_from_first_horizon; assumption.
Qed.

(* With the steps (11) the bound C / sqrt K holds for every K >= 1. *)
Theorem rate_every_horizon : forall K, (1 <= K)%nat ->
  mean_G (scaled_steps (bounds.step_constants a) (/ sqrt (INR K))) K
  <= bounds.rate_constant a (bounds.step_constants a) start_ / sqrt (INR K).
Proof.
intros K HK; pose proof (step_constants_positive a V) as Pos.
assert (H1 : 1 <= sqrt (INR K)) by (rewrite <- sqrt_1; apply sqrt_le_1_alt; apply (le_INR 1), HK).
rewrite <- rate_at_scaled_steps by assumption; apply rate_constant_steps; [| | exact HK].
- apply positive_scaled; [exact Pos | apply Rinv_0_lt_compat; lra].
- apply admits_scaled; [exact V | exact Pos | apply step_constants_admitted, V |].
  split; [apply Rinv_0_lt_compat; lra | rewrite <- Rinv_1; apply Rinv_le_contravar; lra].
Qed.

(* C / sqrt K <= epsilon for K >= (C / epsilon)^2 *)
Lemma below_epsilon : forall C epsilon K, 0 < epsilon -> 1 <= K -> bounds.sample_complexity C epsilon <= K ->
  C / sqrt K <= epsilon.
Proof.
intros C epsilon K He HK Le; assert (Hs : 0 < sqrt K) by (apply sqrt_lt_R0; lra).
apply quotient_le; [exact Hs |].
unfold bounds.sample_complexity in Le; apply (Rmult_le_compat_r (epsilon * epsilon)) in Le; [| nra].
replace (C * C / (epsilon * epsilon) * (epsilon * epsilon)) with (C * C) in Le by (field; lra).
rewrite <- (sqrt_sqrt K) in Le by lra.
apply Rnot_lt_le; intro Lt; assert (0 < epsilon * sqrt K) by positive; nra.
Qed.

(* sample-complexity: with the steps (11), the mean is at most epsilon after K iterations, one sample each, for every
   K >= 1 with K >= (C / epsilon)^2; the least such K is max(1, ceil((C / epsilon)^2)). *)
Theorem sample_complexity : forall epsilon K, 0 < epsilon -> (1 <= K)%nat ->
  bounds.sample_complexity (bounds.rate_constant a (bounds.step_constants a) start_) epsilon <= INR K ->
  mean_G (scaled_steps (bounds.step_constants a) (/ sqrt (INR K))) K <= epsilon.
Proof.
intros epsilon K He HK Le; eapply Rle_trans; [apply rate_every_horizon, HK |].
apply below_epsilon; [exact He | apply (le_INR 1), HK | exact Le].
Qed.
End Rate.

(* (A8) with a random start: i is the outcome that draws it, E0 its law; the oracle may depend on i. *)
Theorem rate_random_start : forall (p : Problem) (a : Assumptions) (sample choice I : Type) (E0 : Expectation I)
    (oracle_of : I -> list (sample * choice) -> Oracle p sample choice) (start : I -> State p) Phi_inf s K,
  (forall i, theorem_assumptions p a sample choice (oracle_of i) Phi_inf) ->
  positive_steps s -> bounds.admits a s -> (1 <= K)%nat ->
  E0 (fun i => mean_squared_gradient (oracle_of i) (full_tangent a) s (start i) K)
  <= bounds.rate a s
       {| gap := E0 (fun i => Phi (upper_iterate _ (start i))) - Phi_inf;
          errors := {| lower := E0 (fun i => lower (errors_at _ (start i)));
                       auxiliary := E0 (fun i => auxiliary (errors_at _ (start i)));
                       average := E0 (fun i => average (errors_at _ (start i)));
                       direction := E0 (fun i => direction (errors_at _ (start i))) |} |} (INR K).
Proof.
intros p a sample choice I E0 oracle_of start Phi_inf s K T Pos Adm HK.
apply Rle_trans with (E0 (fun i => bounds.rate a s (start_of Phi_inf (start i)) (INR K))).
- apply mean_mono; intro i; apply rate_constant_steps; auto.
- right; unfold bounds.rate, weighted, start_of; cbn [gap errors lower auxiliary average].
  set (w := bounds.potential a s); rewrite mean_add_const; f_equal; unfold Rdiv.
  set (k := / (alpha s * INR K)).
  rewrite (mean_ext E0 _ (fun i => k * 2 * (Phi (upper_iterate _ (start i)) + (weight_lower w * lower (errors_at _ (start i))
    + (weight_auxiliary w * auxiliary (errors_at _ (start i)) + (weight_average w * average (errors_at _ (start i)) + - Phi_inf))))))
    by (intro i; ring).
  rewrite mean_scale, !mean_add, !mean_scale, mean_const; ring.
Qed.
