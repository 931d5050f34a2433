(* condition-number: how the constant C with the steps (11) grows with kappa = L / mu.

   Result: fix all numbers but mu = L / kappa, and z_0 = R^2.  For kappa >= 1
     kappa^5 c <= C(kappa) <= kappa^5 C(1),   c > 0 if the gap, L_g2 and L_f0 are positive;
     kappa^4 c' <= C(kappa) <= kappa^4 C(1)   if L_g2 = 0,   c' > 0 if the gap is positive.
   So C is of the order kappa^5, or kappa^4 if L_g2 = 0, and the sample bound (C / epsilon)^2 of kappa^10, or kappa^8.

   Source: docs/theory/convergence.md, condition-number: the columns of the steps (11); those of the best c are in best_steps.v. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import constants potential_arithmetic scaling same_order.
Open Scope R_scope.

(* The same numbers with mu = L / kappa. *)
Definition at_condition (a : Assumptions) (kappa : R) : Assumptions :=
  {| constants := {| mu_g := L_g1 (constants a) / kappa; L_g1 := L_g1 (constants a); L_g2 := L_g2 (constants a);
                     L_f0 := L_f0 (constants a); L_f1 := L_f1 (constants a) |};
     variance := variance a; rho := rho a; omega := omega a; full_tangent := full_tangent a |}.
(* C with the steps (11), at kappa, gap, y_0, u_0. *)
Definition C_of (a : Assumptions) (kappa gap_ y_ u_ : R) : R :=
  bounds.rate_constant (at_condition a kappa) (bounds.step_constants (at_condition a kappa))
    (start_from_zero (at_condition a kappa) gap_ y_ u_).

Section Growth.
Variable a : Assumptions.
Hypothesis V : valid a.
Variables gap_ y_ u_ : R.
Hypothesis start_nonneg : 0 <= gap_ /\ 0 <= y_ /\ 0 <= u_.
Local Notation L := (L_g1 (constants a)).
Local Notation sH := (hessian (variance a)).
Local Notation sC := (cross (variance a)).
(* R and A at kappa = 1 *)
Let R1 := L_f0 (constants a) / L.
Let it := inverse_theta a.
Let ig := 8 * (1 + omega a) * (L * L + sH) / L.
Let coupling_at k := L_f1 (constants a) + L_g2 (constants a) * (R1 * k).
(* S_D and S_Z, with R = R1 k *)
Let SD k := 2 * (cross_noise a * (R1 * k) * (R1 * k) + upper_gradient_upper (variance a)).
Let SZ k := if full_tangent a
  then 2 * rho a * (2 * sH * (R1 * k) * (R1 * k) + upper_gradient_lower (variance a))
  else 4 * hessian_noise a * (R1 * k) * (R1 * k) + 4 * (rho a - 1) * L_f0 (constants a) * L_f0 (constants a)
       + 2 * rho a * upper_gradient_lower (variance a).

Lemma at_condition_valid : forall k, 1 <= k -> valid (at_condition a k).
Proof.
intros k Hk; pose proof (L_positive a V) as HL; destruct V; split; unfold at_condition; cbn; try assumption.
- positive.
- apply quotient_le; [lra |]; rewrite <- (Rmult_1_r (L_g1 _)) at 1; apply Rmult_le_compat_l; lra.
Qed.

(* C as a function of kappa. *)
Lemma C_explicit : forall k, 1 <= k -> C_of a k gap_ y_ u_
  = 2 * gap_ * (2 * (coupling_at k * (1 + k) * (1 + k)) * it + 11 * rho a * (coupling_at k * k * k * k)
                + 9 * ig / (2 * L) * (coupling_at k * k * (1 + k) * k * k))
    + u_ * it + 58 * rho a * y_ * (coupling_at k * coupling_at k * k * k * k) + 10 * L * (R1 * R1) * ig * (k * k * k * k)
    + SD k / it + 58 * lower_gradient (variance a) / (L * L) * (coupling_at k * coupling_at k * k * k * k)
    + 10 * L / ig * SZ k.
Proof.
intros k Hk; unfold C_of; rewrite (rate_constant_explicit _ (at_condition_valid k Hk)).
pose proof (L_positive a V) as HL.
assert (Pit : 0 < it) by apply (inverse_steps_positive a V).
assert (Pig : 0 < ig) by (unfold ig; destruct V; apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; nra | lra]).
assert (Eq : condition (at_condition a k) = k) by (unfold condition, at_condition; cbn; field; lra).
assert (Er : radius (at_condition a k) = R1 * k) by (unfold radius, at_condition, R1; cbn; field; lra).
assert (Ea : coupling (at_condition a k) = coupling_at k)
  by (unfold coupling, coupling_at; rewrite Er; reflexivity).
