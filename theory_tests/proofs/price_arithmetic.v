(* The arithmetic of the potential and of the constants of docs/theory/price.md (module full_tangent_bounds).

   Result: potential_decrease_tangent, from the lemmas Y, Z, h and the descent of Phi to the decrease of Psi under (P);
   homogeneity of (P), of the weights and of the noise in the steps; and the comparison with rho = 1:
   - admits_over_rho: (P) for c with rho = 1 gives (P) for c' = (c_alpha / rho, c_beta / rho, c_gamma / rho, c_theta);
   - start_over_rho, noise_over_rho: C'_start <= rho C_start and C'_noise = C_noise.

   Source: docs/theory/price.md, Potential and rate, and price-is-rho. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import constants potential_arithmetic scaling.
Open Scope R_scope.

Lemma simplex_tangent : forall a1 a2 a3, 0 <= a1 -> 0 <= a2 -> 0 <= a3 -> 2 * a1 + 21 * a2 + 9 * a3 <= 1 ->
  a1 / 2 + a1 * a1 + 208 * (a2 * a2) + 40 * (a3 * a3) <= 1 / 2.
Proof.
intros a1 a2 a3 H1 H2 H3 Le.
assert (0 <= a1 * (1 - 2 * a1)) by (apply Rmult_le_pos; lra).
assert (0 <= a2 * (1 - 21 * a2)) by (apply Rmult_le_pos; lra).
assert (0 <= a3 * (1 - 9 * a3)) by (apply Rmult_le_pos; lra).
lra.
Qed.

Section Price.
Variable a : Assumptions.
Hypothesis V : valid a.

Lemma inverse_alpha_tangent : forall b g t, 0 < b -> 0 < g -> 0 < t ->
  0 < 2 * hypergradient (bounds.hypergradient_lipschitz a) / t
      + 21 * coupling a * condition a * condition a / (b * mu_g (constants a))
      + 9 * coupling a * condition a * (1 + condition a) / (g * mu_g (constants a)).
Proof.
intros b g t Hb Hg Ht; pose proof (condition_ge_1 a V); pose proof (coupling_positive a V); pose proof (mu_positive a V).
unfold bounds.hypergradient_lipschitz; cbn [hypergradient]; positive.
Qed.

Theorem potential_decrease_tangent : forall s e phi phi' squared_gradient y' z' u' eta',
  positive_steps s -> full_tangent_bounds.admits a s -> 0 <= lower e -> 0 <= direction e ->
  phi' <= phi - alpha s / 2 * squared_gradient + alpha s / 2 * average e
          - alpha s / 2 * (1 - hypergradient (bounds.hypergradient_lipschitz a) * alpha s) * direction e ->
  y' <= bounds.lower_tracking a s e -> z' <= full_tangent_bounds.auxiliary_contraction a s e ->
  u' <= full_tangent_bounds.averaging_error a s e ->
  potential_value phi' (full_tangent_bounds.potential a s) {| lower := y'; auxiliary := z'; average := u'; direction := eta' |}
  <= potential_value phi (full_tangent_bounds.potential a s) e - alpha s / 2 * squared_gradient
     + alpha s / 2 * full_tangent_bounds.noise_floor a s.
Proof.
intros s e phi phi' G y' z' u' eta' [Ha [Hb [Hg Ht]]] Adm Hy He Dphi Dy Dz Du.
pose proof (condition_ge_1 a V) as Hq; pose proof (coupling_positive a V) as HA.
pose proof (L_positive a V) as HL; pose proof (mu_positive a V) as Hmu; pose proof (L_of_condition a V) as EL.
destruct Adm as [_ [_ [_ [Ht1 [_ Hal]]]]]; apply below_inverse in Hal; [| apply inverse_alpha_tangent; assumption].
unfold potential_value, weighted, full_tangent_bounds.potential, full_tangent_bounds.noise_floor, bounds.lower_tracking,
  full_tangent_bounds.auxiliary_contraction, full_tangent_bounds.averaging_error, bounds.hypergradient_lipschitz in *.
cbn [weight_lower weight_auxiliary weight_average lower auxiliary average lower_solution auxiliary_solution
  hypergradient] in *.
set (SZ := full_tangent_bounds.auxiliary_floor a) in *; set (SD := full_tangent_bounds.estimate_floor a) in *; clearbody SZ SD.
set (A := coupling a) in *; set (q := condition a) in *; clearbody A q.
set (mu := mu_g (constants a)) in *; set (L := L_g1 (constants a)) in *; clearbody mu L.
set (sg := lower_gradient (variance a)) in *; set (rh := rho a) in *; clearbody sg rh.
destruct s as [al be ga th]; destruct e as [y z u eta]; cbn in *; subst L.
set (a1 := A * (1 + q) * (1 + q) * al / th).
set (a2 := A * q * q * al / (be * mu)); set (a3 := A * q * (1 + q) * al / (ga * mu)).
assert (P1 : 0 <= a1) by (unfold a1; apply Rlt_le; positive).
assert (P2 : 0 <= a2) by (unfold a2; apply Rlt_le; positive).
assert (P3 : 0 <= a3) by (unfold a3; apply Rlt_le; positive).
assert (Hsum : 2 * a1 + 21 * a2 + 9 * a3 <= 1)
  by (eapply Rle_trans; [right | exact Hal]; unfold a1, a2, a3; field; lra).
pose proof (simplex_tangent a1 a2 a3 P1 P2 P3 Hsum) as Hs.
assert (Hcu : 0 < al / (2 * th)) by positive.
assert (Hcy : 0 < 104 * al * (A * q) * (A * q) / (be * mu)) by positive.
assert (Hcz : 0 < 10 * al * (q * mu) * (q * mu) / (ga * mu)) by positive.
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcy)) in Dy.
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcz)) in Dz.
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcu)) in Du.
match type of Dy with _ <= ?r => replace r with (104 * al * (A * q) * (A * q) / (be * mu) * y
  - 52 * (al * (A * A) * (q * q)) * y + 208 * (al * (a2 * a2)) * eta
  + al / 2 * (208 * (A * q) * (A * q) * sg / mu * rh * be)) in Dy by (unfold a2; field; lra) end.
