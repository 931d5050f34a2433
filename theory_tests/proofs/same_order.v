(* same-order-as-ma-soba: with the steps (11) of each, the constant of BROS is at most 1 + omega + 21/160 times MA-SOBA's.

   Result: C(rho, omega) <= (1 + omega + 21/160) C(1, 0), both with z_0 replaced by its bound R^2 (Z^0 = 0), for the same
   gap, y_0, u_0 >= 0; and the sample bounds (C / epsilon)^2 by the square of that factor.  For a general action and for
   the full tangent (there omega >= rho - 1 is any number; the document takes omega = rho - 1).

   Source: docs/theory/convergence.md, same-order-as-ma-soba. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import constants potential_arithmetic scaling.
Open Scope R_scope.

(* MA-SOBA: no block is projected. *)
Definition ma_soba (a : Assumptions) : Assumptions :=
  {| constants := constants a; variance := variance a; rho := 1; omega := 0; full_tangent := full_tangent a |}.
(* The start with z_0 = R^2. *)
Definition start_from_zero (a : Assumptions) (gap_ y_ u_ : R) : Start :=
  {| gap := gap_; errors := {| lower := y_; auxiliary := radius a * radius a; average := u_; direction := 0 |} |}.

Lemma ma_soba_valid : forall a, valid a -> valid (ma_soba a).
Proof. intros a V; destruct V; split; unfold ma_soba; cbn; try assumption; lra. Qed.

Section Explicit.
Variable a : Assumptions.
Hypothesis V : valid a.
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation A := (coupling a).
Local Notation q := (condition a).
Local Notation R2 := (radius a * radius a).
Let lipschitz_Phi := hypergradient (bounds.hypergradient_lipschitz a).
(* 1 / c_beta, 1 / c_gamma, 1 / c_theta of (11) *)
Definition inverse_theta : R := 4 * rho a * (L * L + cross (variance a)) / (L * L).
Definition inverse_beta : R := rho a * L.
Definition inverse_gamma : R := 8 * (1 + omega a) * (L * L + hessian (variance a)) / mu.

Lemma inverse_steps_positive : 0 < inverse_theta /\ 0 < inverse_beta /\ 0 < inverse_gamma.
Proof.
pose proof (L_positive a V); destruct V; unfold inverse_theta, inverse_beta, inverse_gamma.
repeat split; [| nra |]; apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; nra.
Qed.

(* The seven terms of C with the steps (11), the first in three parts. *)
Lemma rate_constant_explicit : forall gap_ y_ u_,
  bounds.rate_constant a (bounds.step_constants a) (start_from_zero a gap_ y_ u_)
  = 2 * gap_ * (2 * lipschitz_Phi * inverse_theta + 11 * A * q * q / mu * inverse_beta
                + 9 * A * q * (1 + q) / (2 * mu) * inverse_gamma)
    + u_ * inverse_theta + 58 * (A * q) * (A * q) / mu * y_ * inverse_beta + 10 * (L * L) / mu * R2 * inverse_gamma
    + bounds.estimate_floor a / inverse_theta
    + 58 * (A * q) * (A * q) * lower_gradient (variance a) / mu * (rho a / inverse_beta)
    + 10 * (L * L) / mu * (bounds.auxiliary_floor a / inverse_gamma).
Proof.
intros gap_ y_ u_; destruct inverse_steps_positive as [Pt [Pb Pg]]; pose proof (mu_positive a V); pose proof (L_positive a V).
destruct (step_constants_positive a V) as [_ [Sb [Sg St]]].
pose proof (inverse_alpha_positive a V _ _ _ Sb Sg St) as Pa.
assert (Et : theta (bounds.step_constants a) = / inverse_theta).
{ unfold bounds.step_constants, inverse_theta; cbn [theta]; destruct V; field; repeat split; nra. }
assert (Eb : beta (bounds.step_constants a) = / inverse_beta).
{ unfold bounds.step_constants, inverse_beta; cbn [beta]; destruct V; field; repeat split; nra. }
assert (Eg : gamma (bounds.step_constants a) = / inverse_gamma).
{ unfold bounds.step_constants, inverse_gamma; cbn [gamma]; destruct V; field; repeat split; nra. }
assert (Ea : alpha (bounds.step_constants a)
  = bounds.largest_alpha a (/ inverse_beta) (/ inverse_gamma) (/ inverse_theta)) by (rewrite <- Et, <- Eb, <- Eg; reflexivity).
rewrite Eb, Eg, Et in Pa.
unfold bounds.rate_constant, bounds.rate, weighted, bounds.potential, bounds.noise_floor, start_from_zero.
cbn [gap errors lower auxiliary average weight_lower weight_auxiliary weight_average]; rewrite Ea, Eb, Eg, Et.
unfold bounds.largest_alpha; cbv zeta; fold lipschitz_Phi in Pa |- *.
set (D := 2 * lipschitz_Phi / / inverse_theta + 11 * A * q * q / (/ inverse_beta * mu)
  + 9 * A * q * (1 + q) / (2 * / inverse_gamma * mu)) in *.
assert (ED : D = 2 * lipschitz_Phi * inverse_theta + 11 * A * q * q / mu * inverse_beta
  + 9 * A * q * (1 + q) / (2 * mu) * inverse_gamma) by (unfold D; field; lra).
rewrite <- ED; clearbody D; field; lra.
Qed.
End Explicit.

Section SameOrder.
Variable a : Assumptions.
Hypothesis V : valid a.
Variables gap_ y_ u_ : R.
Hypothesis start_nonneg : 0 <= gap_ /\ 0 <= y_ /\ 0 <= u_.
Local Notation b := (ma_soba a).
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation R2 := (radius a * radius a).
Local Notation sH := (hessian (variance a)).
Local Notation sC := (cross (variance a)).

Lemma numbers : 0 < mu /\ mu <= L /\ 0 <= sH /\ 0 <= sC /\ 1 <= rho a /\ rho a <= 1 + omega a.
Proof. destruct V; repeat split; lra. Qed.

Lemma inverse_theta_factor : inverse_theta a = rho a * inverse_theta b.
Proof. destruct numbers as [? [? _]]; unfold inverse_theta; cbn [ma_soba rho constants variance]; field; lra. Qed.
Lemma inverse_beta_factor : inverse_beta a = rho a * inverse_beta b.
Proof. unfold inverse_beta; cbn [ma_soba rho constants]; ring. Qed.
Lemma inverse_gamma_factor : inverse_gamma a = (1 + omega a) * inverse_gamma b.
Proof. destruct numbers as [? [? _]]; unfold inverse_gamma; cbn [ma_soba omega constants variance]; field; lra. Qed.

Lemma L_f0_radius : L_f0 (constants a) = mu * radius a.
Proof. destruct numbers as [? _]; unfold radius; field; lra. Qed.

(* step 2: the fifth term *)
Lemma fifth : bounds.estimate_floor a / inverse_theta a <= bounds.estimate_floor b / inverse_theta b + L * L * R2 / 2.
Proof.
destruct numbers as [Hmu [HL [HH [HC [Hr Ho]]]]].
destruct (inverse_steps_positive b (ma_soba_valid a V)) as [Pt _].
assert (P4 : 4 <= inverse_theta b).
{ unfold inverse_theta; cbn [ma_soba rho constants variance]; apply (Rmult_le_reg_r (L * L)); [nra |].
  replace (4 * 1 * (L * L + sC) / (L * L) * (L * L)) with (4 * (L * L + sC)) by (field; lra); lra. }
assert (HR : 0 <= R2) by apply Rle_0_sqr; pose proof (upper_gradient_upper_nonneg a V) as Hx.
assert (HLR : 0 <= L * L * R2) by (assert (0 <= L * L) by nra; apply Rmult_le_pos; lra).
assert (Bound : bounds.estimate_floor a <= rho a * bounds.estimate_floor b + 2 * rho a * (L * L * R2)).
{ unfold bounds.estimate_floor, cross_noise; change (radius b) with (radius a);
    cbn [ma_soba rho constants variance full_tangent]; destruct (full_tangent a).
  - assert (0 <= (rho a - 1) * (sC * R2)) by nonneg; assert (0 <= (rho a - 1) * upper_gradient_upper (variance a)) by nonneg.
    assert (0 <= rho a * (L * L * R2)) by nonneg; lra.
  - assert (0 <= (rho a - 1) * upper_gradient_upper (variance a)) by nonneg; lra. }
rewrite inverse_theta_factor; apply quotient_le; [apply Rmult_lt_0_compat; lra |].
replace ((bounds.estimate_floor b / inverse_theta b + L * L * R2 / 2) * (rho a * inverse_theta b))
  with (rho a * bounds.estimate_floor b + rho a * (L * L * R2) * (inverse_theta b / 2)) by (field; lra).
assert (0 <= rho a * (L * L * R2) * (inverse_theta b / 2 - 2)) by nonneg.
lra.
Qed.

(* step 3: the seventh term; S_Z / (1 + omega) is at most that of MA-SOBA plus 8 L^2 R^2 *)
Lemma seventh : 10 * (L * L) / mu * (bounds.auxiliary_floor a / inverse_gamma a)
  <= 10 * (L * L) / mu * (bounds.auxiliary_floor b / inverse_gamma b) + 10 * (L * L) * R2.
Proof.
destruct numbers as [Hmu [HL [HH [HC [Hr Ho]]]]].
destruct (inverse_steps_positive b (ma_soba_valid a V)) as [_ [_ Pg]].
assert (HR : 0 <= R2) by apply Rle_0_sqr; pose proof (upper_gradient_lower_nonneg a V) as Hb.
assert (HLR : 0 <= L * L * R2) by (assert (0 <= L * L) by nra; apply Rmult_le_pos; lra).
assert (HmR : mu * mu * R2 <= L * L * R2) by (apply Rmult_le_compat_r; nra).
assert (P8 : 8 * (L * L) <= inverse_gamma b * mu).
{ unfold inverse_gamma; cbn [ma_soba omega constants variance].
  replace (8 * (1 + 0) * (L * L + sH) / mu * mu) with (8 * (L * L + sH)) by (field; lra); lra. }
assert (Bound : bounds.auxiliary_floor a <= (1 + omega a) * (bounds.auxiliary_floor b + 8 * (L * L * R2))).
{ unfold bounds.auxiliary_floor, hessian_noise; change (radius b) with (radius a);
    cbn [ma_soba rho omega constants variance full_tangent]; rewrite L_f0_radius.
  assert (0 <= (1 + omega a - rho a) * upper_gradient_lower (variance a)) by nonneg.
  assert (0 <= (1 + omega a - rho a) * (sH * R2)) by nonneg.
  assert (0 <= (1 + omega a) * (L * L * R2)) by nonneg.
  assert ((rho a - 1) * (mu * mu * R2) <= omega a * (L * L * R2))
    by (apply Rmult_le_compat; [lra | apply Rmult_le_pos; nra | lra | lra]).
  destruct (full_tangent a); lra. }
assert (Q : bounds.auxiliary_floor a / inverse_gamma a
  <= bounds.auxiliary_floor b / inverse_gamma b + 8 * (L * L * R2) / inverse_gamma b).
{ rewrite inverse_gamma_factor; apply quotient_le; [apply Rmult_lt_0_compat; lra |].
  eapply Rle_trans; [exact Bound | right; field; lra]. }
assert (Q8 : 8 * (L * L * R2) / inverse_gamma b <= mu * R2).
{ apply quotient_le; [exact Pg |]; replace (mu * R2 * inverse_gamma b) with (inverse_gamma b * mu * R2) by ring.
  replace (8 * (L * L * R2)) with (8 * (L * L) * R2) by ring; apply Rmult_le_compat_r; assumption. }
replace (10 * (L * L) / mu * (bounds.auxiliary_floor b / inverse_gamma b) + 10 * (L * L) * R2)
  with (10 * (L * L) / mu * (bounds.auxiliary_floor b / inverse_gamma b + mu * R2)) by (field; lra).
apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; nra | lra].
Qed.

