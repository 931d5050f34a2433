(* potential-decrease of docs/theory/convergence.md, the arithmetic: from the inequalities of one iteration to the
   decrease of the potential.

   Result: let the steps satisfy (S) (bounds.admits).  If Phi, y, z, u at the next iterate obey the descent of Phi and
   the right-hand sides of lower-tracking, auxiliary-contraction and averaging-error, then
     Psi_+ <= Psi - alpha/2 ||grad Phi||^2 + alpha/2 N,   Psi = Phi + c_y y + c_z z + c_u u,
   with the weights bounds.potential and N = bounds.noise_floor.  Numbers only: phi, y, z, u may be values or means.
   The inequalities themselves are proved in lower_tracking.v, auxiliary_contraction.v, averaging_error.v and
   hypergradient_formula.v, and joined in potential_decrease.v. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import constants.
Open Scope R_scope.

(* Sums and products of numbers that are >= 0, or > 0. *)
Ltac positive :=
  first [lra | apply Rdiv_lt_0_compat; positive | apply Rmult_lt_0_compat; positive | apply Rplus_lt_0_compat; positive].
Ltac nonneg := first [lra | apply Rmult_le_pos; nonneg | apply Rplus_le_le_0_compat; nonneg].

Section Numbers.
Variable a : Assumptions.
Hypothesis V : valid a.

Lemma L_positive : 0 < L_g1 (constants a).
Proof. destruct V; lra. Qed.
Lemma condition_ge_1 : 1 <= condition a.
Proof.
destruct V; unfold condition; apply (Rmult_le_reg_r (mu_g (constants a))); [lra |].
unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.
Lemma radius_nonneg : 0 <= radius a.
Proof. destruct V; unfold radius, Rdiv; apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra]. Qed.
Lemma coupling_ge : L_f1 (constants a) <= coupling a.
Proof. pose proof radius_nonneg; destruct V; unfold coupling; nra. Qed.
Lemma coupling_positive : 0 < coupling a.
Proof. pose proof coupling_ge; destruct V; lra. Qed.
Lemma hessian_noise_nonneg : 0 <= hessian_noise a.
Proof. pose proof L_positive; destruct V; unfold hessian_noise; nonneg. Qed.
Lemma cross_noise_nonneg : 0 <= cross_noise a.
Proof.
pose proof L_positive; destruct V; unfold cross_noise; destruct (full_tangent a); [lra |].
nonneg.
Qed.
Lemma L_of_condition : L_g1 (constants a) = condition a * mu_g (constants a).
Proof. destruct V; unfold condition; field; lra. Qed.

(* alpha <= 1 / s says alpha s <= 1. *)
Lemma below_inverse : forall x s, 0 < s -> x <= 1 / s -> x * s <= 1.
Proof.
intros x s Hs Le; apply (Rmult_le_compat_r s) in Le; [| lra].
replace (1 / s * s) with 1 in Le by (field; lra); exact Le.
Qed.
Lemma below_inverse_conv : forall x s, 0 < s -> x * s <= 1 -> x <= 1 / s.
Proof.
intros x s Hs Le; apply (Rmult_le_reg_r s); [exact Hs |].
replace (1 / s * s) with 1 by (field; lra); exact Le.
Qed.
End Numbers.

(* Step 6 of the proof: on the simplex 2 a_1 + 11 a_2 + 9/2 a_3 <= 1 the coefficient of eta is not positive. *)
Lemma simplex : forall a1 a2 a3, 0 <= a1 -> 0 <= a2 -> 0 <= a3 -> 2 * a1 + 11 * a2 + 9 / 2 * a3 <= 1 ->
  a1 / 2 + a1 * a1 + 58 * (a2 * a2) + 10 * (a3 * a3) <= 1 / 2.
Proof.
intros a1 a2 a3 H1 H2 H3 Le.
assert (0 <= a1 * (1 - 2 * a1)) by (apply Rmult_le_pos; lra).
assert (0 <= a2 * (1 - 11 * a2)) by (apply Rmult_le_pos; lra).
assert (0 <= a3 * (1 - 9 / 2 * a3)) by (apply Rmult_le_pos; lra).
lra.
Qed.

(* Psi - Phi at errors e. *)
Definition potential_value (phi : R) (w : PotentialWeights) (e : Errors) : R := phi + weighted w e.

(* Steps 2 to 6 of the proof: add c_u, c_z, c_y times the bounds of u', z', y' to the descent of phi.  The coefficients of u and z
   cancel, those of y and eta are not positive. *)
Theorem potential_decrease_arithmetic : forall a s e phi phi' squared_gradient y' z' u' eta',
  valid a -> positive_steps s -> bounds.admits a s -> 0 <= lower e -> 0 <= direction e ->
  phi' <= phi - alpha s / 2 * squared_gradient + alpha s / 2 * average e
          - alpha s / 2 * (1 - hypergradient (bounds.hypergradient_lipschitz a) * alpha s) * direction e ->
  y' <= bounds.lower_tracking a s e -> z' <= bounds.auxiliary_contraction a s e -> u' <= bounds.averaging_error a s e ->
  potential_value phi' (bounds.potential a s) {| lower := y'; auxiliary := z'; average := u'; direction := eta' |}
  <= potential_value phi (bounds.potential a s) e - alpha s / 2 * squared_gradient
     + alpha s / 2 * bounds.noise_floor a s.
