(* price-is-rho: with the full tangent the starting terms grow by rho at most and the noise terms not at all.

   Result, under theorem_assumptions with full_tangent a:
   - price_rate: constant steps with (P): (1/K) sum E||grad Phi(x^k)||^2 <= C_start / K + C_noise                     (14);
   - price_rate_root: with steps c / sqrt K that satisfy (P): at most (C_start + C_noise) / sqrt K; for every K >= 1 with
     full_tangent_bounds.step_constants (price_rate_every_horizon);
   - price_is_rho: if c / sqrt K satisfies (P) with rho = 1, which is MA-SOBA, then so does c' / sqrt K with rho,
     c' = (c_alpha / rho, c_beta / rho, c_gamma / rho, c_theta), the rate holds with C', and
     C' <= rho C_start + C_noise <= rho (C_start + C_noise);
   - price_best_factor: over a common factor t > 0 of the steps the least C_start / t + C_noise t is 2 sqrt (C_start C_noise); its
     square grows by rho at most;
   - price_without_noise: without sampling noise the mean is at most rho C_start / K.

   Source: docs/theory/price.md, Potential and rate, and price-is-rho. *)
From Coq Require Import Reals Lra Psatz Lia List.
From BROS Require Import inner_product expectation constants potential_arithmetic scaling problem hypergradient_formula oracle
  lower_tracking potential_decrease run_bound decaying_steps rate price_arithmetic price_lemmas.
Open Scope R_scope.

(* The potential of price.md decreases: given the past, E Psi_+ <= Psi - alpha/2 ||grad Phi||^2 + alpha/2 N under (P). *)
Theorem potential_decrease_full_tangent : forall p a sample choice (O : Oracle p sample choice) steps (s : State p),
  valid a -> full_tangent a = true -> regular p (constants a) -> oracle_assumptions p O a ->
  A3_at p (constants a) (upper_iterate _ s) -> positive_steps steps -> full_tangent_bounds.admits a steps ->
  expectation p O (fun o => Psi (full_tangent_bounds.potential a steps) (next _ O (full_tangent a) steps s o))
  <= Psi (full_tangent_bounds.potential a steps) s - alpha steps / 2 * square (grad_Phi (upper_iterate _ s))
     + alpha steps / 2 * full_tangent_bounds.noise_floor a steps.
Proof.
intros p a sample choice O steps s V Tan Reg OA A3 Pos Adm; pose proof Adm as [S1 [S2 [S3 [S4 [S5 _]]]]].
rewrite mean_Psi_next.
apply (potential_decrease_tangent a V steps (errors_at _ s)); try assumption; try apply square_positive.
- apply (descent_of_Phi p a V Reg); [destruct Pos; lra | exact A3].
- apply lower_tracking; try assumption; lra.
- apply auxiliary_contraction_tangent; assumption.
- apply averaging_error_tangent; assumption.
Qed.

Lemma potential_tangent_nonneg : forall a s, valid a -> positive_steps s ->
  nonneg_weights (full_tangent_bounds.potential a s).
Proof.
intros a s V [Ha [Hb [Hg Ht]]]; pose proof (coupling_positive a V); pose proof (condition_ge_1 a V).
pose proof (L_positive a V); pose proof (mu_positive a V).
unfold nonneg_weights, full_tangent_bounds.potential; cbn [weight_lower weight_auxiliary weight_average].
repeat split; apply Rlt_le; positive.
Qed.

Lemma parts_scaled : forall a c e start, valid a -> positive_steps c -> 0 < e ->
  full_tangent_bounds.rate_parts a (scaled_steps c e) start
  = {| full_tangent_bounds.start_part := full_tangent_bounds.start_part (full_tangent_bounds.rate_parts a c start) / e;
       full_tangent_bounds.noise_part := e * full_tangent_bounds.noise_part (full_tangent_bounds.rate_parts a c start) |}.
