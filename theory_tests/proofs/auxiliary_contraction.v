(* auxiliary-contraction: the error of Z after one iteration.

   Result: for 0 < gamma <= 1 / L and 8 Lambda gamma <= mu, under (A1), (A2), (A5)-(A7), (A3) at x:
     E_k z_+ <= (1 - gamma mu / 2) z + 5 gamma A^2 / (2 mu) y + 2 L_Z^2 alpha^2 / (gamma mu) ||h||^2 + gamma^2 S_Z
   (bounds.auxiliary_contraction), for a general action and, with its smaller S_Z, along a full tangent.

   Source: docs/theory/convergence.md, auxiliary-contraction. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent co_coercivity convexity_C expectation constants potential_arithmetic
  problem hypergradient_lipschitz oracle residuals oracle_noise.
Open Scope R_scope.

Section Iteration.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Hypothesis V : valid a.
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
Hypothesis step_bound : gamma steps * L <= 1.
Hypothesis noise_bound : 8 * hessian_noise a * gamma steps <= mu.
Let e := (z - Z_star x)%V.
Let dl := delta p x y.
Let d := (Z_star x - Z_star (x - alpha steps * h)%V)%V.
Let LZ := auxiliary_solution (bounds.hypergradient_lipschitz a).

Lemma auxiliary_drift_square : square d <= LZ * alpha steps * (LZ * alpha steps) * square h.
Proof.
destruct Pos as [Ha _]; unfold d; rewrite <- (norm_norm h).
pose proof (Z_star_lipschitz p a V Reg x A3 (x - alpha steps * h)%V) as D.
replace (x - alpha steps * h - x)%V with (- alpha steps * h)%V in D by vector_ring.
rewrite norm_scale, Rabs_left, norm_minus_sym in D by lra.
pose proof (square_le_norm _ _ D); fold LZ in D; unfold LZ; lra.
Qed.

(* step 2: the square of the mean *)
Lemma auxiliary_mean_square : square ((e - gamma steps * H w e) + (d - gamma steps * dl))%V
  <= (1 - gamma steps * mu) * square e + 2 * gamma steps * coupling a * coupling a / mu * square (y - Y_star x)%V
     + 2 * (LZ * alpha steps) * (LZ * alpha steps) / (gamma steps * mu) * square h.
Proof.
destruct Pos as [_ [_ [Hg _]]]; pose proof (mu_positive a V) as Hmu; pose proof (mu_le_L a V) as HmL.
assert (Hgm : 0 < gamma steps * mu) by positive.
assert (Hg1 : gamma steps * mu <= 1) by (assert (gamma steps * mu <= gamma steps * L) by (apply Rmult_le_compat_l; lra); lra).
pose proof (convexity_C_contraction (e - gamma steps * H w e)%V (d - gamma steps * dl)%V (gamma steps * mu) (square e)
  (conj Hgm Hg1) (square_positive e)
  (contraction_linear mu L (mu_positive a V) (mu_le_L a V) (H w) (H_linear _ _ Reg w) (H_self_adjoint _ _ Reg w)
    (hessian_lower p a Reg w) (hessian_upper_form p a V Reg w) e (gamma steps) (Rlt_le _ _ Hg) step_bound)) as Cx.
eapply Rle_trans; [exact Cx |]; rewrite Rplus_assoc; apply Rplus_le_compat_l.
pose proof (square_minus_le d (gamma steps * dl)%V) as Sd; rewrite square_scale in Sd.
pose proof auxiliary_drift_square as Dr; pose proof (delta_square p a V Reg x y A3) as Dd; fold dl in Dd.
apply (Rmult_le_compat_l (gamma steps * gamma steps)) in Dd; [| nonneg].
apply Rle_trans with ((2 * (LZ * alpha steps * (LZ * alpha steps) * square h)
  + 2 * (gamma steps * gamma steps * (coupling a * coupling a * square (y - Y_star x)%V))) / (gamma steps * mu)).
- unfold Rdiv; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hgm | lra].
- right; field; lra.
Qed.

(* auxiliary-contraction: the mean of the error z at the next state is at most bounds.auxiliary_contraction at this state. *)
Theorem auxiliary_contraction :
  E_k (fun o => auxiliary (errors_at _ (next _ O (full_tangent a) steps s o)))
  <= bounds.auxiliary_contraction a steps (errors_at _ s).