(* step 4: 80 L^2 R^2 is at most the fourth term of MA-SOBA *)
Lemma fourth : 80 * (L * L * R2) <= 10 * (L * L) / mu * R2 * inverse_gamma b.
Proof.
destruct numbers as [Hmu [HL [HH _]]]; assert (HR : 0 <= R2) by apply Rle_0_sqr.
unfold inverse_gamma; cbn [ma_soba omega constants variance].
replace (10 * (L * L) / mu * R2 * (8 * (1 + 0) * (L * L + sH) / mu)) with (80 * (L * L * R2) * ((L * L + sH) / (mu * mu)))
  by (field; lra).
rewrite <- (Rmult_1_r (80 * (L * L * R2))) at 1; apply Rmult_le_compat_l; [assert (0 <= L * L) by nra; nonneg |].
apply (Rmult_le_reg_r (mu * mu)); [nra |]; replace ((L * L + sH) / (mu * mu) * (mu * mu)) with (L * L + sH) by (field; lra); nra.
Qed.

(* same-order-as-ma-soba: C(rho, omega) <= (1 + omega + 21/160) C(1, 0), each with its own steps (11). *)
Theorem same_order_as_ma_soba :
  bounds.rate_constant a (bounds.step_constants a) (start_from_zero a gap_ y_ u_)
  <= bounds.same_order_as_ma_soba (omega a)
     * bounds.rate_constant b (bounds.step_constants b) (start_from_zero b gap_ y_ u_).
