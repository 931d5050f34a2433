(* Steps e c: what happens to (S), to the weights and to the noise when all steps are multiplied by e; and the steps (11).

   Result (docs/theory/convergence.md, rate, proof steps 1 and 3; decaying-steps, proof steps 1 and 2):
   - if c satisfies (S), so does e c for 0 < e <= 1 (admits_scaled);
   - the weights c_y, c_z, c_u are the same for e c, and N(e c) = e N(c) (potential_scaled, noise_floor_scaled);
   - c / sqrt K satisfies (S) for K >= K_0(c) if c_alpha obeys (10) (admits_from_first_horizon);
   - the steps (11) satisfy (S) themselves (step_constants_admitted);
   - a telescoping sum: the common last step of rate, decaying-steps and price-is-rho (telescope). *)
From Coq Require Import Reals Lra Psatz Lia.
From BROS Require Import constants potential_arithmetic.
Open Scope R_scope.

(* If weight_k G_k <= Psi_k - Psi_{k+1} + noise_k for all k < K, then sum weight_k G_k <= Psi_0 - Psi_K + sum noise_k. *)
Lemma telescope : forall (Psi G weight noise : nat -> R) K,
  (forall k, (k < K)%nat -> weight k * G k <= Psi k - Psi (S k) + noise k) ->
  sum_below (fun k => weight k * G k) K <= Psi O - Psi K + sum_below noise K.
Proof.
intros Psi G w n K; induction K as [| K IH]; simpl; intro H; [lra |].
specialize (IH (fun k Hk => H k (Nat.lt_lt_succ_r _ _ Hk))); specialize (H K (Nat.lt_succ_diag_r K)); lra.
Qed.
Lemma sum_below_scale : forall c f K, sum_below (fun k => c * f k) K = c * sum_below f K.
Proof. intros c f K; induction K as [| K IH]; simpl; [ring | rewrite IH; ring]. Qed.
Lemma sum_below_const : forall c K, sum_below (fun _ => c) K = c * INR K.
Proof. intros c K; induction K as [| K IH]; [simpl; ring | rewrite S_INR; cbn [sum_below]; rewrite IH; ring]. Qed.
Lemma sum_below_ext : forall f g K, (forall k, (k < K)%nat -> f k = g k) -> sum_below f K = sum_below g K.
Proof.
intros f g K; induction K as [| K IH]; simpl; intro H; [reflexivity |].
rewrite IH by (intros; apply H; lia); rewrite H by lia; reflexivity.
Qed.
Lemma sum_below_le : forall f g K, (forall k, (k < K)%nat -> f k <= g k) -> sum_below f K <= sum_below g K.
Proof.
intros f g K; induction K as [| K IH]; simpl; intro H; [lra |].
specialize (IH (fun k Hk => H k (Nat.lt_lt_succ_r _ _ Hk))); specialize (H K (Nat.lt_succ_diag_r K)); lra.
Qed.

Lemma sum_below_positive : forall f K, (1 <= K)%nat -> (forall k, 0 < f k) -> 0 < sum_below f K.
Proof.
intros f K HK P; destruct K as [| K]; [lia |]; clear HK; induction K as [| K IH]; cbn [sum_below] in *.
- specialize (P O); lra.
- specialize (P (S K)); lra.
Qed.

Lemma positive_scaled : forall c e, positive_steps c -> 0 < e -> positive_steps (scaled_steps c e).
Proof. intros c e [Ha [Hb [Hg Ht]]] He; repeat split; simpl; apply Rmult_lt_0_compat; lra. Qed.

(* x e <= b if x <= b, 0 <= b and 0 < e <= 1. *)
Lemma scaled_le : forall x e b, 0 < e <= 1 -> 0 <= b -> x <= b -> x * e <= b.
Proof. intros x e b He Hb Le; destruct (Rle_or_lt 0 x); nra. Qed.

Section S.
Variable a : Assumptions.
Hypothesis V : valid a.

Lemma inverse_alpha_positive : forall b g t, 0 < b -> 0 < g -> 0 < t ->
  0 < 2 * hypergradient (bounds.hypergradient_lipschitz a) / t
      + 11 * coupling a * condition a * condition a / (b * mu_g (constants a))
      + 9 * coupling a * condition a * (1 + condition a) / (2 * g * mu_g (constants a)).
Proof.
intros b g t Hb Hg Ht; pose proof (condition_ge_1 a V); pose proof (coupling_positive a V); pose proof (mu_positive a V).
unfold bounds.hypergradient_lipschitz; cbn [hypergradient]; positive.
Qed.
Lemma largest_alpha_positive : forall b g t, 0 < b -> 0 < g -> 0 < t -> 0 < bounds.largest_alpha a b g t.
Proof.
intros; unfold bounds.largest_alpha, Rdiv at 1; rewrite Rmult_1_l.
apply Rinv_0_lt_compat, inverse_alpha_positive; assumption.
Qed.
(* (10) is homogeneous of degree 1. *)
Lemma largest_alpha_scaled : forall b g t e, 0 < b -> 0 < g -> 0 < t -> 0 < e ->
  bounds.largest_alpha a (b * e) (g * e) (t * e) = bounds.largest_alpha a b g t * e.