Proof.
pose proof (auxiliary_step_variance p a sample choice O V Reg OA s A3) as N1.
pose proof (auxiliary_step_mean p a sample choice O Reg OA s) as M.
pose proof auxiliary_mean_square as Mean.
unfold errors_at, next; cbn [auxiliary upper_iterate auxiliary_iterate].
destruct Pos as [Ha [_ [Hg _]]]; pose proof (mu_positive a V) as Hmu; pose proof (mu_le_L a V) as HmL.
rewrite (mean_ext E_k _ (fun o => square (- gamma steps * auxiliary_step _ O (full_tangent a) s o + (e + d))%V))
  by (intro o; f_equal; unfold e, d; vector_ring).
rewrite (variance_split_scaled E_k _ _ (- gamma steps) (e + d)%V M).
replace (- gamma steps * (H w z - f_y w) + (e + d))%V with ((e - gamma steps * H w e) + (d - gamma steps * dl))%V
  by (rewrite (residual p a Reg x y z); unfold e, dl; vector_ring).
apply (Rmult_le_compat_l (gamma steps * gamma steps)) in N1; [| nonneg].
unfold bounds.auxiliary_noise, errors_at in N1; cbn [lower auxiliary] in N1.
unfold bounds.auxiliary_contraction; cbn [lower auxiliary direction]; fold e LZ in N1, Mean |- *.
set (ey := square (y - Y_star x)%V) in *; set (lf := if full_tangent a then _ else _) in N1.
assert (Py : 0 <= ey) by apply square_positive; pose proof (square_positive e) as Pe.
assert (Hlf : lf <= 4 * (coupling a * coupling a)).
{ pose proof (coupling_ge a V); pose proof (coupling_positive a V); pose proof (L_f1_positive a V).
  unfold lf; destruct (full_tangent a); nra. }
assert (K1 : gamma steps * gamma steps * (4 * hessian_noise a * square e) <= gamma steps * mu / 2 * square e).
{ replace (gamma steps * gamma steps * (4 * hessian_noise a * square e))
    with (gamma steps / 2 * square e * (8 * hessian_noise a * gamma steps)) by field.
  replace (gamma steps * mu / 2 * square e) with (gamma steps / 2 * square e * mu) by field.
  apply Rmult_le_compat_l; [nonneg | exact noise_bound]. }
assert (K2 : 8 * (rho a - 1) * gamma steps * mu <= 1).
{ apply (Rmult_le_reg_r mu); [exact Hmu |].
  assert (0 <= (omega a - (rho a - 1)) * (mu * mu)) by (destruct V; nonneg).
  assert (0 <= omega a * (L * L - mu * mu)) by (assert (0 <= (L - mu) * (L + mu)) by nonneg; destruct V; apply Rmult_le_pos; lra).
  assert (0 <= (1 + omega a) * hessian (variance a)) by (destruct V; nonneg).
  assert ((rho a - 1) * (mu * mu) <= hessian_noise a) by (unfold hessian_noise; lra).
  assert (8 * gamma steps * ((rho a - 1) * (mu * mu)) <= 8 * gamma steps * hessian_noise a) by (apply Rmult_le_compat_l; lra).
  lra. }
assert (K3 : gamma steps * gamma steps * ((rho a - 1) * lf * ey) <= gamma steps * coupling a * coupling a / (2 * mu) * ey).
{ apply Rle_trans with (gamma steps * gamma steps * ((rho a - 1) * (4 * (coupling a * coupling a)) * ey)).
  - apply Rmult_le_compat_l; [nonneg |]; apply Rmult_le_compat_r; [exact Py |].
    apply Rmult_le_compat_l; [destruct V; lra | exact Hlf].
  - replace (gamma steps * gamma steps * ((rho a - 1) * (4 * (coupling a * coupling a)) * ey))
      with (gamma steps * coupling a * coupling a / (2 * mu) * ey * (8 * (rho a - 1) * gamma steps * mu)) by (field; lra).
    rewrite <- (Rmult_1_r (gamma steps * coupling a * coupling a / (2 * mu) * ey)) at 2.
    apply Rmult_le_compat_l; [| exact K2]; apply Rmult_le_pos; [| exact Py].
    pose proof (coupling_positive a V); left; positive. }
replace (5 * gamma steps * coupling a * coupling a / (2 * mu) * ey)
  with (2 * gamma steps * coupling a * coupling a / mu * ey + gamma steps * coupling a * coupling a / (2 * mu) * ey)
  by (field; lra).
lra.
Qed.
End Iteration.
