(* rate without (A3), if L_g2 = 0: only the mean of ||grad_Y f||^2 at (x^k, Y*(x^k)) over the run enters.

   Result: let L_g2 = 0 and all of theorem_assumptions but (A3).  If r >= 0 and
     (1/K) sum_{k<K} E||b*(x^k)||^2 <= r^2,   b*(x) = grad_Y f(x, Y*(x)),
   then for constant steps with (S) the mean of E||grad Phi(x^k)||^2 is at most bounds.rate with L_f0 = r (12).

   Source: docs/theory/convergence.md, rate, "Without (A3), if L_g2 = 0". *)
From Coq Require Import Reals Lra Lia List.
From BROS Require Import inner_product expectation constants potential_arithmetic scaling problem oracle
  potential_decrease run_bound rate.
Open Scope R_scope.

(* The same assumptions with another L_f0. *)
Definition with_L_f0 (a : Assumptions) (r : R) : Assumptions :=
  {| constants := {| mu_g := mu_g (constants a); L_g1 := L_g1 (constants a); L_g2 := L_g2 (constants a); L_f0 := r;
                     L_f1 := L_f1 (constants a) |};
     variance := variance a; rho := rho a; omega := omega a; full_tangent := full_tangent a |}.

Section WithoutA3.
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variables (Phi_inf : R) (start : State p) (s : Steps).
Hypothesis V : valid a.
Hypothesis flat : L_g2 (constants a) = 0.
Hypothesis Reg : regular p (constants a).
Hypothesis A4 : forall x : Upper p, Phi_inf <= Phi x.
Hypothesis OA : forall past, oracle_assumptions p (oracle_of past) a.
Hypothesis Pos : positive_steps s.
Hypothesis Adm : bounds.admits a s.
Local Notation full := (full_tangent a).
Local Notation state := (iterate p sample choice oracle_of full (fun _ => s) start).
Local Notation E_run := (E_run p sample choice oracle_of).
(* E||b*(x^k)||^2 *)
Definition squared_b_star (k : nat) : R := E_run k (fun past => square (f_y (star (upper_iterate _ (state past))))).

Lemma coupling_with : forall r, coupling (with_L_f0 a r) = coupling a.
Proof. intro r; unfold coupling, with_L_f0; cbn [constants L_f1 L_g2]; rewrite flat; ring. Qed.
Lemma valid_with : forall r, 0 <= r -> valid (with_L_f0 a r).
Proof. intros r Hr; destruct V; split; unfold with_L_f0; cbn; assumption. Qed.
Lemma regular_with : forall r, regular p (constants (with_L_f0 a r)).
Proof. intro r; destruct Reg; split; cbn; assumption. Qed.
Lemma oracle_with : forall r past, oracle_assumptions p (oracle_of past) (with_L_f0 a r).
Proof.
intros r past; destruct (OA past) as [[] [] H7]; split; [split; assumption | split; assumption |].
intro F; destruct (H7 F); split; assumption.
Qed.
Lemma lipschitz_with : forall r, bounds.hypergradient_lipschitz (with_L_f0 a r) = bounds.hypergradient_lipschitz a.
Proof. intro r; unfold bounds.hypergradient_lipschitz; rewrite coupling_with; reflexivity. Qed.
Lemma potential_with : forall r, bounds.potential (with_L_f0 a r) s = bounds.potential a s.
Proof. intro r; unfold bounds.potential; rewrite coupling_with; reflexivity. Qed.
Lemma admits_with : forall r, bounds.admits (with_L_f0 a r) s.
Proof.
intro r; unfold bounds.admits, bounds.largest_alpha in *; rewrite coupling_with, lipschitz_with; exact Adm.
Qed.

(* The noise is affine in L_f0^2. *)
Definition noise_0 : R := bounds.noise_floor (with_L_f0 a 0) s.
Definition noise_1 : R := bounds.noise_floor (with_L_f0 a 1) s - noise_0.
Lemma noise_affine : forall r, bounds.noise_floor (with_L_f0 a r) s = noise_0 + noise_1 * (r * r).
Proof.
intro r; unfold noise_1, noise_0, bounds.noise_floor; rewrite !coupling_with.
unfold bounds.estimate_floor, bounds.auxiliary_floor, cross_noise, hessian_noise, radius, condition, with_L_f0.
cbn [constants variance rho omega full_tangent mu_g L_g1 L_f0].
pose proof (mu_positive a V); destruct full; field; lra.
Qed.
Lemma noise_1_nonneg : 0 <= noise_1.
Proof.
unfold noise_1, noise_0, bounds.noise_floor; rewrite !coupling_with.
unfold bounds.estimate_floor, bounds.auxiliary_floor, radius, condition.
change (cross_noise (with_L_f0 a 1)) with (cross_noise a); change (cross_noise (with_L_f0 a 0)) with (cross_noise a).
change (hessian_noise (with_L_f0 a 1)) with (hessian_noise a); change (hessian_noise (with_L_f0 a 0)) with (hessian_noise a).
cbn [with_L_f0 constants variance rho omega full_tangent mu_g L_g1 L_f0].
pose proof (cross_noise_nonneg a V); pose proof (hessian_noise_nonneg a V); pose proof (L_positive a V).
destruct Pos as [_ [_ [Hg Ht]]]; destruct V; pose proof (Rinv_0_lt_compat _ mu_positive) as Hm.
set (i := / mu_g (constants a)) in *; unfold Rdiv; fold i.
assert (0 <= theta s * (2 * (cross_noise a * i * i))) by nonneg.
assert (0 <= 10 * L_g1 (constants a) * L_g1 (constants a) * i * gamma s * (4 * hessian_noise a * i * i + 4 * (rho a - 1))) by nonneg.
assert (0 <= 10 * L_g1 (constants a) * L_g1 (constants a) * i * gamma s * (rho a * (4 * hessian (variance a) * i * i))) by nonneg.
destruct full; lra.
Qed.