match type of Dz with _ <= ?r => replace r with (10 * al * (q * mu) * (q * mu) / (ga * mu) * z
  - 5 / 2 * (al * (q * mu * (q * mu))) * z + 50 * (al * (A * A) * (q * q)) * y + 40 * (al * (a3 * a3)) * eta
  + al / 2 * (20 * (q * mu) * (q * mu) * SZ / mu * rh * ga)) in Dz by (unfold a3; field; lra) end.
match type of Du with _ <= ?r => replace r with (al / (2 * th) * u - al / 2 * u + 2 * (al * (A * A)) * y
  + 5 / 2 * (al * (q * mu * (q * mu))) * z + al * (a1 * a1) * eta + al / 2 * (th * SD)) in Du
  by (unfold a1; field; lra) end.
assert (Ea : A * (1 + q) * (1 + q) * al <= a1).
{ replace (A * (1 + q) * (1 + q) * al) with (a1 * th) by (unfold a1; field; lra).
  rewrite <- (Rmult_1_r a1) at 2; apply Rmult_le_compat_l; lra. }
assert (Y : 0 <= al * (A * A) * ((q - 1) * (q + 1)) * y) by (repeat apply Rmult_le_pos; nra).
assert (Eta : al * eta * (a1 / 2 + a1 * a1 + 208 * (a2 * a2) + 40 * (a3 * a3)) <= al * eta * (1 / 2))
  by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact Hs]).
assert (Ea' : al * eta * (A * (1 + q) * (1 + q) * al) <= al * eta * a1)
  by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact Ea]).
lra.
Qed.

Lemma largest_alpha_tangent_scaled : forall b g t e, 0 < b -> 0 < g -> 0 < t -> 0 < e ->
  full_tangent_bounds.largest_alpha a (b * e) (g * e) (t * e) = full_tangent_bounds.largest_alpha a b g t * e.
