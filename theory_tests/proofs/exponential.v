(* The exponential function without the mean value theorem of Coq's library, whose axiom Classical_Prop.classic comes with ln too.

   Result: 1 + x <= exp x for all real x; exp is increasing; (1 - 1/rho)^k >= exp (- k / (rho - 1)) for rho > 1;
   exp (H_K - 1) <= K for the harmonic number H_K = 1 + 1/2 + ... + 1/K, that is, H_K <= 1 + ln K.
   Where the documents write ln, the theorems say "for every t with K <= exp t" and the like: t = ln K.

   Source: used in decaying_steps.v and price_lower.v. *)
From Coq Require Import Reals Lra Lia.
From BROS Require Import descent constants.
Open Scope R_scope.

Lemma affine_derivative : forall c x t, derivative (fun s => c + s * x) t x.
Proof.
intros c x t eps He; exists (mkposreal 1 Rlt_0_1); intros h Hh _.
replace ((c + (t + h) * x - (c + t * x)) / h - x) with 0 by (field; exact Hh); rewrite Rabs_R0; exact He.
Qed.
Lemma linear_derivative : forall x t, derivative (fun s => s * x) t x.
Proof.
intros x t eps He; exists (mkposreal 1 Rlt_0_1); intros h Hh _.
replace (((t + h) * x - t * x) / h - x) with 0 by (field; exact Hh); rewrite Rabs_R0; exact He.
Qed.
Lemma exp_derivative : forall x t, derivative (fun s => exp (s * x)) t (x * exp (t * x)).
Proof.
intros x t; rewrite Rmult_comm.
apply (derivable_pt_lim_comp (fun s => s * x) exp t x (exp (t * x))); [apply linear_derivative | apply derivable_pt_lim_exp].
Qed.

Lemma exp_ge_1 : forall x, 0 <= x -> 1 <= exp x.
Proof.
intros x Hx; pose proof (no_growth (fun s => - exp (s * x)) (fun s => - (x * exp (s * x)))) as N; cbv beta in N.
rewrite Rmult_0_l, Rmult_1_l, exp_0 in N; enough (- exp x <= - 1) by lra; apply N.
- intros t _; apply derivable_pt_lim_opp, exp_derivative.
- intros t _; pose proof (exp_pos (t * x)); assert (0 <= x * exp (t * x)) by (apply Rmult_le_pos; lra); lra.
Qed.
Lemma exp_le_1 : forall x, x <= 0 -> exp x <= 1.
Proof.
intros x Hx; pose proof (exp_ge_1 (- x) ltac:(lra)) as G; pose proof (exp_pos x).
assert (E : exp x * exp (- x) = 1) by (rewrite <- exp_plus; replace (x + - x) with 0 by ring; apply exp_0).
apply (Rmult_le_compat_l (exp x)) in G; lra.
Qed.

Lemma exp_above_tangent : forall x, 1 + x <= exp x.
Proof.
intro x; pose proof (no_growth (fun s => (1 + s * x) - exp (s * x)) (fun s => x - x * exp (s * x))) as N; cbv beta in N.
rewrite Rmult_0_l, Rmult_1_l, exp_0 in N; enough (1 + x - exp x <= 1 + 0 - 1) by lra; apply N.
- intros t _; apply derivable_pt_lim_minus; [apply affine_derivative | apply exp_derivative].
- intros t Ht; destruct (Rle_or_lt 0 x) as [Hx | Hx].
  + pose proof (exp_ge_1 (t * x) ltac:(apply Rmult_le_pos; lra)) as G; apply (Rmult_le_compat_l x) in G; lra.
  + assert (t * x <= 0) by (assert (0 <= t * - x) by (apply Rmult_le_pos; lra); lra).
    pose proof (exp_le_1 (t * x) ltac:(assumption)) as G; apply (Rmult_le_compat_l (- x)) in G; lra.
Qed.

Lemma exp_reflects_le : forall s t, exp s <= exp t -> s <= t.
Proof.
intros s t Le; apply Rnot_lt_le; intro Lt; pose proof (exp_above_tangent (s - t)) as G; pose proof (exp_pos t).
replace s with (t + (s - t)) in Le by ring; rewrite exp_plus in Le.
apply (Rmult_le_compat_l (exp t)) in G; [| lra]; assert (0 < exp t * (s - t)) by (apply Rmult_lt_0_compat; lra); lra.
Qed.

Lemma power_ge_exp : forall rho_ k, 1 < rho_ -> exp (- (INR k / (rho_ - 1))) <= (1 - 1 / rho_) ^ k.
Proof.
intros rho_ k Hr.
assert (B : exp (- (1 / (rho_ - 1))) <= 1 - 1 / rho_).
{ rewrite exp_Ropp; replace (1 - 1 / rho_) with (/ (1 + 1 / (rho_ - 1))) by (field; lra).
  apply Rinv_le_contravar; [| apply exp_above_tangent].
  assert (0 < 1 / (rho_ - 1)) by (apply Rdiv_lt_0_compat; lra); lra. }
induction k as [| k IH]; [simpl; unfold Rdiv; rewrite Rmult_0_l, Ropp_0, exp_0; lra |].
rewrite S_INR; replace (- ((INR k + 1) / (rho_ - 1))) with (- (1 / (rho_ - 1)) + - (INR k / (rho_ - 1))) by (field; lra).
rewrite exp_plus; cbn [pow]; apply Rmult_le_compat; try (left; apply exp_pos); assumption.
Qed.

Lemma exp_harmonic : forall K, exp (sum_below (fun k => / INR (S k)) (S K) - 1) <= INR (S K).
Proof.
induction K as [| K IH]; [simpl; rewrite Rinv_1; replace (0 + 1 - 1) with 0 by ring; rewrite exp_0; lra |].
set (h := sum_below (fun k => / INR (S k)) (S K)) in *.
change (exp (h + / INR (S (S K)) - 1) <= INR (S (S K))).
replace (h + / INR (S (S K)) - 1) with ((h - 1) + / INR (S (S K))) by ring; rewrite exp_plus.
assert (P : 0 < INR (S K)) by (apply lt_0_INR; lia); assert (P' : 0 < INR (S (S K))) by (apply lt_0_INR; lia).
assert (E : exp (/ INR (S (S K))) <= INR (S (S K)) / INR (S K)).
{ pose proof (exp_above_tangent (- / INR (S (S K)))) as G; rewrite exp_Ropp in G.
  replace (1 + - / INR (S (S K))) with (/ (INR (S (S K)) / INR (S K))) in G by (rewrite (S_INR (S K)) in *; field; lra).
  apply Rnot_lt_le; intro Lt; apply Rinv_lt_contravar in Lt; [lra |].
  apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; assumption | apply exp_pos]. }
apply Rle_trans with (INR (S K) * (INR (S (S K)) / INR (S K))); [| right; field; lra].
apply Rmult_le_compat; try (left; apply exp_pos); assumption.
Qed.
