(* lower-tracking: the error of Y when x moves too.

   Result: for 0 < beta <= 2 / (rho (mu + L)), whatever alpha, under (A1), (A2), (A5), (A6) ((A7) is part of the premise and not used):
     E_k y_+ <= (1 - beta mu / 2) y + 2 L_Y^2 alpha^2 / (beta mu) ||h||^2 + beta^2 rho sigma_g^2
   (bounds.lower_tracking), y_+ the error of Y at the next state.

   Source: docs/theory/convergence.md, lower-tracking. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent co_coercivity convexity_C expectation constants potential_arithmetic
  problem hypergradient_lipschitz oracle residuals oracle_noise projected_descent.
Open Scope R_scope.

Section Iteration.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Hypothesis OA : oracle_assumptions p O a.
Variables (steps : Steps) (s : State p).
Hypothesis Pos : positive_steps steps.
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation x := (upper_iterate _ s).
Local Notation y := (lower_iterate _ s).
Local Notation z := (auxiliary_iterate _ s).
Local Notation h := (average_iterate _ s).
Local Notation w := (point x y).
Local Notation E_k := (expectation p O).
Hypothesis step_bound : beta steps * rho a * (mu + L) <= 2.
Let e := (y - Y_star x)%V.
Let v := g_y w.
Let d := (Y_star x - Y_star (x - alpha steps * h)%V)%V.
Let lambda := beta steps * mu * L / (mu + L).

Lemma drift_square : square d <= condition a * alpha steps * (condition a * alpha steps) * square h.
Proof.
destruct Pos as [Ha _]; unfold d; rewrite <- (norm_norm h).
pose proof (Y_star_lipschitz p a V Reg x (x - alpha steps * h)%V) as D.
replace (x - alpha steps * h - x)%V with (- alpha steps * h)%V in D by vector_ring.
rewrite norm_scale, Rabs_left, norm_minus_sym in D by lra.
pose proof (square_le_norm _ _ D); lra.
Qed.

(* lambda is beta mubar / 2 of the document: beta mu / 2 <= lambda <= 1 / 2 *)
Lemma lambda_bounds : beta steps * mu / 2 <= lambda <= 1 / 2.
Proof.
destruct Pos as [_ [Hb _]]; pose proof (mu_positive a V); pose proof (L_positive a V); pose proof (mu_le_L a V).
pose proof (rho_ge_1 a V); unfold lambda; split; apply (Rmult_le_reg_r (mu + L)); try lra;
  replace (beta steps * mu * L / (mu + L) * (mu + L)) with (beta steps * mu * L) by (field; lra).
- assert (0 <= beta steps * mu * (L - mu)) by nonneg; lra.
- assert (0 <= (rho a - 1) * (beta steps * (mu + L))) by nonneg.
  assert (0 <= beta steps * ((L - mu) * (L - mu))) by (apply Rmult_le_pos; [lra | nonneg]).
  assert (beta steps * (mu + L) * (mu + L) <= 2 * (mu + L)) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

(* lower-tracking: the mean of the error y at the next state is at most bounds.lower_tracking at this state.
   It holds for both kinds of action, full = true or false: the step of Y is the same. *)
Theorem lower_tracking : forall full,
  E_k (fun o => lower (errors_at _ (next _ O full steps s o))) <= bounds.lower_tracking a steps (errors_at _ s).
Proof.
intro full; unfold errors_at, next; cbn [lower upper_iterate lower_iterate].
pose proof (lower_step_square p a sample choice O V OA s) as N3.
pose proof (lower_step_mean p a sample choice O OA s) as M.
pose proof (descent_inequality p a V Reg steps s Pos step_bound) as D.
pose proof drift_square as Dr; pose proof lambda_bounds as [Hl1 Hl2].
destruct Pos as [Ha [Hb _]]; pose proof (mu_positive a V); pose proof (L_positive a V).
assert (Hl0 : 0 < lambda) by (unfold lambda; positive).
rewrite (mean_ext E_k _ (fun o => square (- beta steps * lower_step _ O s o + (e + d))%V))
  by (intro o; f_equal; unfold e, d; vector_ring).
rewrite (variance_split_scaled E_k _ _ (- beta steps) (e + d)%V M).
rewrite (variance_of_square E_k _ _ M) in N3; fold v in N3, D |- *; fold e in D.
apply (Rmult_le_compat_l (beta steps * beta steps)) in N3; [| nonneg].
replace (- beta steps * v + (e + d))%V with ((e - beta steps * v) + d)%V by vector_ring.
pose proof (convexity_C (e - beta steps * v)%V d lambda ltac:(lra)) as Cx.
assert (Sq : square (e - beta steps * v)%V + beta steps * beta steps * ((rho a - 1) * square v)
  <= (1 - lambda) * (1 - lambda) * square e).
{ rewrite square_minus, square_scale, inner_scale_r, (inner_sym _ e v).
  replace (1 - 2 * beta steps * mu * L / (mu + L)) with (1 - 2 * lambda) in D by (unfold lambda; field; lra).
  pose proof (square_positive e); assert (0 <= lambda * lambda * square e) by nonneg; lra. }
assert (Pv : 0 <= beta steps * beta steps * ((rho a - 1) * square v))
  by (pose proof (rho_ge_1 a V); pose proof (square_positive v); nonneg).
assert (Con : square (e - beta steps * v)%V / (1 - lambda) + beta steps * beta steps * ((rho a - 1) * square v)
  <= (1 - lambda) * square e).
{ apply (Rmult_le_reg_r (1 - lambda)); [lra |].
  rewrite Rmult_plus_distr_r; replace (square (e - beta steps * v)%V / (1 - lambda) * (1 - lambda))
    with (square (e - beta steps * v)%V) by (field; lra).
  assert (0 <= lambda * (beta steps * beta steps * ((rho a - 1) * square v))) by nonneg; lra. }
assert (Hd : square d / lambda <= 2 * (condition a * alpha steps) * (condition a * alpha steps) / (beta steps * mu) * square h).
{ assert (Hbm : 0 < beta steps * mu) by positive.
  apply Rle_trans with (square d * (2 / (beta steps * mu))).
  - unfold Rdiv at 1; apply Rmult_le_compat_l; [apply square_positive |].
    replace (2 / (beta steps * mu)) with (/ (beta steps * mu / 2)) by (field; lra).
    apply Rinv_le_contravar; lra.
  - apply (Rmult_le_compat_r (2 / (beta steps * mu))) in Dr; [| left; positive].
    replace (2 * (condition a * alpha steps) * (condition a * alpha steps) / (beta steps * mu) * square h)
      with (condition a * alpha steps * (condition a * alpha steps) * square h * (2 / (beta steps * mu))) by (field; lra).
    exact Dr. }
unfold bounds.lower_tracking, bounds.hypergradient_lipschitz; cbn [lower_solution lower direction]; fold e.
pose proof (square_positive e); assert (0 <= (lambda - beta steps * mu / 2) * square e) by nonneg.
lra.
Qed.
End Iteration.