Proof.
intros a c e start V Pos He; unfold full_tangent_bounds.rate_parts; cbn [full_tangent_bounds.start_part full_tangent_bounds.noise_part].
rewrite (potential_tangent_scaled a V c e Pos He), noise_tangent_scaled; destruct Pos as [Ha _]; f_equal.
cbn [scaled_steps alpha]; field; lra.
Qed.

Section PriceRate.
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable Phi_inf : R.
Hypothesis T : theorem_assumptions p a sample choice oracle_of Phi_inf.
Hypothesis tangent : full_tangent a = true.
Variable start : State p.
Let V := numbers_valid _ _ _ _ _ _ T.
Local Notation start_ := (start_of Phi_inf start).
Local Notation mean_G s K := (mean_squared_gradient oracle_of (full_tangent a) s start K).
Local Notation parts := full_tangent_bounds.rate_parts.
Local Notation start_part := full_tangent_bounds.start_part.
Local Notation noise_part := full_tangent_bounds.noise_part.

(* (14) of price.md: constant steps with (P), any K >= 1. *)
Theorem price_rate : forall s K, positive_steps s -> full_tangent_bounds.admits a s -> (1 <= K)%nat ->
  mean_G s K <= start_part (parts a s start_) / INR K + noise_part (parts a s start_).
Proof.
intros s K Pos Adm HK.
pose proof (run_bound p sample choice oracle_of (full_tangent a) (fun _ => s) start (full_tangent_bounds.potential a s)
  (fun _ => full_tangent_bounds.noise_floor a s) Phi_inf K) as B.
cbv beta in B; rewrite sum_below_scale, sum_below_const, Psi_start in B.
assert (Hk : 0 < INR K) by (apply lt_0_INR; lia); pose proof Pos as [Ha _].
assert (B' : alpha s / 2 * sum_below (squared_gradient p sample choice oracle_of (full_tangent a) (fun _ => s) start) K
  <= gap start_ + weighted (full_tangent_bounds.potential a s) (errors start_)
     + alpha s / 2 * full_tangent_bounds.noise_floor a s * INR K).
{ apply B; [| apply potential_tangent_nonneg; assumption | apply (holds_A4 _ _ _ _ _ _ T)].
  intro past; apply (potential_decrease_full_tangent p a sample choice (oracle_of past) _ _ V tangent
    (problem_regular _ _ _ _ _ _ T) (oracle_holds _ _ _ _ _ _ T past) (holds_A3 _ _ _ _ _ _ T _) Pos Adm). }
apply (Rmult_le_compat_l (2 / (alpha s * INR K))) in B'; [| left; positive].
unfold mean_squared_gradient, full_tangent_bounds.rate_parts.
cbn [full_tangent_bounds.start_part full_tangent_bounds.noise_part].
match type of B' with _ * (_ * ?Sm) <= _ =>
  replace (Sm / INR K) with (2 / (alpha s * INR K) * (alpha s / 2 * Sm)) by (field; lra) end.