Proof.
intros a s e phi phi' G y' z' u' eta' V [Ha [Hb [Hg Ht]]] Adm Hy He Dphi Dy Dz Du.
pose proof (condition_ge_1 a V) as Hq; pose proof (coupling_positive a V) as HA.
pose proof (L_positive a V) as HL; pose proof (mu_positive a V) as Hmu; pose proof (L_of_condition a V) as EL.
destruct Adm as [_ [_ [_ [Ht1 [_ Hal]]]]].
unfold potential_value, weighted, bounds.potential, bounds.noise_floor, bounds.lower_tracking,
  bounds.auxiliary_contraction, bounds.averaging_error, bounds.largest_alpha, bounds.hypergradient_lipschitz in *.
cbn [weight_lower weight_auxiliary weight_average lower auxiliary average lower_solution auxiliary_solution
  hypergradient] in *.
set (SZ := bounds.auxiliary_floor a) in *; set (SD := bounds.estimate_floor a) in *; clearbody SZ SD.
set (A := coupling a) in *; set (q := condition a) in *; clearbody A q.
set (mu := mu_g (constants a)) in *; set (L := L_g1 (constants a)) in *; clearbody mu L.
set (sg := lower_gradient (variance a)) in *; set (rh := rho a) in *; clearbody sg rh.
destruct s as [al be ga th]; destruct e as [y z u eta]; cbn in *; subst L.
set (a1 := A * (1 + q) * (1 + q) * al / th).
set (a2 := A * q * q * al / (be * mu)); set (a3 := A * q * (1 + q) * al / (ga * mu)).
assert (P1 : 0 <= a1) by (unfold a1; apply Rlt_le, Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat |]; lra).
assert (P2 : 0 <= a2) by (unfold a2; apply Rlt_le, Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; lra).
assert (P3 : 0 <= a3) by (unfold a3; apply Rlt_le, Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; lra).
assert (Hsum : 2 * a1 + 11 * a2 + 9 / 2 * a3 <= 1).
{ apply below_inverse in Hal.
  - eapply Rle_trans; [right | exact Hal]; unfold a1, a2, a3; field; lra.
  - positive. }
pose proof (simplex a1 a2 a3 P1 P2 P3 Hsum) as Hs.
assert (Hcu : 0 < al / (2 * th)) by (apply Rdiv_lt_0_compat; lra).
assert (Hcy : 0 < 29 * al * (A * q) * (A * q) / (be * mu))
  by (positive).
assert (Hcz : 0 < 5 * al * (q * mu) * (q * mu) / (ga * mu))
  by (positive).
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcy)) in Dy.
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcz)) in Dz.
apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Hcu)) in Du.
match type of Dy with _ <= ?r => replace r with (29 * al * (A * q) * (A * q) / (be * mu) * y
  - 29 / 2 * (al * (A * A) * (q * q)) * y + 58 * (al * (a2 * a2)) * eta
  + al / 2 * (58 * (A * q) * (A * q) * rh * sg / mu * be)) in Dy by (unfold a2; field; lra) end.
match type of Dz with _ <= ?r => replace r with (5 * al * (q * mu) * (q * mu) / (ga * mu) * z
  - 5 / 2 * (al * (q * mu * (q * mu))) * z + 25 / 2 * (al * (A * A) * (q * q)) * y + 10 * (al * (a3 * a3)) * eta
  + al / 2 * (10 * (q * mu) * (q * mu) * SZ / mu * ga)) in Dz by (unfold a3; field; lra) end.
match type of Du with _ <= ?r => replace r with (al / (2 * th) * u - al / 2 * u + 2 * (al * (A * A)) * y
  + 5 / 2 * (al * (q * mu * (q * mu))) * z + al * (a1 * a1) * eta + al / 2 * (th * SD)) in Du
  by (unfold a1; field; lra) end.
assert (Ea : A * (1 + q) * (1 + q) * al <= a1).
{ replace (A * (1 + q) * (1 + q) * al) with (a1 * th) by (unfold a1; field; lra).
  rewrite <- (Rmult_1_r a1) at 2; apply Rmult_le_compat_l; lra. }
assert (Y : 0 <= al * (A * A) * ((q - 1) * (q + 1)) * y) by (repeat apply Rmult_le_pos; nra).
assert (Eta : al * eta * (a1 / 2 + a1 * a1 + 58 * (a2 * a2) + 10 * (a3 * a3)) <= al * eta * (1 / 2))
  by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact Hs]).
assert (Ea' : al * eta * (A * (1 + q) * (1 + q) * al) <= al * eta * a1)
  by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | exact Ea]).
lra.
Qed.