(* (12) with r^2, a bound of the mean of E||b*(x^k)||^2 over the run, in the place of L_f0^2. *)
Theorem rate_without_A3 : forall K r, (1 <= K)%nat -> 0 <= r -> sum_below squared_b_star K / INR K <= r * r ->
  mean_squared_gradient oracle_of full s start K
  <= bounds.rate (with_L_f0 a r) s (start_of Phi_inf start) (INR K).
Proof.
intros K r HK Hr Hb.
pose proof (run_bound_state_noise p sample choice oracle_of full (fun _ => s) start (bounds.potential a s)
  (fun _ st => noise_0 + noise_1 * square (f_y (star (upper_iterate _ st)))) Phi_inf K) as B; cbv beta in B.
assert (Hk : 0 < INR K) by (apply lt_0_INR; lia); pose proof Pos as [Ha _].
assert (En : forall k, E_run k (fun past => noise_0 + noise_1 * square (f_y (star (upper_iterate _ (state past)))))
  = noise_0 + noise_1 * squared_b_star k).
{ intro k; rewrite (mean_ext (E_run k) _ (fun past => noise_1 * square (f_y (star (upper_iterate _ (state past)))) + noise_0))
    by (intro; ring).
  rewrite mean_add_const, mean_scale; unfold squared_b_star; ring. }
rewrite (sum_below_scale (alpha s / 2)), Psi_start in B.
rewrite (sum_below_ext (fun k => alpha s / 2 * _) (fun k => alpha s / 2 * noise_0 + alpha s / 2 * noise_1 * squared_b_star k)) in B
  by (intros k _; rewrite En; ring).
assert (Sum : sum_below (fun k => alpha s / 2 * noise_0 + alpha s / 2 * noise_1 * squared_b_star k) K
  = alpha s / 2 * noise_0 * INR K + alpha s / 2 * noise_1 * sum_below squared_b_star K).
{ rewrite <- sum_below_scale, <- sum_below_const; clear; induction K as [| K IH]; cbn [sum_below]; [ring | rewrite IH; ring]. }
rewrite Sum in B; clear Sum.
assert (B' : alpha s / 2 * sum_below (squared_gradient p sample choice oracle_of full (fun _ => s) start) K
  <= gap (start_of Phi_inf start) + weighted (bounds.potential a s) (errors (start_of Phi_inf start))
     + (alpha s / 2 * noise_0 * INR K + alpha s / 2 * noise_1 * sum_below squared_b_star K)).
{ apply B; [| apply potential_nonneg; assumption | exact A4].
  intro past; set (x := upper_iterate _ (state past)).
  replace (square (f_y (star x))) with (norm (f_y (star x)) * norm (f_y (star x))) by apply norm_norm.
  rewrite <- noise_affine, <- (potential_with (norm (f_y (star x)))).
  apply (potential_decrease p (with_L_f0 a (norm (f_y (star x)))) sample choice (oracle_of past) s (state past));
    [apply valid_with, norm_positive | apply regular_with | apply oracle_with | apply Rle_refl | exact Pos | apply admits_with]. }
unfold bounds.rate; rewrite potential_with, noise_affine; unfold mean_squared_gradient.
apply (Rmult_le_compat_l (2 / (alpha s * INR K))) in B'; [| left; positive].
match type of B' with _ * (_ * ?Sm) <= _ =>
  replace (Sm / INR K) with (2 / (alpha s * INR K) * (alpha s / 2 * Sm)) by (field; lra) end.
apply (Rmult_le_compat_l noise_1) in Hb; [| apply noise_1_nonneg].
eapply Rle_trans; [exact B' |].
match goal with |- ?l <= _ => replace l with
  (2 * (gap (start_of Phi_inf start) + weighted (bounds.potential a s) (errors (start_of Phi_inf start))) / (alpha s * INR K)
   + (noise_0 + noise_1 * (sum_below squared_b_star K / INR K))) by (field; lra) end.
lra.
Qed.
End WithoutA3.