Proof.
intros b g t e Hb Hg Ht He; pose proof (inverse_alpha_positive b g t Hb Hg Ht) as P; pose proof (mu_positive a V).
unfold bounds.largest_alpha; cbv zeta; match type of P with 0 < ?d => set (D := d) in * end.
match goal with |- 1 / ?d' = _ => replace d' with (D / e) by (unfold D; field; lra) end.
field; lra.
Qed.

Lemma admits_scaled : forall c e, positive_steps c -> bounds.admits a c -> 0 < e <= 1 ->
  bounds.admits a (scaled_steps c e).
Proof.
intros c e [Ha [Hb [Hg Ht]]] [C1 [C2 [C3 [C4 [C5 C6]]]]] He.
pose proof (L_positive a V); pose proof (mu_positive a V).
unfold bounds.admits, scaled_steps; cbn [alpha beta gamma theta].
rewrite largest_alpha_scaled by (assumption || lra); repeat split.
- replace (beta c * e * rho a * (mu_g (constants a) + L_g1 (constants a)))
    with (beta c * rho a * (mu_g (constants a) + L_g1 (constants a)) * e) by ring; apply scaled_le; lra.
- replace (gamma c * e * L_g1 (constants a)) with (gamma c * L_g1 (constants a) * e) by ring; apply scaled_le; lra.
- rewrite <- Rmult_assoc; apply scaled_le; lra.
- apply scaled_le; lra.
- rewrite <- Rmult_assoc; apply scaled_le; [lra | nra | lra].
- apply Rmult_le_compat_r; lra.
Qed.

Lemma potential_scaled : forall c e, positive_steps c -> 0 < e ->
  bounds.potential a (scaled_steps c e) = bounds.potential a c.
Proof.
intros c e [Ha [Hb [Hg Ht]]] He; pose proof (mu_positive a V).
unfold bounds.potential, scaled_steps; cbn [alpha beta gamma theta]; f_equal; field; lra.
Qed.
Lemma noise_floor_scaled : forall c e, bounds.noise_floor a (scaled_steps c e) = e * bounds.noise_floor a c.
Proof. intros; unfold bounds.noise_floor, scaled_steps; cbn [beta gamma theta]; unfold Rdiv; ring. Qed.

(* K_0 of the theorem. *)
Definition first_horizon (c : Steps) : R :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in
  (Rmax 1 (Rmax (beta c * (rho a * (mu + L) / 2)) (Rmax (gamma c * L) (Rmax (8 * gamma c * hessian_noise a / mu)
    (Rmax (theta c) (2 * theta c * cross_noise a / (L * L))))))) ^ 2.

Lemma pull : forall x y s b, 0 < b -> 0 < s -> x / b <= s -> y = x / s -> y <= b.
Proof.
intros x y s b Hb Hs Le ->; apply (Rmult_le_compat_r b) in Le; [| lra].
replace (x / b * b) with x in Le by (field; lra).
apply (Rmult_le_reg_r s); [exact Hs |]; replace (x / s * s) with x by (field; lra); lra.
Qed.

Lemma admits_from_first_horizon : forall c K, positive_steps c ->
  alpha c <= bounds.largest_alpha a (beta c) (gamma c) (theta c) -> first_horizon c <= K ->
  bounds.admits a (scaled_steps c (/ sqrt K)).
Proof.
intros c K [Ha [Hb [Hg Ht]]] Hal HK; pose proof (L_positive a V) as HL; pose proof (mu_positive a V) as Hmu.
unfold first_horizon in HK; cbv zeta in HK.
match type of HK with ?M ^ 2 <= _ => set (m := M) in * end.
assert (M1 : 1 <= m) by apply Rmax_l.
assert (Hs : m <= sqrt K).
{ rewrite <- (sqrt_pow2 m) by lra; apply sqrt_le_1_alt; exact HK. }
assert (Hs0 : 0 < sqrt K) by lra.
assert (B1 : beta c * (rho a * (mu_g (constants a) + L_g1 (constants a)) / 2) <= m)
  by (eapply Rle_trans; [apply Rmax_l | apply Rmax_r]).
assert (B2 : gamma c * L_g1 (constants a) <= m)
  by (do 2 (eapply Rle_trans; [| apply Rmax_r]); apply Rmax_l).
assert (B3 : 8 * gamma c * hessian_noise a / mu_g (constants a) <= m)
  by (do 3 (eapply Rle_trans; [| apply Rmax_r]); apply Rmax_l).