Proof.
intros b g t e Hb Hg Ht He; pose proof (inverse_alpha_tangent b g t Hb Hg Ht) as P; pose proof (mu_positive a V).
unfold full_tangent_bounds.largest_alpha; cbv zeta; match type of P with 0 < ?d => set (D := d) in * end.
match goal with |- 1 / ?d' = _ => replace d' with (D / e) by (unfold D; field; lra) end.
field; lra.
Qed.
Lemma admits_tangent_scaled : forall c e, positive_steps c -> full_tangent_bounds.admits a c -> 0 < e <= 1 ->
  full_tangent_bounds.admits a (scaled_steps c e).
Proof.
intros c e [Ha [Hb [Hg Ht]]] [C1 [C2 [C3 [C4 [C5 C6]]]]] He; pose proof (mu_positive a V).
unfold full_tangent_bounds.admits, scaled_steps; cbn [alpha beta gamma theta].
rewrite largest_alpha_tangent_scaled by (assumption || lra).
set (mu := mu_g (constants a)) in *; set (L := L_g1 (constants a)) in *; repeat split.
- replace (rho a * (beta c * e) * (mu + L)) with (rho a * beta c * (mu + L) * e) by ring; apply scaled_le; lra.
- replace (rho a * (gamma c * e) * (mu + L)) with (rho a * gamma c * (mu + L) * e) by ring; apply scaled_le; lra.
- replace (16 * rho a * (gamma c * e) * hessian (variance a)) with (16 * rho a * gamma c * hessian (variance a) * e) by ring.
  apply scaled_le; lra.
- apply scaled_le; lra.
- rewrite <- Rmult_assoc; apply scaled_le; [lra | nra | lra].
- apply Rmult_le_compat_r; lra.
Qed.
Lemma potential_tangent_scaled : forall c e, positive_steps c -> 0 < e ->
  full_tangent_bounds.potential a (scaled_steps c e) = full_tangent_bounds.potential a c.
Proof.
intros c e [Ha [Hb [Hg Ht]]] He; pose proof (mu_positive a V).
unfold full_tangent_bounds.potential, scaled_steps; cbn [alpha beta gamma theta]; f_equal; field; lra.
Qed.
Lemma noise_tangent_scaled : forall c e,
  full_tangent_bounds.noise_floor a (scaled_steps c e) = e * full_tangent_bounds.noise_floor a c.
Proof. intros; unfold full_tangent_bounds.noise_floor, scaled_steps; cbn [beta gamma theta]; unfold Rdiv; ring. Qed.
End Price.

(* The same assumptions with rho = 1: MA-SOBA. *)
Definition at_rho_1 (a : Assumptions) : Assumptions :=
  {| constants := constants a; variance := variance a; rho := 1; omega := omega a; full_tangent := full_tangent a |}.
Lemma at_rho_1_valid : forall a, valid a -> valid (at_rho_1 a).
Proof. intros a V; destruct V; split; unfold at_rho_1; cbn; try assumption; lra. Qed.

Section OverRho.
Variable a : Assumptions.
Hypothesis V : valid a.
Local Notation b := (at_rho_1 a).

Lemma positive_over_rho : forall c, positive_steps c -> positive_steps (full_tangent_bounds.over_rho c (rho a)).
Proof.
intros c [Ha [Hb [Hg Ht]]]; pose proof (rho_ge_1 a V).
repeat split; unfold full_tangent_bounds.over_rho; cbn [alpha beta gamma theta]; try exact Ht; apply Rdiv_lt_0_compat; lra.
Qed.
Lemma over_rho_scaled : forall c e,
  full_tangent_bounds.over_rho (scaled_steps c e) (rho a) = scaled_steps (full_tangent_bounds.over_rho c (rho a)) e.
Proof.
intros c e; unfold full_tangent_bounds.over_rho, scaled_steps; cbn [alpha beta gamma theta]; unfold Rdiv; f_equal; ring.
Qed.

Lemma admits_over_rho : forall c, positive_steps c -> full_tangent_bounds.admits b c ->
  full_tangent_bounds.admits a (full_tangent_bounds.over_rho c (rho a)).