assert (Et : inverse_theta (at_condition a k) = it) by reflexivity.
assert (Eg : inverse_gamma (at_condition a k) = ig * k) by (unfold inverse_gamma, ig, at_condition; cbn; field; lra).
assert (Eb : inverse_beta (at_condition a k) = rho a * L) by reflexivity.
assert (Esd : bounds.estimate_floor (at_condition a k) = SD k) by (unfold bounds.estimate_floor, SD; rewrite Er; reflexivity).
assert (Esz : bounds.auxiliary_floor (at_condition a k) = SZ k) by (unfold bounds.auxiliary_floor, SZ; rewrite Er; reflexivity).
unfold bounds.hypergradient_lipschitz; cbn [hypergradient].
rewrite Eq, Er, Ea, Et, Eg, Eb, Esd, Esz; cbn [at_condition constants variance rho mu_g L_g1].
generalize (coupling_at k) (SD k) (SZ k); intros A sd sz; clearbody it ig R1; pose proof (rho_ge_1 a V); field; lra.
Qed.

Section Bound.
Variables (k kk : R).
Hypothesis k_ge_1 : 1 <= k.
Hypothesis kk_range : 1 <= kk <= k.
Hypothesis coupling_growth : coupling_at k <= kk * coupling_at 1.
Let P := kk * (k * k * k * k).

Lemma basics : 0 < L /\ 0 <= R1 /\ 0 < it /\ 0 < ig /\ 0 < coupling_at k /\ 0 < coupling_at 1.
Proof.
pose proof (L_positive a V) as HL; pose proof (inverse_steps_positive a V) as [Pit _]; destruct V.
assert (PR : 0 <= R1) by (unfold R1, Rdiv; apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat, HL]).
assert (Pc : forall s, 1 <= s -> 0 < coupling_at s)
  by (intros s Hs; unfold coupling_at; assert (0 <= L_g2 (constants a) * (R1 * s)) by nonneg; lra).
repeat split; try assumption; try apply Pc; try lra.
unfold ig; apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; nra | lra].
Qed.

Lemma power_facts : 1 <= k * k /\ k * k <= P /\ k * k * k * k <= P /\ kk * (k * k) <= P /\ kk * kk * (k * k * k) <= P /\ 1 <= P.
Proof.
assert (S1 : 1 <= k * k) by nra; assert (S2 : k * k <= k * k * (k * k)) by nra.
assert (S3 : k * k * (k * k) <= kk * (k * k * (k * k))) by nra.
assert (S4 : kk * (k * k) <= kk * (k * k * (k * k))) by (apply Rmult_le_compat_l; lra).
assert (S5 : kk * kk * (k * k * k) <= kk * k * (k * k * k))
  by (apply Rmult_le_compat_r; [assert (0 <= k * k * k) by nonneg; lra | apply Rmult_le_compat_l; lra]).
unfold P; repeat split; lra.
Qed.

Lemma monomials : let A := coupling_at k in let A1 := coupling_at 1 in
  A * (1 + k) * (1 + k) <= P * (A1 * (1 + 1) * (1 + 1)) /\ A * k * k * k <= P * (A1 * 1 * 1 * 1) /\
  A * k * (1 + k) * k * k <= P * (A1 * 1 * (1 + 1) * 1 * 1) /\ A * A * k * k * k <= P * (A1 * A1 * 1 * 1 * 1).
Proof.
intros A A1; destruct basics as [_ [_ [_ [_ [PA PA1]]]]]; fold A in PA, coupling_growth; fold A1 in PA1, coupling_growth.
destruct power_facts as [S1 [S2 [S3 [S4 [S5 S6]]]]].
assert (Q1 : (1 + k) * (1 + k) <= 4 * (k * k)) by nra; assert (Q2 : k * (1 + k) <= 2 * (k * k)) by nra.
assert (Q3 : k * k * k <= k * k * k * k) by nra.
assert (K0 : forall m c, 0 <= m -> 0 <= c -> m <= c * (k * k * k * k) -> A * m <= P * (A1 * c)).
{ intros m c Hm Hc Le; apply Rle_trans with (kk * A1 * (c * (k * k * k * k))).
  - apply Rmult_le_compat; lra.
  - right; unfold P; ring. }
assert (Q4 : k * k <= k * k * k * k) by nra.
repeat split.
- replace (A * (1 + k) * (1 + k)) with (A * ((1 + k) * (1 + k))) by ring.
  replace (P * (A1 * (1 + 1) * (1 + 1))) with (P * (A1 * 4)) by ring; apply K0; [nonneg | lra | lra].