Proof.
rewrite (rate_constant_explicit a V), (rate_constant_explicit b (ma_soba_valid a V)).
pose proof fifth as F5; pose proof seventh as F7; pose proof fourth as F4.
destruct numbers as [Hmu [HL [HH [HC [Hr Ho]]]]]; destruct start_nonneg as [Hg [Hy Hu]].
destruct (inverse_steps_positive b (ma_soba_valid a V)) as [Pt [Pb Pg]].
rewrite inverse_theta_factor, inverse_beta_factor, inverse_gamma_factor in *.
change (condition b) with (condition a); change (coupling b) with (coupling a); change (radius b) with (radius a).
change (bounds.hypergradient_lipschitz b) with (bounds.hypergradient_lipschitz a).
cbn [constants variance rho omega ma_soba] in *.
pose proof (coupling_positive a V) as PA; pose proof (condition_ge_1 a V) as Pq.
assert (HR : 0 <= R2) by apply Rle_0_sqr.
assert (PD : forall f, bounds.estimate_floor (ma_soba f) = bounds.estimate_floor (ma_soba f)) by reflexivity; clear PD.
set (it := inverse_theta b) in *; set (ib := inverse_beta b) in *; set (ig := inverse_gamma b) in *.
assert (N5 : 0 <= bounds.estimate_floor b / it).
{ unfold Rdiv; apply Rmult_le_pos; [| left; apply Rinv_0_lt_compat, Pt].
  pose proof (cross_noise_nonneg b (ma_soba_valid a V)); pose proof (upper_gradient_upper_nonneg a V).
  unfold bounds.estimate_floor; change (radius b) with (radius a); cbn [ma_soba variance]; rewrite Rmult_assoc; nonneg. }