assert (B4 : theta c <= m) by (do 4 (eapply Rle_trans; [| apply Rmax_r]); apply Rmax_l).
assert (B5 : 2 * theta c * cross_noise a / (L_g1 (constants a) * L_g1 (constants a)) <= m)
  by (do 5 (eapply Rle_trans; [| apply Rmax_r]); apply Rle_refl).
unfold bounds.admits, scaled_steps; cbn [alpha beta gamma theta].
rewrite largest_alpha_scaled by (assumption || apply Rinv_0_lt_compat, Hs0); repeat split.
- apply (pull (beta c * rho a * (mu_g (constants a) + L_g1 (constants a))) _ (sqrt K)); lra || (field; lra) || lra.
- apply (pull (gamma c * L_g1 (constants a)) _ (sqrt K)); lra || (field; lra).
- apply (pull (8 * gamma c * hessian_noise a) _ (sqrt K)); lra || (field; lra).
- apply (pull (theta c) _ (sqrt K)); lra || (field; lra).
- apply (pull (2 * theta c * cross_noise a) _ (sqrt K)); [nra | lra | lra | field; lra].
- apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hs0 | exact Hal].
Qed.

Lemma step_constants_positive : positive_steps (bounds.step_constants a).
Proof.
pose proof (L_positive a V); destruct V.
assert (Pb : 0 < 1 / (rho a * L_g1 (constants a))) by positive.
assert (Pg : 0 < mu_g (constants a) / (8 * (1 + omega a) * (L_g1 (constants a) * L_g1 (constants a) + hessian (variance a))))
  by (apply Rdiv_lt_0_compat; [lra | repeat apply Rmult_lt_0_compat; nra]).
assert (Pt : 0 < L_g1 (constants a) * L_g1 (constants a) /
    (4 * rho a * (L_g1 (constants a) * L_g1 (constants a) + cross (variance a))))
  by (apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; nra).
repeat split; unfold bounds.step_constants; cbn [alpha beta gamma theta]; try assumption.
apply largest_alpha_positive; assumption.
Qed.

Lemma quotient_le : forall x d b, 0 < d -> x <= b * d -> x / d <= b.
Proof.
intros x d b Hd Le; apply (Rmult_le_reg_r d); [exact Hd |].
replace (x / d * d) with x by (field; lra); exact Le.
Qed.

(* The steps (11) satisfy (S), so K_0 = 1. *)
Theorem step_constants_admitted : bounds.admits a (bounds.step_constants a).
Proof.
pose proof (L_positive a V) as HL; destruct V as [Hmu HmuL _ _ _ _ HsH HsC _ _ Hrho Hom].
assert (HL2 : 0 < L_g1 (constants a) * L_g1 (constants a)) by positive.
unfold bounds.admits, bounds.step_constants; cbn [alpha beta gamma theta].
set (L := L_g1 (constants a)) in *; set (mu := mu_g (constants a)) in *.
set (sH := hessian (variance a)) in *; set (sC := cross (variance a)) in *.
set (r := rho a) in *; set (om := omega a) in *.
assert (D1 : 0 < r * L) by positive.
assert (D2 : 0 < 8 * (1 + om) * (L * L + sH)) by positive.
assert (D3 : 0 < 4 * r * (L * L + sC)) by positive.
assert (O1 : 0 <= om * (L * L + sH)) by (apply Rmult_le_pos; lra).
assert (R1 : 0 <= (r - 1) * (L * L + sC)) by (apply Rmult_le_pos; lra).
repeat split.
- replace (1 / (r * L) * r * (mu + L)) with ((mu + L) / L) by (field; lra); apply quotient_le; lra.
- replace (mu / (8 * (1 + om) * (L * L + sH)) * L) with (mu * L / (8 * (1 + om) * (L * L + sH))) by (field; lra).
  apply quotient_le; [lra |]; assert (mu * L <= L * L) by (apply Rmult_le_compat_r; lra); nra.
- replace (8 * hessian_noise a * (mu / (8 * (1 + om) * (L * L + sH))))
    with (8 * hessian_noise a * mu / (8 * (1 + om) * (L * L + sH))) by (field; lra).
  apply quotient_le; [lra |]; unfold hessian_noise; fold L sH om; nra.
- apply quotient_le; [lra |]; nra.
- replace (2 * cross_noise a * (L * L / (4 * r * (L * L + sC))))
    with (L * L * (2 * cross_noise a) / (4 * r * (L * L + sC))) by (field; lra).
  apply quotient_le; [lra |]; apply Rmult_le_compat_l; [lra |].
  assert (0 <= r * sC) by (apply Rmult_le_pos; lra); assert (0 <= r * (L * L)) by (apply Rmult_le_pos; lra).
  unfold cross_noise; fold L sC r; destruct (full_tangent a); nra.
- apply Rle_refl.
Qed.
End S.