- replace (A * k * k * k) with (A * (k * k * k)) by ring.
  replace (P * (A1 * 1 * 1 * 1)) with (P * (A1 * 1)) by ring; apply K0; [nonneg | lra | lra].
- replace (A * k * (1 + k) * k * k) with (A * (k * (1 + k) * (k * k))) by ring.
  replace (P * (A1 * 1 * (1 + 1) * 1 * 1)) with (P * (A1 * 2)) by ring; apply K0; [nonneg | lra |].
  apply (Rmult_le_compat_r (k * k)) in Q2; lra.
- replace (P * (A1 * A1 * 1 * 1 * 1)) with (A1 * A1 * P) by ring.
  apply Rle_trans with (A1 * A1 * (kk * kk * (k * k * k))); [| apply Rmult_le_compat_l; [nonneg | lra]].
  replace (A * A * k * k * k) with (A * A * (k * k * k)) by ring.
  replace (A1 * A1 * (kk * kk * (k * k * k))) with (kk * A1 * (kk * A1) * (k * k * k)) by ring.
  apply Rmult_le_compat_r; [nonneg | apply Rmult_le_compat; lra].
Qed.

Lemma floors : SD k <= P * SD 1 /\ SZ k <= P * SZ 1 /\ 0 <= SD k /\ 0 <= SZ k.
Proof.
destruct power_facts as [S1 [S2 [S3 [S4 [S5 S6]]]]]; destruct basics as [_ [PR _]].
pose proof (cross_noise_nonneg a V) as Nc; pose proof (hessian_noise_nonneg a V) as Nh; destruct V.
assert (RR : 0 <= R1 * R1) by nonneg; assert (RRk : R1 * R1 * (k * k) <= R1 * R1 * P) by (apply Rmult_le_compat_l; lra).
assert (Pos : forall c, 0 <= c -> c * (R1 * R1 * (k * k)) <= c * (R1 * R1 * P)) by (intros; apply Rmult_le_compat_l; assumption).
assert (One : forall c, 0 <= c -> c <= c * P) by (intros c Hc; rewrite <- (Rmult_1_r c) at 1; apply Rmult_le_compat_l; lra).
unfold SD, SZ; pose proof (Pos _ Nc); pose proof (Pos _ Nh); pose proof (Pos _ hessian_nonneg) as Ph.
pose proof (One _ upper_gradient_upper_nonneg); pose proof (One _ upper_gradient_lower_nonneg) as Ob.
assert (Or : (rho a - 1) * L_f0 (constants a) * L_f0 (constants a) <= (rho a - 1) * L_f0 (constants a) * L_f0 (constants a) * P)
  by (apply One; nonneg).
apply (Rmult_le_compat_l (rho a)) in Ob; [| lra]; apply (Rmult_le_compat_l (rho a)) in Ph; [| lra].
repeat split; try (destruct (full_tangent a)); try nonneg; lra.
Qed.

Lemma upper : C_of a k gap_ y_ u_ <= P * C_of a 1 gap_ y_ u_.
Proof.
rewrite (C_explicit k k_ge_1), (C_explicit 1 (Rle_refl 1)).
destruct monomials as [M1 [M2 [M3 M4]]]; destruct floors as [FD [FZ _]]; destruct power_facts as [S1 [S2 [S3 [S4 [S5 S6]]]]].
destruct basics as [HL [PR [Pit [Pig _]]]]; destruct start_nonneg as [Hg [Hy Hu]]; destruct V.
assert (I1 : 0 < / it) by (apply Rinv_0_lt_compat, Pit); assert (I2 : 0 < / ig) by (apply Rinv_0_lt_compat, Pig).
assert (I3 : 0 < / (L * L)) by (apply Rinv_0_lt_compat; positive); assert (I4 : 0 < / (2 * L)) by (apply Rinv_0_lt_compat; lra).
apply (Rmult_le_compat_l (2 * gap_ * (2 * it))) in M1; [| nonneg].
apply (Rmult_le_compat_l (2 * gap_ * (11 * rho a))) in M2; [| nonneg].
apply (Rmult_le_compat_l (2 * gap_ * (9 * ig / (2 * L)))) in M3; [| unfold Rdiv; nonneg].
pose proof M4 as M5; apply (Rmult_le_compat_l (58 * rho a * y_)) in M4; [| nonneg].
apply (Rmult_le_compat_l (58 * lower_gradient (variance a) / (L * L))) in M5; [| unfold Rdiv; nonneg].
apply (Rmult_le_compat_l (10 * L * (R1 * R1) * ig)) in S3; [| nonneg].
apply (Rmult_le_compat_l (u_ * it)) in S6; [| nonneg].
apply (Rmult_le_compat_r (/ it)) in FD; [| lra]; apply (Rmult_le_compat_l (10 * L / ig)) in FZ; [| unfold Rdiv; nonneg].
unfold Rdiv at 2 5; lra.
Qed.