assert (N7 : 0 <= 10 * (L * L) / mu * (bounds.auxiliary_floor b / ig)).
{ unfold Rdiv; repeat apply Rmult_le_pos; try (left; apply Rinv_0_lt_compat; assumption); try lra.
  pose proof (upper_gradient_lower_nonneg a V); pose proof (hessian_noise_nonneg b (ma_soba_valid a V)).
  unfold bounds.auxiliary_floor; change (radius b) with (radius a); cbn [ma_soba rho variance full_tangent constants].
  assert (0 <= sH * R2) by nonneg; assert (0 <= hessian_noise b * R2) by nonneg; destruct (full_tangent a); lra. }
assert (N6 : 0 <= 58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu / ib).
{ pose proof (lower_gradient_nonneg a V); unfold Rdiv; repeat apply Rmult_le_pos; try lra;
    left; apply Rinv_0_lt_compat; assumption. }
replace (58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu * (rho a / (rho a * ib)))
  with (58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu / ib) by (field; lra).
replace (58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu * (1 / ib))
  with (58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu / ib) by (field; lra).
set (t6 := 58 * (coupling a * condition a) * (coupling a * condition a) * lower_gradient (variance a) / mu / ib) in *.
set (t5 := bounds.estimate_floor b / it) in *.
set (t7 := 10 * (L * L) / mu * (bounds.auxiliary_floor b / ig)) in *.
set (ct := 2 * gap_ * (2 * hypergradient (bounds.hypergradient_lipschitz a)) + u_).
set (cb := 2 * gap_ * (11 * coupling a * condition a * condition a / mu)
           + 58 * (coupling a * condition a) * (coupling a * condition a) / mu * y_).
