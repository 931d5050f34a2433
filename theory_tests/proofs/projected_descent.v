(* projected-descent: the step of Y brings Y closer to Y*(x).

   Result: for 0 < beta <= 2 / (rho (mu + L)), under (A1), (A2), (A5), (A6) ((A7) is part of the premise and not used):
     E_k||Y^{k+1} - Y*(x^k)||^2 <= (1 - 2 beta mu L / (mu + L)) ||Y^k - Y*(x^k)||^2 + beta^2 rho sigma_g^2.
   Inequality (9) of the document is descent_inequality; its left side is used again in lower_tracking.v.

   Source: docs/theory/convergence.md, projected-descent. *)
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

(* <v, e> >= mu L / (mu + L) ||e||^2 + ||v||^2 / (mu + L), because grad_Y g(x, Y*(x)) = 0. *)
Lemma lower_co_coercivity : mu * L / (mu + L) * square e + square v / (mu + L) <= inner v e.
Proof.
pose proof (co_coercivity mu L (mu_positive a V) (mu_le_L a V) _ _ (g_has_gradient _ _ Reg x)) as C; cbv beta in C.
assert (HL : lipschitz L (fun u => g_y (point x u))).
{ intros u u'; pose proof (g_lipschitz _ _ Reg (point x u) (point x u')) as G.
  replace (norm (u - u')%V) with (norm (point x u - point x u')%V); [exact G |].
  unfold norm; f_equal; rewrite square_pair; simpl; fold (vminus x x) (vminus u u').
  replace (x - x)%V with (@vzero (Upper p)) by vector_ring; rewrite square_zero; ring. }
specialize (C HL (g_strongly_convex _ _ Reg x) y (Y_star x)).
change (point x (Y_star x)) with (star x) in C; rewrite (Y_star_stationary _ _ Reg x) in C.
replace (g_y (point x y) - vzero)%V with (g_y (point x y)) in C by vector_ring; exact C.
Qed.

(* (9) *)
Lemma descent_inequality :
  square e - 2 * beta steps * inner v e + beta steps * beta steps * (rho a * square v)
  <= (1 - 2 * beta steps * mu * L / (mu + L)) * square e.
Proof.
pose proof lower_co_coercivity as C; destruct Pos as [_ [Hb _]].
pose proof (mu_positive a V); pose proof (L_positive a V); pose proof (square_positive v).
apply (Rmult_le_compat_l (2 * beta steps)) in C; [| lra].
assert (B : beta steps * beta steps * (rho a * square v) <= 2 * beta steps * (square v / (mu + L))).
{ replace (2 * beta steps * (square v / (mu + L))) with (beta steps * square v * (2 / (mu + L))) by (field; lra).
  replace (beta steps * beta steps * (rho a * square v)) with (beta steps * square v * (beta steps * rho a)) by ring.
  apply Rmult_le_compat_l; [nonneg |]; apply (Rmult_le_reg_r (mu + L)); [lra |].
  replace (2 / (mu + L) * (mu + L)) with 2 by (field; lra); exact step_bound. }
replace ((1 - 2 * beta steps * mu * L / (mu + L)) * square e)
  with (square e - 2 * beta steps * (mu * L / (mu + L) * square e)) by (field; lra).
lra.
Qed.

(* projected-descent: E_k||Y^{k+1} - Y*(x^k)||^2 is at most bounds.projected_descent; x has not moved yet. *)
Theorem projected_descent :
  E_k (fun o => square (y - beta steps * lower_step _ O s o - Y_star x)%V)
  <= bounds.projected_descent a (beta steps) (square (y - Y_star x)%V).
Proof.
pose proof (lower_step_square p a sample choice O V OA s) as N3; pose proof descent_inequality as D.
fold v in N3; destruct Pos as [_ [Hb _]].
rewrite (mean_ext E_k _ (fun o => beta steps * beta steps * square (lower_step _ O s o)
  + (-2 * beta steps * inner (lower_step _ O s o) e + square e))) by (intro o; unfold e; expand; ring).
rewrite mean_add, mean_add_const, !mean_scale, (lower_step_mean p a sample choice O OA s e).
apply (Rmult_le_compat_l (beta steps * beta steps)) in N3; [| nonneg].
unfold bounds.projected_descent; fold e v; fold v; lra.
Qed.
End Iteration.