(* The gap and the step gamma alone give the order. *)
Lemma lower_part : 9 * gap_ * ig / L * (coupling_at k * (k * k * k * k)) <= C_of a k gap_ y_ u_.
Proof.
rewrite (C_explicit k k_ge_1); destruct floors as [_ [_ [FD FZ]]].
destruct basics as [HL [PR [Pit [Pig [PA _]]]]]; destruct start_nonneg as [Hg [Hy Hu]]; destruct V.
assert (I1 : 0 < / it) by (apply Rinv_0_lt_compat, Pit); assert (I2 : 0 < / ig) by (apply Rinv_0_lt_compat, Pig).
assert (I3 : 0 < / (L * L)) by (apply Rinv_0_lt_compat; positive); assert (I4 : 0 < / L) by (apply Rinv_0_lt_compat; lra).
assert (0 <= 2 * gap_ * (2 * (coupling_at k * (1 + k) * (1 + k)) * it)) by nonneg.
assert (0 <= 2 * gap_ * (11 * rho a * (coupling_at k * k * k * k))) by nonneg.
assert (0 <= u_ * it) by nonneg; assert (0 <= 58 * rho a * y_ * (coupling_at k * coupling_at k * k * k * k)) by nonneg.
assert (0 <= 10 * L * (R1 * R1) * ig * (k * k * k * k)) by nonneg; assert (0 <= SD k / it) by (unfold Rdiv; nonneg).
assert (0 <= 58 * lower_gradient (variance a) / (L * L) * (coupling_at k * coupling_at k * k * k * k)) by (unfold Rdiv; nonneg).
assert (0 <= 10 * L / ig * SZ k) by (unfold Rdiv; nonneg).
assert (0 <= gap_ * (9 * ig / L) * (coupling_at k * k * k * k)) by (unfold Rdiv; nonneg).
replace (9 * gap_ * ig / L * (coupling_at k * (k * k * k * k)))
  with (2 * gap_ * (9 * ig / (2 * L) * (coupling_at k * k * (1 + k) * k * k)) - gap_ * (9 * ig / L) * (coupling_at k * k * k * k))
  by (field; lra).
lra.
Qed.
End Bound.

(* C(kappa) lies between c kappa^5 and C(1) kappa^5; R1 is R = L_f0 / L and ig is 1 / c_gamma, both at kappa = 1. *)
Theorem condition_number : forall k, 1 <= k ->
  9 * gap_ * ig / L * (L_g2 (constants a) * R1) * k ^ 5 <= C_of a k gap_ y_ u_ <= k ^ 5 * C_of a 1 gap_ y_ u_.
Proof.
intros k Hk; destruct (basics k Hk) as [HL [PR [Pit [Pig _]]]]; pose proof (L_g2_nonneg a V) as H2.
pose proof (L_f1_positive a V) as H1; destruct start_nonneg as [Hg _].
assert (G : coupling_at k <= k * coupling_at 1) by (unfold coupling_at; nra).
split.
- eapply Rle_trans; [| apply (lower_part k 1); lra].
  replace (9 * gap_ * ig / L * (L_g2 (constants a) * R1) * k ^ 5)
    with (9 * gap_ * ig / L * (L_g2 (constants a) * (R1 * k) * (k * k * k * k))) by ring.
  assert (I : 0 < / L) by (apply Rinv_0_lt_compat, HL).
  apply Rmult_le_compat_l; [unfold Rdiv; nonneg |]; apply Rmult_le_compat_r; [nonneg | unfold coupling_at; lra].
- replace (k ^ 5) with (k * (k * k * k * k)) by ring; apply upper; lra.
Qed.

(* The same with kappa^4 if L_g2 = 0. *)
Theorem condition_number_flat : L_g2 (constants a) = 0 -> forall k, 1 <= k ->
  9 * gap_ * ig / L * L_f1 (constants a) * k ^ 4 <= C_of a k gap_ y_ u_ <= k ^ 4 * C_of a 1 gap_ y_ u_.
Proof.
intros flat k Hk.
assert (G : coupling_at k = L_f1 (constants a)) by (unfold coupling_at; rewrite flat; ring).
assert (G1 : coupling_at 1 = L_f1 (constants a)) by (unfold coupling_at; rewrite flat; ring).
split.
- eapply Rle_trans; [| apply (lower_part k 1); lra]; rewrite G; right; ring.
- replace (k ^ 4) with (1 * (k * k * k * k)) by ring; apply upper; lra.
Qed.
End Growth.
