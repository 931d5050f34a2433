(* condition-number: how the least constant C over all steps grows with kappa = L / mu.

   Result: with P_i the starting terms and N_i the noise of theta, beta, gamma,
   - least_constant: C >= 2 (sqrt (P_theta N_theta) + sqrt (P_beta N_beta) + sqrt (P_gamma N_gamma)) for all steps c > 0 with (10);
   - least_constant_attained: equality at c_i = sqrt (P_i / N_i) with c_alpha of (10), if all P_i, N_i > 0;
   - condition_number_best: from y_0 = z_0 = u_0 = 0, for kappa >= 1, this least value lies between
     kappa^(9/2) c and kappa^(9/2) times its value at kappa = 1, c > 0 if the gap, sigma_g^2, L_g2 and L_f0 are positive;
     condition_number_best_flat: between kappa^3 c' and kappa^3 times it if L_g2 = 0, c' > 0 if the gap and sigma_g^2 are.
   So the samples (C / epsilon)^2 are of the order kappa^9, or kappa^6.

   Source: docs/theory/convergence.md, condition-number: the columns of the best c. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import constants potential_arithmetic scaling condition_number price.
Open Scope R_scope.

Lemma one_over_one_over : forall d, 0 < d -> 1 / (1 / d) = d.
Proof. intros d Hd; field; lra. Qed.

Lemma product_le : forall x y s t, 0 <= x <= y -> s <= t -> 0 <= t -> x * s <= y * t.
Proof. intros x y s t Hx Hs Ht; apply Rle_trans with (x * t); [apply Rmult_le_compat_l | apply Rmult_le_compat_r]; lra. Qed.

Section Least.
Variable a : Assumptions.
Hypothesis V : valid a.
Variable s : Start.
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation A := (coupling a).
Local Notation q := (condition a).
Definition P_theta : R := 4 * gap s * (A * (1 + q) * (1 + q)) + average (errors s).
Definition P_beta : R := (22 * gap s * (A * q * q) + 58 * (A * q) * (A * q) * lower (errors s)) / mu.
Definition P_gamma : R := (9 * gap s * (A * q * (1 + q)) + 10 * L * L * auxiliary (errors s)) / mu.
Definition N_theta : R := bounds.estimate_floor a.
Definition N_beta : R := 58 * (A * q) * (A * q) * (rho a * lower_gradient (variance a)) / mu.
Definition N_gamma : R := 10 * L * L * bounds.auxiliary_floor a / mu.
Definition least : R := 2 * sqrt (P_theta * N_theta) + 2 * sqrt (P_beta * N_beta) + 2 * sqrt (P_gamma * N_gamma).

(* C is a sum over the steps; a smaller alpha makes it greater. *)
Lemma constant_separates : forall c, positive_steps c -> bounds.rate_constant a c s
  = P_theta / theta c + N_theta * theta c + (P_beta / beta c + N_beta * beta c) + (P_gamma / gamma c + N_gamma * gamma c)
    + 2 * gap s * (1 / alpha c - 1 / bounds.largest_alpha a (beta c) (gamma c) (theta c)).
Proof.
intros c [Ha [Hb [Hg Ht]]]; pose proof (mu_positive a V) as Hmu.
pose proof (inverse_alpha_positive a V _ _ _ Hb Hg Ht) as P.
unfold bounds.rate_constant, bounds.rate, weighted, bounds.potential, bounds.noise_floor, bounds.largest_alpha.
cbv zeta; cbn [weight_lower weight_auxiliary weight_average].
rewrite (one_over_one_over _ P).
unfold bounds.hypergradient_lipschitz, P_theta, P_beta, P_gamma, N_theta, N_beta, N_gamma; cbn [hypergradient]; field; lra.
Qed.

Hypothesis start_nonneg : 0 <= gap s /\ 0 <= lower (errors s) /\ 0 <= auxiliary (errors s) /\ 0 <= average (errors s).
Lemma parts_nonneg : 0 <= P_theta /\ 0 <= P_beta /\ 0 <= P_gamma /\ 0 <= N_theta /\ 0 <= N_beta /\ 0 <= N_gamma.
Proof.
destruct start_nonneg as [S1 [S2 [S3 S4]]]; pose proof (coupling_positive a V); pose proof (condition_ge_1 a V).
pose proof (cross_noise_nonneg a V); pose proof (hessian_noise_nonneg a V); pose proof (radius_nonneg a V).
pose proof (L_positive a V); destruct V; pose proof (Rinv_0_lt_compat _ mu_positive).
unfold P_theta, P_beta, P_gamma, N_theta, N_beta, N_gamma, bounds.estimate_floor, bounds.auxiliary_floor, Rdiv.
repeat split; try (destruct (full_tangent a)); nonneg.
Qed.

Theorem least_constant : forall c, positive_steps c -> alpha c <= bounds.largest_alpha a (beta c) (gamma c) (theta c) ->
  least <= bounds.rate_constant a c s.
Proof.
intros c Pos Hal; rewrite (constant_separates c Pos); destruct Pos as [Ha [Hb [Hg Ht]]].
destruct parts_nonneg as [P1 [P2 [P3 [N1 [N2 N3]]]]]; unfold least.
pose proof (best_common_factor _ _ _ P1 N1 Ht); pose proof (best_common_factor _ _ _ P2 N2 Hb).
pose proof (best_common_factor _ _ _ P3 N3 Hg); destruct start_nonneg as [S1 _].
assert (I : 1 / bounds.largest_alpha a (beta c) (gamma c) (theta c) <= 1 / alpha c)
  by (unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; assumption).
assert (0 <= 2 * gap s * (1 / alpha c - 1 / bounds.largest_alpha a (beta c) (gamma c) (theta c))) by (apply Rmult_le_pos; lra).
lra.
Qed.

Theorem least_constant_attained : 0 < P_theta -> 0 < P_beta -> 0 < P_gamma -> 0 < N_theta -> 0 < N_beta -> 0 < N_gamma ->
  let b := sqrt (P_beta / N_beta) in let g := sqrt (P_gamma / N_gamma) in let t := sqrt (P_theta / N_theta) in
  let c := {| alpha := bounds.largest_alpha a b g t; beta := b; gamma := g; theta := t |} in
  positive_steps c /\ bounds.rate_constant a c s = least.
Proof.
intros P1 P2 P3 N1 N2 N3 b g t c.
assert (Hb : 0 < b) by (apply sqrt_lt_R0, Rdiv_lt_0_compat; assumption).
assert (Hg : 0 < g) by (apply sqrt_lt_R0, Rdiv_lt_0_compat; assumption).
assert (Ht : 0 < t) by (apply sqrt_lt_R0, Rdiv_lt_0_compat; assumption).
assert (Pos : positive_steps c) by (repeat split; cbn [c alpha beta gamma theta]; try assumption; apply largest_alpha_positive; assumption).
split; [exact Pos |]; rewrite (constant_separates c Pos); cbn [c alpha beta gamma theta].
pose proof (best_common_factor_attained _ _ P1 N1) as E1; pose proof (best_common_factor_attained _ _ P2 N2) as E2.
pose proof (best_common_factor_attained _ _ P3 N3) as E3; cbv zeta in E1, E2, E3; fold t in E1; fold b in E2; fold g in E3.
unfold least; rewrite <- E1, <- E2, <- E3; ring.
Qed.
End Least.

(* From y_0 = z_0 = u_0 = 0. *)
Definition only_gap (gap_ : R) : Start :=
  {| gap := gap_; errors := {| lower := 0; auxiliary := 0; average := 0; direction := 0 |} |}.

Section Growth.
Variables (a : Assumptions) (gap_ : R).
Hypothesis V : valid a.
Hypothesis gap_nonneg : 0 <= gap_.
Local Notation L := (L_g1 (constants a)).
Local Notation sg := (lower_gradient (variance a)).
Local Notation at_ k := (at_condition a k).
Let R1 := L_f0 (constants a) / L.
Let coupling_at k := L_f1 (constants a) + L_g2 (constants a) * (R1 * k).
Let value k := least (at_ k) (only_gap gap_).

(* The numbers at kappa = k. *)
Lemma at_k : forall k, 1 <= k -> condition (at_ k) = k /\ coupling (at_ k) = coupling_at k /\ radius (at_ k) = R1 * k.
Proof.
intros k Hk; pose proof (L_positive a V).
assert (Er : radius (at_ k) = R1 * k) by (unfold radius, at_condition, R1; cbn; field; lra).
repeat split; [unfold condition, at_condition; cbn; field; lra | | exact Er].
unfold coupling, coupling_at; rewrite Er; reflexivity.
Qed.

Variables (k kk : R).
Hypothesis k_ge_1 : 1 <= k.
Hypothesis kk_range : 1 <= kk <= k.
Hypothesis coupling_growth : coupling_at k <= kk * coupling_at 1.
Local Notation power := (kk * kk * kk * (k * k * k * k * k * k)).

Lemma L_pos : 0 < L /\ 0 <= R1 /\ 0 < coupling_at k /\ 0 < coupling_at 1 /\ 0 < / L.
Proof.
pose proof (L_positive a V) as HL; destruct V; pose proof (Rinv_0_lt_compat _ HL) as I.
assert (PR : 0 <= R1) by (unfold R1, Rdiv; nonneg).
assert (Pc : forall t, 1 <= t -> 0 < coupling_at t)
  by (intros t Ht; unfold coupling_at; assert (0 <= L_g2 (constants a) * (R1 * t)) by nonneg; lra).
repeat split; try assumption; apply Pc; lra.
Qed.

(* The noises grow at most as k^2, k^3 kk^2, k^3. *)
Lemma floor_growth : N_theta (at_ k) <= k * k * N_theta (at_ 1) /\
  bounds.auxiliary_floor (at_ k) <= k * k * bounds.auxiliary_floor (at_ 1) /\
  0 <= N_theta (at_ 1) /\ 0 <= bounds.auxiliary_floor (at_ 1).
Proof.
destruct (at_k k k_ge_1) as [_ [_ Er]]; destruct (at_k 1 (Rle_refl 1)) as [_ [_ Er1]]; destruct L_pos as [HL [PR _]].
pose proof (cross_noise_nonneg a V) as Nc; pose proof (hessian_noise_nonneg a V) as Nh.
unfold N_theta, bounds.estimate_floor, bounds.auxiliary_floor; rewrite Er, Er1.
change (cross_noise (at_ k)) with (cross_noise a); change (cross_noise (at_ 1)) with (cross_noise a).
change (hessian_noise (at_ k)) with (hessian_noise a); change (hessian_noise (at_ 1)) with (hessian_noise a).
cbn [at_condition variance rho full_tangent constants L_f0]; destruct V.
assert (K1 : 0 <= k * k - 1) by nra.
assert (0 <= (k * k - 1) * upper_gradient_upper (variance a)) by nonneg.
assert (0 <= (k * k - 1) * (rho a * upper_gradient_lower (variance a))) by nonneg.
assert (0 <= (k * k - 1) * ((rho a - 1) * L_f0 (constants a) * L_f0 (constants a))) by nonneg.
repeat split; try (destruct (full_tangent a)); try nonneg; lra.
Qed.

Lemma products : P_theta (at_ k) (only_gap gap_) * N_theta (at_ k) <= power * (P_theta (at_ 1) (only_gap gap_) * N_theta (at_ 1)) /\
  P_beta (at_ k) (only_gap gap_) * N_beta (at_ k) <= power * (P_beta (at_ 1) (only_gap gap_) * N_beta (at_ 1)) /\
  P_gamma (at_ k) (only_gap gap_) * N_gamma (at_ k) <= power * (P_gamma (at_ 1) (only_gap gap_) * N_gamma (at_ 1)).
Proof.
destruct (at_k k k_ge_1) as [Eq [Ea _]]; destruct (at_k 1 (Rle_refl 1)) as [Eq1 [Ea1 _]].
destruct L_pos as [HL [PR [Pa [Pa1 I]]]]; destruct floor_growth as [F1 [F2 [F3 F4]]].
unfold P_theta, P_beta, P_gamma, N_beta, N_gamma, Rdiv; rewrite Eq, Eq1, Ea, Ea1.
cbn [at_condition constants variance rho mu_g L_g1 only_gap gap errors lower auxiliary average].
set (c := coupling_at k) in *; set (c1 := coupling_at 1) in *; clearbody c c1.
set (T := N_theta (at_ k)) in *; set (T1 := N_theta (at_ 1)) in *; clearbody T T1.
set (Z := bounds.auxiliary_floor (at_ k)) in *; set (Z1 := bounds.auxiliary_floor (at_ 1)) in *; clearbody Z Z1.
assert (Hk2 : 1 <= k * k) by nra.
assert (Hp : kk * (k * k * k * k) <= power).
{ replace power with (kk * (k * k * k * k) * (kk * kk * (k * k))) by ring.
  rewrite <- (Rmult_1_r (kk * (k * k * k * k))) at 1; apply Rmult_le_compat_l; [nonneg | nra]. }
assert (Hp6 : kk * (k * k * k * k * k * k) <= power).
{ replace power with (kk * (k * k * k * k * k * k) * (kk * kk)) by ring.
  rewrite <- (Rmult_1_r (kk * (k * k * k * k * k * k))) at 1; apply Rmult_le_compat_l; [nonneg | nra]. }
assert (Hi : forall t, 1 <= t -> / (L / t) = t * / L) by (intros t Ht; field; lra).
rewrite !(Hi k k_ge_1), !(Hi 1 (Rle_refl 1)).
repeat split.
- apply Rle_trans with (4 * gap_ * (kk * c1 * (4 * (k * k))) * (k * k * T1)).
  + apply product_le; [split; [nonneg |] | exact F1 | nonneg].
    rewrite Rplus_0_r, (Rmult_assoc c); apply Rmult_le_compat_l; [nonneg |]; apply product_le; [lra | nra | nonneg].
  + replace (4 * gap_ * (kk * c1 * (4 * (k * k))) * (k * k * T1)) with (kk * (k * k * k * k) * (16 * gap_ * c1 * T1)) by ring.
    replace (power * ((4 * gap_ * (c1 * (1 + 1) * (1 + 1)) + 0) * T1)) with (power * (16 * gap_ * c1 * T1)) by ring.
    apply Rmult_le_compat_r; [nonneg | exact Hp].
- destruct V; set (C := 22 * 58 * gap_ * (rho a * sg) * (/ L * / L)); assert (PC : 0 <= C) by (unfold C; nonneg).
  apply Rle_trans with (C * (c * c * c) * (k * k * k * k * k * k)); [right; unfold C; ring |].
  apply Rle_trans with (C * ((kk * c1) * (kk * c1) * (kk * c1)) * (k * k * k * k * k * k)); [| right; unfold C; ring].
  apply Rmult_le_compat_r; [nonneg |]; apply Rmult_le_compat_l; [exact PC |].
  assert (Hk0 : 0 <= kk * c1) by nonneg.
  apply product_le; [split; [nonneg | apply product_le; lra] | lra | exact Hk0].
- apply Rle_trans with (9 * gap_ * (kk * c1 * (2 * (k * k))) * (k * / L) * (10 * L * L * (k * k * Z1) * (k * / L))).
  + apply product_le; [split; [nonneg |] | | nonneg].
    * apply Rmult_le_compat_r; [nonneg |]; rewrite Rmult_0_r, Rplus_0_r, (Rmult_assoc c).
      apply Rmult_le_compat_l; [nonneg |]; apply product_le; [lra | nra | nonneg].
    * apply Rmult_le_compat_r; [nonneg |]; apply Rmult_le_compat_l; [nonneg | exact F2].
  + set (C := 180 * gap_ * c1 * Z1 * (/ L * / L) * (L * L)); assert (PC : 0 <= C) by (unfold C; nonneg).
    apply Rle_trans with (kk * (k * k * k * k * k * k) * C); [right; unfold C; ring |].
    apply Rle_trans with (power * C); [apply Rmult_le_compat_r; assumption | right; unfold C; ring].
Qed.

Lemma value_upper : value k <= sqrt power * value 1.
Proof.
destruct products as [M1 [M2 M3]]; assert (PP : 0 <= power) by nonneg; unfold value, least.
assert (Root : forall x y, x <= power * y -> 0 <= y -> sqrt x <= sqrt power * sqrt y).
{ intros x y Le Py; rewrite <- sqrt_mult by assumption; apply sqrt_le_1_alt, Le. }
assert (V1 : valid (at_ 1)) by (apply at_condition_valid; [exact V | lra]).
assert (St : 0 <= gap (only_gap gap_) /\ 0 <= lower (errors (only_gap gap_)) /\ 0 <= auxiliary (errors (only_gap gap_))
  /\ 0 <= average (errors (only_gap gap_))) by (cbn; lra).
destruct (parts_nonneg (at_ 1) V1 (only_gap gap_) St) as [P1 [P2 [P3 [N1 [N2 N3]]]]].
pose proof (Root _ _ M1 (Rmult_le_pos _ _ P1 N1)); pose proof (Root _ _ M2 (Rmult_le_pos _ _ P2 N2)).
pose proof (Root _ _ M3 (Rmult_le_pos _ _ P3 N3)); lra.
Qed.

(* beta alone gives the order. *)
Lemma value_lower : 2 * sqrt (1276 * gap_ * (rho a * sg) / (L * L)
  * (coupling_at k * coupling_at k * coupling_at k * (k * k * k * k * k * k))) <= value k.
Proof.
destruct (at_k k k_ge_1) as [Eq [Ea _]]; destruct L_pos as [HL _]; unfold value, least.
replace (1276 * gap_ * (rho a * sg) / (L * L) * (coupling_at k * coupling_at k * coupling_at k * (k * k * k * k * k * k)))
  with (P_beta (at_ k) (only_gap gap_) * N_beta (at_ k)).
- pose proof (sqrt_pos (P_theta (at_ k) (only_gap gap_) * N_theta (at_ k))).
  pose proof (sqrt_pos (P_gamma (at_ k) (only_gap gap_) * N_gamma (at_ k))); lra.
- unfold P_beta, N_beta; rewrite Eq, Ea; cbn [at_condition constants variance rho mu_g L_g1 only_gap gap errors lower].
  field; lra.
Qed.
End Growth.

Section Orders.
Variables (a : Assumptions) (gap_ : R).
Hypothesis V : valid a.
Hypothesis gap_nonneg : 0 <= gap_.
Local Notation L := (L_g1 (constants a)).
Local Notation value k := (least (at_condition a k) (only_gap gap_)).
Let noise := 1276 * gap_ * (rho a * lower_gradient (variance a)) / (L * L).

Lemma noise_positive : 0 <= noise.
Proof.
pose proof (L_positive a V) as HL; destruct V; pose proof (Rinv_0_lt_compat (L * L) ltac:(positive)).
unfold noise, Rdiv; nonneg.
Qed.

(* kappa^(9/2); R at kappa = 1 is L_f0 / L. *)
Theorem condition_number_best : forall k, 1 <= k ->
  sqrt (k ^ 9) * (2 * sqrt (noise * (L_g2 (constants a) * (L_f0 (constants a) / L)) ^ 3)) <= value k <= sqrt (k ^ 9) * value 1.
Proof.
intros k Hk; pose proof (L_positive a V) as HL; pose proof noise_positive as PN.
set (g := L_g2 (constants a) * (L_f0 (constants a) / L)).
assert (Pg : 0 <= g) by (unfold g; destruct V; pose proof (Rinv_0_lt_compat _ HL); unfold Rdiv; nonneg).
pose proof (L_f1_positive a V) as H1; split.
- eapply Rle_trans; [| apply (value_lower a gap_ V k Hk)]; fold noise.
  replace (sqrt (k ^ 9) * (2 * sqrt (noise * g ^ 3))) with (2 * (sqrt (k ^ 9) * sqrt (noise * g ^ 3))) by ring.
  rewrite <- sqrt_mult by (try apply pow_le; try apply Rmult_le_pos; try apply pow_le; lra).
  apply Rmult_le_compat_l; [lra |]; apply sqrt_le_1_alt.
  set (c := L_f1 (constants a) + L_g2 (constants a) * (L_f0 (constants a) / L * k)).
  assert (Hc : g * k <= c) by (unfold g, c; lra); assert (P : 0 <= g * k) by nonneg.
  replace (k ^ 9 * (noise * g ^ 3)) with (noise * (g * k * (g * k) * (g * k) * (k * k * k * k * k * k))) by ring.
  apply Rmult_le_compat_l; [exact PN |]; apply Rmult_le_compat_r; [nonneg |].
  apply product_le; [split; [nonneg | apply product_le; lra] | exact Hc | lra].
- replace (k ^ 9) with (k * k * k * (k * k * k * k * k * k)) by ring.
  apply (value_upper a gap_ V gap_nonneg k k); try lra.
  fold g; replace (L_g2 (constants a) * (L_f0 (constants a) / L * k)) with (g * k) by (unfold g; ring).
  replace (L_g2 (constants a) * (L_f0 (constants a) / L * 1)) with g by (unfold g; ring).
  assert (L_f1 (constants a) <= k * L_f1 (constants a)) by (rewrite <- (Rmult_1_l (L_f1 _)) at 1; apply Rmult_le_compat_r; lra).
  lra.
Qed.

(* kappa^3 if L_g2 = 0. *)
Theorem condition_number_best_flat : L_g2 (constants a) = 0 -> forall k, 1 <= k ->
  k ^ 3 * (2 * sqrt (noise * L_f1 (constants a) ^ 3)) <= value k <= k ^ 3 * value 1.
Proof.
intros flat k Hk; pose proof (L_positive a V) as HL; pose proof noise_positive as PN; pose proof (L_f1_positive a V) as H1.
assert (Root : sqrt (k * k * k * k * k * k) = k ^ 3).
{ replace (k * k * k * k * k * k) with (k ^ 3 * k ^ 3) by ring; apply sqrt_square, pow_le; lra. }
split.
- eapply Rle_trans; [| apply (value_lower a gap_ V k Hk)]; fold noise; rewrite flat, Rmult_0_l, Rplus_0_r, <- Root.
  replace (sqrt (k * k * k * k * k * k) * (2 * sqrt (noise * L_f1 (constants a) ^ 3)))
    with (2 * (sqrt (k * k * k * k * k * k) * sqrt (noise * L_f1 (constants a) ^ 3))) by ring.
  rewrite <- sqrt_mult by (try apply Rmult_le_pos; try apply pow_le; nonneg).
  right; f_equal; f_equal; ring.
- rewrite <- Root; replace (k * k * k * k * k * k) with (1 * 1 * 1 * (k * k * k * k * k * k)) by ring.
  apply (value_upper a gap_ V gap_nonneg k 1); try lra; rewrite flat; lra.
Qed.
End Orders.