Proof.
intros c [Ha [Hb [Hg Ht]]] [C1 [C2 [C3 [C4 [C5 C6]]]]]; pose proof (rho_ge_1 a V) as Hr.
pose proof (mu_positive a V) as Hmu; cbn [at_rho_1 rho constants variance] in C1, C2, C3, C5.
unfold full_tangent_bounds.admits, full_tangent_bounds.over_rho; cbn [alpha beta gamma theta].
set (mu := mu_g (constants a)) in *; set (L := L_g1 (constants a)) in *; repeat split; try assumption.
- replace (rho a * (beta c / rho a) * (mu + L)) with (1 * beta c * (mu + L)) by (field; lra); exact C1.
- replace (rho a * (gamma c / rho a) * (mu + L)) with (1 * gamma c * (mu + L)) by (field; lra); exact C2.
- replace (16 * rho a * (gamma c / rho a) * hessian (variance a)) with (16 * 1 * gamma c * hessian (variance a)) by (field; lra).
  exact C3.
- apply below_inverse in C6; [| apply (inverse_alpha_tangent b (at_rho_1_valid a V)); assumption].
  change (condition b) with (condition a) in C6; change (coupling b) with (coupling a) in C6.
  change (bounds.hypergradient_lipschitz b) with (bounds.hypergradient_lipschitz a) in C6; cbn [at_rho_1 constants] in C6.
  apply below_inverse_conv.
  + apply inverse_alpha_tangent; [exact V | | |]; try exact Ht; apply Rdiv_lt_0_compat; lra.
  + fold mu in C6 |- *; eapply Rle_trans; [| exact C6].
    set (t1 := 2 * hypergradient (bounds.hypergradient_lipschitz a) / theta c).
    assert (P : 0 <= alpha c * t1).
    { pose proof (coupling_positive a V); pose proof (condition_ge_1 a V); left; apply Rmult_lt_0_compat; [exact Ha |].
      unfold t1, bounds.hypergradient_lipschitz; cbn [hypergradient]; positive. }
    match goal with |- ?l <= ?r => replace l with (r - (1 - / rho a) * (alpha c * t1)) by (unfold t1; field; lra) end.
    assert (/ rho a <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    assert (0 <= (1 - / rho a) * (alpha c * t1)) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma noise_over_rho : forall c,
  full_tangent_bounds.noise_floor a (full_tangent_bounds.over_rho c (rho a)) = full_tangent_bounds.noise_floor b c.
Proof.
intro c; pose proof (rho_ge_1 a V); pose proof (mu_positive a V).
unfold full_tangent_bounds.noise_floor, full_tangent_bounds.over_rho; cbn [beta gamma theta].
change (condition b) with (condition a); change (coupling b) with (coupling a).
change (full_tangent_bounds.estimate_floor b) with (full_tangent_bounds.estimate_floor a).
change (full_tangent_bounds.auxiliary_floor b) with (full_tangent_bounds.auxiliary_floor a).
cbn [at_rho_1 rho constants variance]; field; lra.
Qed.

Lemma start_over_rho : forall c start, positive_steps c -> 0 <= average (errors start) ->
  full_tangent_bounds.start_part (full_tangent_bounds.rate_parts a (full_tangent_bounds.over_rho c (rho a)) start)
  <= rho a * full_tangent_bounds.start_part (full_tangent_bounds.rate_parts b c start).
Proof.
intros c start [Ha [Hb [Hg Ht]]] Pu; pose proof (rho_ge_1 a V) as Hr; pose proof (mu_positive a V) as Hmu.
unfold full_tangent_bounds.rate_parts, weighted, full_tangent_bounds.potential, full_tangent_bounds.over_rho.
cbn [full_tangent_bounds.start_part weight_lower weight_auxiliary weight_average alpha beta gamma theta].
change (condition b) with (condition a); change (coupling b) with (coupling a); cbn [at_rho_1 constants].
match goal with |- ?l <= ?r => replace l with (r - (rho a - 1) * (average (errors start) / theta c)) by (field; lra) end.
assert (0 <= (rho a - 1) * (average (errors start) / theta c)); [| lra].
apply Rmult_le_pos; [lra |]; unfold Rdiv; apply Rmult_le_pos; [exact Pu | left; apply Rinv_0_lt_compat, Ht].
Qed.
End OverRho.
