(* The lemmas Z and h of docs/theory/price.md: one iteration along a full tangent.  (Lemma Y is lower_tracking.)

   Result, under (A1), (A2), (A5), (A6), (A3) at x:
   Z. for rho gamma <= 1 / (mu + L) and 16 rho gamma sigma_H^2 <= mu:
      E_k z_+ <= (1 - gamma mu / 4) z + 5 gamma A^2 / mu y + 4 L_Z^2 alpha^2 / (gamma mu) ||h||^2 + gamma^2 rho S_Z;
   h. for theta <= 1 and 4 sigma_C^2 theta <= L^2:
      E_k u_+ <= (1 - theta) u + 4 theta A^2 y + 5 theta L^2 z + 2 L_Phi^2 alpha^2 / theta ||h||^2 + theta^2 S_D
   (full_tangent_bounds.auxiliary_contraction, averaging_error).

   Source: docs/theory/price.md, Lemmas in which only rho beta and rho gamma enter. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent co_coercivity convexity_C expectation constants potential_arithmetic
  problem hypergradient_lipschitz oracle residuals oracle_noise auxiliary_contraction averaging_error.
Open Scope R_scope.

Section Price.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Hypothesis V : valid a.
Hypothesis tangent : full_tangent a = true.
Hypothesis Reg : regular p (constants a).
Hypothesis OA : oracle_assumptions p O a.
Variables (steps : Steps) (s : State p).
Hypothesis Pos : positive_steps steps.
Hypothesis A3 : A3_at p (constants a) (upper_iterate _ s).
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation x := (upper_iterate _ s).
Local Notation y := (lower_iterate _ s).
Local Notation z := (auxiliary_iterate _ s).
Local Notation h := (average_iterate _ s).
Local Notation w := (point x y).
Local Notation E_k := (expectation p O).

Section Z.
Hypothesis step_bound : rho a * gamma steps * (mu + L) <= 1.
Hypothesis noise_bound : 16 * rho a * gamma steps * hessian (variance a) <= mu.
Let e := (z - Z_star x)%V.
Let dl := delta p x y.
Let d := (Z_star x - Z_star (x - alpha steps * h)%V)%V.
Let LZ := auxiliary_solution (bounds.hypergradient_lipschitz a).
Let lambda := gamma steps * mu * L / (mu + L).
Let g_ := gamma steps.

Lemma facts : 0 < g_ /\ 0 < mu /\ mu <= L /\ 1 <= rho a /\ g_ * (mu + L) <= 1.
Proof.
destruct Pos as [_ [_ [Hg _]]]; fold g_ in Hg; pose proof (mu_positive a V); pose proof (mu_le_L a V); pose proof (rho_ge_1 a V).
repeat split; try assumption; unfold g_ in *; assert (0 <= (rho a - 1) * (gamma steps * (mu + L))) by nonneg; lra.
Qed.

(* lambda is gamma mubar / 2 of the document *)
Lemma lambda_range : g_ * mu / 2 <= lambda <= 1 / 4.
Proof.
destruct facts as [Hg [Hmu [HL [Hr Hb]]]]; unfold lambda; fold g_; split; apply (Rmult_le_reg_r (mu + L)); try lra;
  replace (g_ * mu * L / (mu + L) * (mu + L)) with (g_ * mu * L) by (field; lra).
- assert (0 <= g_ * mu * (L - mu)) by nonneg; lra.
- assert (0 <= g_ * ((L - mu) * (L - mu))) by (apply Rmult_le_pos; [lra | nonneg]).
  assert (g_ * (mu + L) * (mu + L) <= 1 * (mu + L)) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

(* step 3: ||e - gamma H e||^2 + 2 gamma^2 (rho - 1) ||H e||^2 <= (1 - 2 lambda) ||e||^2, by co-coercivity *)
Lemma bracket : square (e - g_ * H w e)%V + 2 * (g_ * g_ * ((rho a - 1) * square (H w e))) <= (1 - 2 * lambda) * square e.
Proof.
destruct facts as [Hg [Hmu [HL [Hr Hb]]]].
pose proof (co_coercivity_linear mu L (mu_positive a V) (mu_le_L a V) (H w) (H_linear _ _ Reg w) (H_self_adjoint _ _ Reg w)
  (hessian_lower p a Reg w) (hessian_upper_form p a V Reg w) e) as Co.
rewrite square_minus, square_scale, inner_scale_r, (inner_sym _ e).
pose proof (square_positive (H w e)) as PH; set (hh := square (H w e)) in *.
apply (Rmult_le_compat_l (2 * g_)) in Co; [| lra].
replace (2 * g_ * (mu * L / (mu + L) * square e + hh / (mu + L))) with (2 * lambda * square e + 2 * g_ * (hh / (mu + L))) in Co
  by (unfold lambda; fold g_; field; lra).
assert (B : g_ * g_ * ((2 * rho a - 1) * hh) <= 2 * g_ * (hh / (mu + L))).
{ replace (g_ * g_ * ((2 * rho a - 1) * hh)) with (g_ * hh * (g_ * (2 * rho a - 1))) by ring.
  replace (2 * g_ * (hh / (mu + L))) with (g_ * hh * (2 / (mu + L))) by (field; lra).
  apply Rmult_le_compat_l; [nonneg |]; apply (Rmult_le_reg_r (mu + L)); [lra |].
  replace (2 / (mu + L) * (mu + L)) with 2 by (field; lra).
  unfold g_ in *; assert (0 <= gamma steps * (mu + L)) by nonneg; lra. }
lra.
Qed.

(* Lemma Z. *)
Theorem auxiliary_contraction_tangent :
  E_k (fun o => auxiliary (errors_at _ (next _ O (full_tangent a) steps s o)))
  <= full_tangent_bounds.auxiliary_contraction a steps (errors_at _ s).
Proof.
pose proof (tangent_variance p a sample choice O V OA s) as N1.
pose proof (auxiliary_step_mean p a sample choice O Reg OA s) as M.
pose proof (auxiliary_square p a V Reg x z A3) as HZ.
pose proof (auxiliary_drift_square p a V Reg steps s Pos A3) as Dr; fold d LZ in Dr.
pose proof (delta_square p a V Reg x y A3) as Dd; fold dl in Dd.
pose proof bracket as Br; destruct lambda_range as [Hl1 Hl2]; destruct facts as [Hg [Hmu [HmL [Hr Hb]]]].
rewrite tangent in *; unfold errors_at, next; cbn [auxiliary upper_iterate auxiliary_iterate].
rewrite (mean_ext E_k _ (fun o => square (- gamma steps * auxiliary_step _ O true s o + (e + d))%V))
  by (intro o; f_equal; unfold e, d; vector_ring).
rewrite (variance_split_scaled E_k _ _ (- gamma steps) (e + d)%V M).
rewrite (residual p a Reg x y z) in *; fold e dl in N1, HZ |- *; fold g_.
replace (- g_ * (H w e + dl) + (e + d))%V with ((e - g_ * H w e) + (d - g_ * dl))%V by vector_ring.
assert (Hl0 : 0 < lambda) by (assert (0 < g_ * mu) by positive; lra).
pose proof (convexity_C (e - g_ * H w e)%V (d - g_ * dl)%V lambda ltac:(lra)) as Cx.
pose proof (square_add_le (H w e) dl) as Sr; pose proof (square_minus_le d (g_ * dl)%V) as Sd; rewrite square_scale in Sd.
unfold full_tangent_bounds.auxiliary_contraction, full_tangent_bounds.auxiliary_floor; cbn [lower auxiliary direction].
fold e LZ g_; set (ey := square (y - Y_star x)%V) in *; set (hh := square (H w e)) in *; set (AA := coupling a * coupling a) in *.
assert (Pe : 0 <= square e) by apply square_positive; assert (Py : 0 <= ey) by apply square_positive.
assert (Ph : 0 <= hh) by apply square_positive; assert (PA : 0 < coupling a) by apply (coupling_positive a V).
assert (PAA : 0 <= AA * ey) by (unfold AA; nonneg).
(* the first part of the mean, with twice the variance of Q H e *)
assert (First : square (e - g_ * H w e)%V / (1 - lambda) + 2 * (g_ * g_ * ((rho a - 1) * hh)) <= (1 - g_ * mu / 2) * square e).
{ apply (Rmult_le_reg_r (1 - lambda)); [lra |]; rewrite Rmult_plus_distr_r.
  replace (square (e - g_ * H w e)%V / (1 - lambda) * (1 - lambda)) with (square (e - g_ * H w e)%V) by (field; lra).
  assert (0 <= lambda * (g_ * g_ * ((rho a - 1) * hh))) by nonneg.
  assert (0 <= lambda * lambda * square e) by nonneg.
  assert (0 <= (lambda - g_ * mu / 2) * square e * (1 - lambda)) by nonneg; lra. }
(* the second part of the mean *)
assert (Second : square (d - g_ * dl)%V / lambda <= 4 * (LZ * alpha steps) * (LZ * alpha steps) / (g_ * mu) * square h
  + 4 * g_ * coupling a * coupling a / mu * ey).
{ apply Rle_trans with ((2 * square d + 2 * (g_ * g_ * square dl)) * (2 / (g_ * mu))).
  - unfold Rdiv at 1; apply Rmult_le_compat; [apply square_positive | left; apply Rinv_0_lt_compat, Hl0 | exact Sd |].
    replace (2 / (g_ * mu)) with (/ (g_ * mu / 2)) by (field; lra).
    apply Rinv_le_contravar; [assert (0 < g_ * mu) by positive; lra | exact Hl1].
  - apply (Rmult_le_compat_l (g_ * g_)) in Dd; [| nonneg].
    apply Rle_trans with ((2 * (LZ * alpha steps * (LZ * alpha steps) * square h) + 2 * (g_ * g_ * (AA * ey))) * (2 / (g_ * mu))).
    + apply Rmult_le_compat_r; [left; positive | lra].
    + right; unfold AA; field; lra. }
(* the variance of Q delta *)
assert (Third : 2 * (g_ * g_ * ((rho a - 1) * (AA * ey))) <= g_ * coupling a * coupling a / mu * ey).
{ replace (g_ * coupling a * coupling a / mu * ey) with (g_ * (AA * ey) * (1 / mu)) by (unfold AA; field; lra).
  replace (2 * (g_ * g_ * ((rho a - 1) * (AA * ey)))) with (g_ * (AA * ey) * (2 * g_ * (rho a - 1))) by ring.
  apply Rmult_le_compat_l; [nonneg |]; apply (Rmult_le_reg_r mu); [exact Hmu |].
  replace (1 / mu * mu) with 1 by (field; lra); unfold g_ in *.
  assert (0 <= (rho a * gamma steps) * (L - mu)) by nonneg; assert (0 <= gamma steps * mu) by nonneg; lra. }
apply (Rmult_le_compat_l (g_ * g_)) in N1; [| nonneg].
apply (Rmult_le_compat_l (g_ * g_ * (rho a - 1))) in Sr; [| nonneg].
apply (Rmult_le_compat_l (g_ * g_ * (rho a - 1))) in Dd; [| nonneg].
apply (Rmult_le_compat_l (g_ * g_ * rho a * (2 * hessian (variance a)))) in HZ; [| pose proof (hessian_nonneg a V); nonneg].
assert (Fourth : g_ * g_ * rho a * (4 * hessian (variance a)) * square e <= g_ * mu / 4 * square e).
{ apply Rmult_le_compat_r; [exact Pe |].
  replace (g_ * g_ * rho a * (4 * hessian (variance a))) with (g_ / 4 * (16 * rho a * g_ * hessian (variance a))) by field.
  replace (g_ * mu / 4) with (g_ / 4 * mu) by field; apply Rmult_le_compat_l; [lra | exact noise_bound]. }
replace (5 * g_ * coupling a * coupling a / mu * ey)
  with (4 * g_ * coupling a * coupling a / mu * ey + g_ * coupling a * coupling a / mu * ey) by (field; lra).
lra.
Qed.
End Z.

(* Lemma h. *)
Theorem averaging_error_tangent : theta steps <= 1 -> 4 * cross (variance a) * theta steps <= L * L ->
  E_k (fun o => average (errors_at _ (next _ O (full_tangent a) steps s o)))
  <= full_tangent_bounds.averaging_error a steps (errors_at _ s).
Proof.
intros Ht Hc; pose proof (estimate_variance_raw p a sample choice O V Reg OA s) as N2.
apply (averaging_error_from p a sample choice O V Reg OA steps s Pos A3 Ht (4 * cross (variance a))
  (full_tangent_bounds.estimate_floor a) Hc).
eapply Rle_trans; [exact N2 |]; pose proof (auxiliary_square p a V Reg x z A3) as HZ.
apply (Rmult_le_compat_l (2 * cross (variance a))) in HZ; [| pose proof (cross_nonneg a V); lra].
unfold cross_noise, full_tangent_bounds.estimate_floor; rewrite tangent; lra.
Qed.
End Price.