set (cg := 2 * gap_ * (9 * coupling a * condition a * (1 + condition a) / (2 * mu))).
set (t4 := 10 * (L * L) / mu * R2 * ig) in *.
assert (Nt : 0 <= ct * it).
{ apply Rmult_le_pos; [| lra]; unfold ct, bounds.hypergradient_lipschitz; cbn [hypergradient]; nonneg. }
assert (Im : 0 < / mu) by (apply Rinv_0_lt_compat, Hmu).
assert (Nb : 0 <= cb * ib) by (apply Rmult_le_pos; [| lra]; unfold cb, Rdiv; nonneg).
assert (Ng : 0 <= cg * ig).
{ apply Rmult_le_pos; [| lra]; unfold cg; apply Rmult_le_pos; [lra |]; left; positive. }
assert (N4 : 0 <= t4) by (apply Rle_trans with (80 * (L * L * R2)); [assert (0 <= L * L) by nra; nonneg | exact F4]).
assert (0 <= (1 + omega a - rho a) * (ct * it)) by nonneg.
assert (0 <= (1 + omega a - rho a) * (cb * ib)) by nonneg.
assert (0 <= omega a * (t5 + t6 + t7)) by nonneg.
unfold bounds.same_order_as_ma_soba.
match goal with |- ?l <= _ * ?r =>
  replace l with (rho a * (ct * it) + rho a * (cb * ib) + (1 + omega a) * (cg * ig) + (1 + omega a) * t4
    + bounds.estimate_floor a / (rho a * it) + t6 + 10 * (L * L) / mu * (bounds.auxiliary_floor a / ((1 + omega a) * ig)))
    by (unfold ct, cb, cg, t4; field; lra);
  replace r with (ct * it + cb * ib + cg * ig + t4 + t5 + t6 + t7) by (unfold ct, cb, cg, t4; field; lra) end.
lra.
Qed.

(* The bounds on the samples: at most the square of the factor. *)
Corollary same_order_samples : forall epsilon, 0 < epsilon ->
  0 <= bounds.rate_constant a (bounds.step_constants a) (start_from_zero a gap_ y_ u_) ->
  bounds.sample_complexity (bounds.rate_constant a (bounds.step_constants a) (start_from_zero a gap_ y_ u_)) epsilon
  <= bounds.same_order_as_ma_soba (omega a) * bounds.same_order_as_ma_soba (omega a)
     * bounds.sample_complexity (bounds.rate_constant b (bounds.step_constants b) (start_from_zero b gap_ y_ u_)) epsilon.
Proof.
intros epsilon He P; pose proof same_order_as_ma_soba as Le; unfold bounds.sample_complexity.
set (Ca := bounds.rate_constant a _ _) in *; set (Cb := bounds.rate_constant b _ _) in *.
set (F := bounds.same_order_as_ma_soba (omega a)) in *.
replace (F * F * (Cb * Cb / (epsilon * epsilon))) with (F * Cb * (F * Cb) / (epsilon * epsilon)) by (field; lra).
unfold Rdiv; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; nra |].
apply Rmult_le_compat; assumption.
Qed.
End SameOrder.