eapply Rle_trans; [exact B' | right; field; lra].
Qed.

(* Steps c / sqrt K that satisfy (P). *)
Theorem price_rate_root : forall c K, positive_steps c -> (1 <= K)%nat ->
  full_tangent_bounds.admits a (scaled_steps c (/ sqrt (INR K))) ->
  mean_G (scaled_steps c (/ sqrt (INR K))) K <= full_tangent_bounds.constant (parts a c start_) / sqrt (INR K).
Proof.
intros c K Pos HK Adm; assert (Hk : 0 < INR K) by (apply lt_0_INR; lia).
assert (Hs : 0 < sqrt (INR K)) by (apply sqrt_lt_R0, Hk); pose proof (Rinv_0_lt_compat _ Hs) as Hi.
eapply Rle_trans; [apply price_rate; [apply positive_scaled; assumption | exact Adm | exact HK] |].
rewrite (parts_scaled a c _ start_ V Pos Hi); cbn [full_tangent_bounds.start_part full_tangent_bounds.noise_part].
unfold full_tangent_bounds.constant; rewrite <- (sqrt_sqrt (INR K)) at 2 by lra; right; field; lra.
Qed.

Lemma noise_nonneg : forall c st, positive_steps c -> 0 <= noise_part (parts (at_rho_1 a) c st).
Proof.
intros c st [_ [Hb [Hg Ht]]].
unfold full_tangent_bounds.rate_parts, full_tangent_bounds.noise_floor, full_tangent_bounds.estimate_floor,
  full_tangent_bounds.auxiliary_floor, Rdiv; cbn [full_tangent_bounds.noise_part].
pose proof (Rinv_0_lt_compat _ (mu_positive a V)); pose proof (L_positive a V).
pose proof (radius_nonneg a V); pose proof (coupling_positive a V); pose proof (condition_ge_1 a V); destruct V.
change (radius (at_rho_1 a)) with (radius a); change (coupling (at_rho_1 a)) with (coupling a).
change (condition (at_rho_1 a)) with (condition a); cbn [at_rho_1 rho constants variance]; nonneg.
Qed.

(* price-is-rho: if MA-SOBA (rho = 1) may take c / sqrt K, the full tangent may take c' / sqrt K; its rate then has the constant C',
   and C' <= rho C_start + C_noise <= rho C.  Take t c for c to have the statement at a common factor t. *)
Theorem price_is_rho : forall c K, positive_steps c -> (1 <= K)%nat ->
  full_tangent_bounds.admits (at_rho_1 a) (scaled_steps c (/ sqrt (INR K))) ->
  let c' := full_tangent_bounds.over_rho c (rho a) in
  let ma_soba := parts (at_rho_1 a) c start_ in
  full_tangent_bounds.admits a (scaled_steps c' (/ sqrt (INR K))) /\
  mean_G (scaled_steps c' (/ sqrt (INR K))) K <= full_tangent_bounds.constant (parts a c' start_) / sqrt (INR K) /\
  full_tangent_bounds.constant (parts a c' start_) <= rho a * start_part ma_soba + noise_part ma_soba /\
  rho a * start_part ma_soba + noise_part ma_soba <= rho a * full_tangent_bounds.constant ma_soba.
Proof.
intros c K Pos HK Adm c' ma_soba.
assert (Hs : 0 < sqrt (INR K)) by (apply sqrt_lt_R0, lt_0_INR; lia); pose proof (Rinv_0_lt_compat _ Hs) as Hi.
assert (Adm' : full_tangent_bounds.admits a (scaled_steps c' (/ sqrt (INR K)))).
{ unfold c'; rewrite <- over_rho_scaled; apply (admits_over_rho a V); [apply positive_scaled; assumption | exact Adm]. }
split; [exact Adm' |]; split; [apply price_rate_root; [apply positive_over_rho; assumption | exact HK | exact Adm'] |].
assert (Pu : 0 <= average (errors start_)) by apply square_positive.
pose proof (start_over_rho a V c start_ Pos Pu) as S1; pose proof (noise_over_rho a V c) as S2.
pose proof (noise_nonneg c start_ Pos) as N; fold ma_soba in N.
pose proof (rho_ge_1 a V); assert (0 <= (rho a - 1) * noise_part ma_soba) by nonneg.
split; [| unfold full_tangent_bounds.constant; lra].
unfold full_tangent_bounds.constant; fold c' ma_soba in S1; apply Rplus_le_compat; [exact S1 |].
right; exact S2.
Qed.

(* Point 1: the square 4 C_start C_noise of the least constant over a common factor of the steps grows by rho at most, so the
   constant by sqrt rho and the bound (C / epsilon)^2 on the samples by rho. *)
Theorem price_best_factor : forall c, positive_steps c ->
  full_tangent_bounds.least_constant_squared (parts a (full_tangent_bounds.over_rho c (rho a)) start_)
  <= rho a * full_tangent_bounds.least_constant_squared (parts (at_rho_1 a) c start_).
Proof.
intros c Pos; pose proof (noise_nonneg c start_ Pos) as Hn; assert (Pu : 0 <= average (errors start_)) by apply square_positive.
pose proof (start_over_rho a V c start_ Pos Pu) as S1; pose proof (noise_over_rho a V c) as S2.
unfold full_tangent_bounds.least_constant_squared.
replace (noise_part (parts a (full_tangent_bounds.over_rho c (rho a)) start_))
  with (noise_part (parts (at_rho_1 a) c start_)) by (symmetry; exact S2).
apply (Rmult_le_compat_r (4 * noise_part (parts (at_rho_1 a) c start_))) in S1; [| lra]; lra.
Qed.

(* Point 2: without sampling noise, with constant steps c' that satisfy (P), the mean is at most rho C_start / K. *)
Theorem price_without_noise : forall c K, positive_steps c -> (1 <= K)%nat -> full_tangent_bounds.admits (at_rho_1 a) c ->
  lower_gradient (variance a) = 0 -> hessian (variance a) = 0 -> cross (variance a) = 0 ->
  upper_gradient_lower (variance a) = 0 -> upper_gradient_upper (variance a) = 0 ->
  mean_G (full_tangent_bounds.over_rho c (rho a)) K <= rho a * start_part (parts (at_rho_1 a) c start_) / INR K.
Proof.
intros c K Pos HK Adm Z1 Z2 Z3 Z4 Z5.
eapply Rle_trans; [apply price_rate; [apply positive_over_rho; assumption | apply (admits_over_rho a V); assumption | exact HK] |].
assert (Pu : 0 <= average (errors start_)) by apply square_positive.
pose proof (start_over_rho a V c start_ Pos Pu) as S1; assert (Hk : 0 < INR K) by (apply lt_0_INR; lia).
assert (N : noise_part (parts a (full_tangent_bounds.over_rho c (rho a)) start_) = 0).
{ unfold full_tangent_bounds.rate_parts, full_tangent_bounds.noise_floor, full_tangent_bounds.estimate_floor,
    full_tangent_bounds.auxiliary_floor, Rdiv; cbn [full_tangent_bounds.noise_part]; rewrite Z1, Z2, Z3, Z4, Z5; ring. }
rewrite N; unfold Rdiv in *; rewrite Rplus_0_r; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hk | exact S1].
Qed.
End PriceRate.

(* The steps c_beta = 1 / (rho L), ... of price.md satisfy (P), so they may be taken for every K >= 1. *)
Lemma step_constants_tangent_positive : forall a, valid a -> positive_steps (full_tangent_bounds.step_constants a).
Proof.
intros a V; pose proof (L_positive a V) as HL; pose proof (inverse_alpha_tangent a V) as P; destruct V.
assert (0 < mu_g (constants a) * L_g1 (constants a)) by positive.
assert (0 < L_g1 (constants a) * L_g1 (constants a)) by positive.
unfold full_tangent_bounds.step_constants, positive_steps; cbn [alpha beta gamma theta].
match goal with |- 0 < _ /\ 0 < ?b /\ 0 < ?g /\ 0 < ?t =>
  assert (Pb : 0 < b) by positive; assert (Pg : 0 < g) by positive; assert (Pt : 0 < t) by positive;
  specialize (P b g t Pb Pg Pt) end.
repeat split; try assumption; unfold full_tangent_bounds.largest_alpha; apply Rdiv_lt_0_compat; [lra | exact P].
Qed.
Theorem step_constants_tangent_admitted : forall a, valid a ->
  full_tangent_bounds.admits a (full_tangent_bounds.step_constants a).
Proof.
intros a V; pose proof (L_positive a V) as HL; destruct V as [Hmu HmuL _ _ _ _ HsH HsC _ _ Hr _].
unfold full_tangent_bounds.admits, full_tangent_bounds.step_constants; cbn [alpha beta gamma theta].
set (L := L_g1 (constants a)) in *; set (mu := mu_g (constants a)) in *.
set (sH := hessian (variance a)) in *; set (sC := cross (variance a)) in *.
assert (HmL : 0 < mu * L) by positive; assert (HLL : 0 < L * L) by positive; repeat split.
- replace (rho a * (1 / (rho a * L)) * (mu + L)) with ((mu + L) / L) by (field; lra); apply quotient_le; lra.
- replace (rho a * (mu / (2 * rho a * (mu * L + 8 * sH))) * (mu + L)) with (mu * (mu + L) / (2 * (mu * L + 8 * sH))) by (field; lra).
  apply quotient_le; [lra |]; assert (0 <= mu * (L - mu)) by nonneg; lra.
- replace (16 * rho a * (mu / (2 * rho a * (mu * L + 8 * sH))) * sH) with (mu * (8 * sH) / (mu * L + 8 * sH)) by (field; lra).
  apply quotient_le; [lra |]; apply Rmult_le_compat_l; lra.
- apply quotient_le; lra.
- replace (4 * sC * (L * L / (L * L + 4 * sC))) with (L * L * (4 * sC) / (L * L + 4 * sC)) by (field; lra).
  apply quotient_le; [lra |]; apply Rmult_le_compat_l; lra.
- apply Rle_refl.
Qed.

(* With full_tangent_bounds.step_constants the bound C / sqrt K holds for every K >= 1. *)
Theorem price_rate_every_horizon : forall (p : Problem) (a : Assumptions) (sample choice : Type)
    (oracle_of : list (sample * choice) -> Oracle p sample choice) Phi_inf (start : State p) K,
  theorem_assumptions p a sample choice oracle_of Phi_inf -> full_tangent a = true -> (1 <= K)%nat ->
  let c := full_tangent_bounds.step_constants a in
  mean_squared_gradient oracle_of (full_tangent a) (scaled_steps c (/ sqrt (INR K))) start K
  <= full_tangent_bounds.constant (full_tangent_bounds.rate_parts a c (start_of Phi_inf start)) / sqrt (INR K).
Proof.
intros p a sample choice oracle_of Phi_inf start K T Tan HK c; pose proof (numbers_valid _ _ _ _ _ _ T) as V.
pose proof (step_constants_tangent_positive a V) as Pos.
assert (H1 : 1 <= sqrt (INR K)) by (rewrite <- sqrt_1; apply sqrt_le_1_alt; apply (le_INR 1), HK).
apply (price_rate_root p a sample choice oracle_of Phi_inf T Tan start c K Pos HK).
apply admits_tangent_scaled; [exact V | exact Pos | apply step_constants_tangent_admitted, V |].
split; [apply Rinv_0_lt_compat; lra | rewrite <- Rinv_1; apply Rinv_le_contravar; lra].
Qed.

(* min over t > 0 of start / t + noise t: never below 2 sqrt (start noise), and equal at t = sqrt (start / noise). *)
Theorem best_common_factor : forall start noise t, 0 <= start -> 0 <= noise -> 0 < t ->
  2 * sqrt (start * noise) <= start / t + noise * t.
Proof.
intros S N t HS HN Ht; assert (HT : 0 <= S / t) by (unfold Rdiv; apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat, Ht]).
replace (S * N) with (S / t * (N * t)) by (field; lra); rewrite sqrt_mult by nonneg.
pose proof (sqrt_sqrt (S / t) HT); pose proof (sqrt_sqrt (N * t) ltac:(nonneg)).
pose proof (Rle_0_sqr (sqrt (S / t) - sqrt (N * t))); unfold Rsqr in *; lra.
Qed.
Theorem best_common_factor_attained : forall start noise, 0 < start -> 0 < noise ->
  let t := sqrt (start / noise) in start / t + noise * t = 2 * sqrt (start * noise).
Proof.
intros S N HS HN t; assert (P : 0 < sqrt S) by (apply sqrt_lt_R0, HS); assert (Q : 0 < sqrt N) by (apply sqrt_lt_R0, HN).
unfold t; rewrite sqrt_div by lra; rewrite sqrt_mult by lra.
rewrite <- (sqrt_sqrt S) at 1 by lra; rewrite <- (sqrt_sqrt N) at 2 by lra; field; lra.
Qed.
