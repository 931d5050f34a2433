(* oracle-noise: means and variances of the three stochastic steps of one iteration.

   Result, under (A1), (A2), (A5)-(A7), and (A3) at x, for any state (x, Y, Z, h):
     (N3) the step of Y has mean grad_Y g and mean square at most rho (||grad_Y g||^2 + sigma_g^2);
     (N1) the step G of Z has mean H Z - b and variance V_Z <= 4 Lambda z + ... + S_Z (bounds.auxiliary_noise);
     (N2) the estimate D has mean grad_x f - C Z and variance V_D <= 2 Gamma z + S_D (bounds.estimate_noise).
   Both for a general action with (A7) (D along Q Z) and along a full tangent (D along Z), by the flag of Assumptions.

   Source: docs/theory/convergence.md, oracle-noise, and auxiliary-contraction for the full tangent (`one_sided`). *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent expectation constants potential_arithmetic problem oracle oracle_rules
  residuals.
Open Scope R_scope.

Section Noise.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Hypothesis OA : oracle_assumptions p O a.
Variable s : State p.
Local Notation x := (upper_iterate _ s).
Local Notation y := (lower_iterate _ s).
Local Notation z := (auxiliary_iterate _ s).
Local Notation w := (point x y).
Local Notation b := (f_y w).
Local Notation L := (L_g1 (constants a)).
Local Notation E_k := (expectation p O).
Local Notation E_xi := (finite (sample_law _ _ _ O)).
Local Notation E_P := (choice_law _ _ _ O).
Local Notation Qc := (Q _ _ _ O).
Local Notation Tc := (T _ _ _ O).
Local Notation NH := (N_H _ _ _ O).
Local Notation NC := (N_C _ _ _ O).
Let P5 : A5 p O a := holds_A5 _ _ _ OA.
Let P6 : A6 p O a := holds_A6 _ _ _ OA.

Let Q_of_zero_mean := oracle_rules.Q_of_zero_mean p a sample choice O P6.
Let Q_unbiased := oracle_rules.Q_unbiased p a sample choice O P6.
Let Q_variance := oracle_rules.Q_variance p a sample choice O P6.
Let Q_of_sample := oracle_rules.Q_of_sample p a sample choice O P6.

(* (N3) *)
Lemma lower_step_mean : has_mean E_k (lower_step _ O s) (g_y w).
Proof.
eapply has_mean_ext; [| | reflexivity].
- apply (mean_of_two E_xi E_P (fun c => Qc c (g_y w)) (fun o => Qc (snd o) (n_g _ _ _ O (fst o)))).
  + intro c; apply (Q_of_zero_mean c), (n_g_mean _ _ _ P5).
  + apply Q_unbiased.
- intro o; unfold lower_step; apply (linear_add _ (Q_linear _ _ _ P6 (snd o))).
Qed.
Theorem lower_step_square : E_k (fun o => square (lower_step _ O s o))
  <= rho a * (square (g_y w) + lower_gradient (variance a)).
Proof.
unfold lower_step; eapply Rle_trans; [apply (Q_of_sample (fun xi => g_y w + n_g _ _ _ O xi)%V) |].
apply Rmult_le_compat_l; [destruct V; lra |].
rewrite (mean_ext E_xi _ (fun xi => square (n_g _ _ _ O xi + g_y w)%V)) by (intro; rewrite vadd_comm; reflexivity).
rewrite (variance_split E_xi _ _ (g_y w) (n_g_mean _ _ _ P5)).
rewrite (mean_ext E_xi (fun xi => square (n_g _ _ _ O xi - vzero)%V) (fun xi => square (n_g _ _ _ O xi)))
  by (intro; f_equal; vector_ring).
replace (vzero + g_y w)%V with (g_y w) by vector_ring; pose proof (n_g_square _ _ _ P5); lra.
Qed.

(* The step of Z with a general action. *)
Section Action.
Hypothesis P7 : A7 p O a.

Let T_of_zero_mean := oracle_rules.T_of_zero_mean p a sample choice O P5 P7.

Let U c := (Tc c (H w) z - Qc c b)%V.
Let W (o : sample * choice) := (Tc (snd o) (NH (fst o)) z - Qc (snd o) (n_b _ _ _ O (fst o)))%V.
Lemma action_split : forall o, auxiliary_step _ O false s o = (U (snd o) + W o)%V.
Proof.
intro o; unfold auxiliary_step, U, W; rewrite (T_add _ _ _ P7); [| apply (H_linear _ _ Reg) | apply (N_H_linear _ _ _ P5)].
rewrite (linear_add _ (Q_linear _ _ _ P6 (snd o))); vector_ring.
Qed.
Lemma W_mean : forall c, has_mean E_xi (fun xi => W (xi, c)) vzero.
Proof.
intro c; eapply has_mean_ext; [apply has_mean_minus; [apply (T_of_zero_mean c z) | apply (Q_of_zero_mean c), (n_b_mean _ _ _ P5)] | |].
- intro; reflexivity.
- vector_ring.
Qed.
Lemma action_mean : has_mean E_k (auxiliary_step _ O false s) (H w z - b)%V.
Proof.
eapply has_mean_ext; [apply (mean_of_two E_xi E_P U W W_mean) | apply action_split | reflexivity].
apply has_mean_minus; [apply (T_mean _ _ _ P7), (H_linear _ _ Reg) | apply Q_unbiased].
Qed.
(* V_Z <= 2 Lambda ||Z||^2 + 2 (rho - 1) ||b||^2 + 2 rho sigma_b^2 *)
Lemma action_variance : E_k (fun o => square (auxiliary_step _ O false s o - (H w z - b))%V)
  <= 2 * hessian_noise a * square z + 2 * (rho a - 1) * square b + 2 * rho a * upper_gradient_lower (variance a).
Proof.
rewrite (mean_ext E_k _ (fun o => square ((U (snd o) - (H w z - b)) + W o)%V))
  by (intro o; rewrite action_split; f_equal; vector_ring).
unfold expectation; rewrite (square_of_two E_xi E_P (fun c => U c - (H w z - b))%V W W_mean).
pose proof (mean_square_minus_le E_P (fun c => Tc c (H w) z - H w z)%V (fun c => Qc c b - b)%V) as B1.
rewrite (mean_ext E_P _ (fun c => square (U c - (H w z - b))%V)) in B1 by (intro; f_equal; unfold U; vector_ring).
pose proof (T_variance _ _ _ P7 (H w) z L (H_linear _ _ Reg w) (Rlt_le _ _ (L_positive a V)) (hessian_upper p a V Reg w)).
pose proof (Q_variance b).
pose proof (mean_square_minus_le E_k (fun o => Tc (snd o) (NH (fst o)) z) (fun o => Qc (snd o) (n_b _ _ _ O (fst o)))) as B2.
pose proof (T_noise _ _ _ P7 NH (hessian (variance a)) z (N_H_linear _ _ _ P5) (hessian_nonneg a V) (N_H_square _ _ _ P5)).
pose proof (Q_of_sample (n_b _ _ _ O)) as B3.
assert (rho a * E_xi (fun xi => square (n_b _ _ _ O xi)) <= rho a * upper_gradient_lower (variance a))
  by (apply Rmult_le_compat_l; [destruct V; lra | apply (n_b_square _ _ _ P5)]).
fold E_k; unfold W in *; unfold hessian_noise; lra.
Qed.
End Action.

(* The step of Z along a full tangent: G = Q (H Z - b) + Q (N_H Z - n_b). *)
Section FullTangent.
Let r := (H w z - b)%V.
Let W xi := (NH xi z - n_b _ _ _ O xi)%V.
Lemma tangent_split : forall o, auxiliary_step _ O true s o = (Qc (snd o) r + Qc (snd o) (W (fst o)))%V.
Proof.
intro o; unfold auxiliary_step, r, W; pose proof (Q_linear _ _ _ P6 (snd o)) as LQ.
rewrite !(linear_add _ LQ), !(linear_minus _ LQ); vector_ring.
Qed.
Lemma tangent_noise_mean : has_mean E_xi W vzero.
Proof.
eapply has_mean_ext; [apply has_mean_minus; [apply (N_H_mean _ _ _ P5 z) | apply (n_b_mean _ _ _ P5)] | |];
  [intro; reflexivity | vector_ring].
Qed.
Lemma tangent_noise_square : E_xi (fun xi => square (W xi))
  <= 2 * (hessian (variance a) * square z) + 2 * upper_gradient_lower (variance a).
Proof.
pose proof (mean_square_minus_le E_xi (fun xi => NH xi z) (n_b _ _ _ O)) as B.
pose proof (N_H_square _ _ _ P5 z); pose proof (n_b_square _ _ _ P5); unfold W; lra.
Qed.
Lemma tangent_mean : has_mean E_k (auxiliary_step _ O true s) r.
Proof.
eapply has_mean_ext; [apply (mean_of_two E_xi E_P (fun c => Qc c r) (fun o => Qc (snd o) (W (fst o)))) | apply tangent_split | reflexivity].
- intro c; apply (Q_of_zero_mean c), tangent_noise_mean.
- apply Q_unbiased.
Qed.
(* V_Z <= (rho - 1) ||H Z - b||^2 + 2 rho sigma_H^2 ||Z||^2 + 2 rho sigma_b^2 *)
Lemma tangent_variance : E_k (fun o => square (auxiliary_step _ O true s o - r)%V)
  <= (rho a - 1) * square r + rho a * (2 * (hessian (variance a) * square z) + 2 * upper_gradient_lower (variance a)).
Proof.
rewrite (mean_ext E_k _ (fun o => square ((Qc (snd o) r - r) + Qc (snd o) (W (fst o)))%V))
  by (intro o; rewrite tangent_split; f_equal; vector_ring).
unfold expectation; rewrite (square_of_two E_xi E_P (fun c => Qc c r - r)%V (fun o => Qc (snd o) (W (fst o))))
  by (intro c; apply (Q_of_zero_mean c), tangent_noise_mean).
apply Rplus_le_compat; [apply Q_variance |]; eapply Rle_trans; [apply Q_of_sample |].
apply Rmult_le_compat_l; [destruct V; lra | apply tangent_noise_square].
Qed.
End FullTangent.

(* The step G of Z has the mean H Z - b, for a general action and along a full tangent. *)
Theorem auxiliary_step_mean : has_mean E_k (auxiliary_step _ O (full_tangent a) s) (H w z - b)%V.
Proof.
destruct (full_tangent a) eqn:F; [apply tangent_mean | apply action_mean, (holds_A7 _ _ _ OA F)].
Qed.

(* (N1) *)
Theorem auxiliary_step_variance : A3_at p (constants a) x ->
  E_k (fun o => square (auxiliary_step _ O (full_tangent a) s o - (H w z - b))%V)
  <= bounds.auxiliary_noise a (errors_at _ s).
Proof.
intro A3; pose proof (auxiliary_square p a V Reg x z A3) as HZ; pose proof (f_y_square p a Reg x y A3) as HB.
pose proof (residual_square p a V Reg x y z A3) as HR.
pose proof (hessian_noise_nonneg a V) as HN; pose proof (L_positive a V) as HL.
unfold bounds.auxiliary_noise, bounds.auxiliary_floor, errors_at; cbn [lower auxiliary].
set (ey := square (y - Y_star x)%V) in *; set (ez := square (z - Z_star x)%V) in *.
assert (Pz : 0 <= ez) by apply square_positive.
destruct V as [_ _ _ _ _ _ HH _ HS _ Hr Ho].
destruct (full_tangent a) eqn:F.
- eapply Rle_trans; [apply tangent_variance |].
  apply (Rmult_le_compat_l (rho a - 1)) in HR; [| lra].
  apply (Rmult_le_compat_l (rho a * (2 * hessian (variance a)))) in HZ; [| nonneg].
  assert (0 <= (rho a - 1) * (2 * (L * L)) * ez) by nonneg.
  assert (0 <= (omega a - (rho a - 1)) * (L * L + hessian (variance a)) * ez) by nonneg.
  assert (0 <= rho a * hessian (variance a) * ez) by nonneg.
  unfold hessian_noise; lra.
- eapply Rle_trans; [apply action_variance, (holds_A7 _ _ _ OA F) |].
  apply (Rmult_le_compat_l (2 * (rho a - 1))) in HB; [| lra].
  apply (Rmult_le_compat_l (2 * hessian_noise a)) in HZ; [| lra].
  lra.
Qed.

(* D: mean grad_x f - C Z, and its noise. *)
Let D0 := (f_x w - C w z)%V.
Let v c := if full_tangent a then z else Qc c z.
Let Wd (o : sample * choice) := (n_x _ _ _ O (fst o) - NC (fst o) (v (snd o)))%V.
Lemma estimate_split : forall o, estimate _ O (full_tangent a) s o = ((f_x w - C w (v (snd o))) + Wd o)%V.
Proof. intro o; unfold estimate, Wd, v; destruct (full_tangent a); vector_ring. Qed.
Lemma estimate_noise_mean : forall c, has_mean E_xi (fun xi => Wd (xi, c)) vzero.
Proof.
intro c; eapply has_mean_ext; [apply has_mean_minus; [apply (n_x_mean _ _ _ P5) | apply (N_C_mean _ _ _ P5 (v c))] | |];
  [intro; reflexivity | vector_ring].
Qed.
Lemma estimate_noise_square : E_k (fun o => square (Wd o))
  <= 2 * upper_gradient_upper (variance a) + 2 * (cross (variance a) * E_P (fun c => square (v c))).
Proof.
eapply Rle_trans; [apply mean_square_minus_le |]; apply Rplus_le_compat; apply Rmult_le_compat_l; try lra;
  unfold expectation, independent; cbn [mean fst snd].
- apply mean_le_const; intro c; apply (n_x_square _ _ _ P5).
- rewrite <- mean_scale; apply mean_mono; intro c; apply (N_C_square _ _ _ P5 (v c)).
Qed.

(* The estimate D has the mean grad_x f - C Z, along Q Z (general action) and along Z (full tangent). *)
Theorem estimate_mean : has_mean E_k (estimate _ O (full_tangent a) s) D0.
Proof.
eapply has_mean_ext; [apply (mean_of_two E_xi E_P (fun c => f_x w - C w (v c))%V Wd estimate_noise_mean) | apply estimate_split | reflexivity].
apply has_mean_minus; [apply has_mean_const |]; unfold v; destruct (full_tangent a); [apply has_mean_const |].
apply (Q_mean _ _ _ P6), (C_linear _ _ Reg).
Qed.

(* V_D <= Gamma ||Z||^2 + 2 sigma_x^2 *)
Lemma estimate_variance_raw : E_k (fun o => square (estimate _ O (full_tangent a) s o - D0)%V)
  <= cross_noise a * square z + 2 * upper_gradient_upper (variance a).
Proof.
rewrite (mean_ext E_k _ (fun o => square (((f_x w - C w (v (snd o))) - D0) + Wd o)%V))
  by (intro o; rewrite estimate_split; f_equal; vector_ring).
unfold expectation; rewrite (square_of_two E_xi E_P (fun c => (f_x w - C w (v c)) - D0)%V Wd estimate_noise_mean).
pose proof estimate_noise_square as N; unfold expectation in N.
rewrite (mean_ext E_P (fun c => square ((f_x w - C w (v c)) - D0)%V) (fun c => square (C w (v c - z)%V)))
  by (intro c; unfold D0; rewrite (linear_minus _ (C_linear _ _ Reg w)), !square_minus; expand; ring).
assert (B : E_P (fun c => square (C w (v c - z)%V)) <= L * L * E_P (fun c => square (v c - z)%V)).
{ rewrite <- mean_scale; apply mean_mono; intro c; apply (cross_upper_square p a V Reg). }
unfold cross_noise; revert N B; unfold v; destruct (full_tangent a); intros N B.
- rewrite (mean_ext E_P (fun _ => square (z - z)%V) (fun _ => 0)) in B
    by (intro; replace (z - z)%V with (@vzero (Lower p)) by vector_ring; apply square_zero).
  rewrite !(mean_const E_P) in *; lra.
- pose proof (Q_variance z) as QV; pose proof (Q_square _ _ _ P6 z) as QS.
  apply (Rmult_le_compat_l (L * L)) in QV; [| pose proof (L_positive a V); nonneg].
  apply (Rmult_le_compat_l (cross (variance a))) in QS; [| apply (cross_nonneg a V)]; lra.
Qed.

(* (N2) *)
Theorem estimate_variance : A3_at p (constants a) x ->
  E_k (fun o => square (estimate _ O (full_tangent a) s o - D0)%V) <= bounds.estimate_noise a (errors_at _ s).
Proof.
intro A3; eapply Rle_trans; [apply estimate_variance_raw |].
pose proof (auxiliary_square p a V Reg x z A3) as HZ.
apply (Rmult_le_compat_l (cross_noise a)) in HZ; [| apply (cross_noise_nonneg a V)].
unfold bounds.estimate_noise, bounds.estimate_floor, errors_at; cbn [auxiliary]; lra.
Qed.
End Noise.
