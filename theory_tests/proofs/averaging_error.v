(* averaging-error: the error of the average h after one iteration.

   Result: for 0 < theta <= 1 and 2 Gamma theta <= L^2, under (A1), (A2), (A5)-(A7), (A3) at x:
     E_k u_+ <= (1 - theta) u + 4 theta A^2 y + 5 theta L^2 z + 2 L_Phi^2 alpha^2 / theta ||h||^2 + theta^2 S_D
   (bounds.averaging_error).  averaging_error_from is the same with any bound V_D <= c z + S of the variance of D, c theta <= L^2;
   price.v uses it with the smaller constants of the full tangent.

   Source: docs/theory/convergence.md, averaging-error. *)
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
Hypothesis step_bound : theta steps <= 1.
Let d := (grad_Phi x - grad_Phi (x - alpha steps * h)%V)%V.
Let LP := hypergradient (bounds.hypergradient_lipschitz a).
Let D0 := (f_x w - C w z)%V.

Lemma average_drift_square : square d <= LP * alpha steps * (LP * alpha steps) * square h.
Proof.
destruct Pos as [Ha _]; unfold d; rewrite <- (norm_norm h).
pose proof (grad_Phi_lipschitz p a V Reg x A3 (x - alpha steps * h)%V) as D.
replace (x - alpha steps * h - x)%V with (- alpha steps * h)%V in D by vector_ring.
rewrite norm_scale, Rabs_left, norm_minus_sym in D by lra.
pose proof (square_le_norm _ _ D); fold LP in D; unfold LP; lra.
Qed.

(* steps 1 and 2: the square of the mean *)
Lemma average_mean_square : square ((1 - theta steps) * (h - grad_Phi x) + (theta steps * (D0 - grad_Phi x) + d))%V
  <= (1 - theta steps) * square (h - grad_Phi x)%V
     + 4 * theta steps * coupling a * coupling a * square (y - Y_star x)%V
     + 4 * theta steps * L * L * square (z - Z_star x)%V
     + 2 * (LP * alpha steps) * (LP * alpha steps) / theta steps * square h.
Proof.
destruct Pos as [_ [_ [_ Ht]]].
assert (S1 : square ((1 - theta steps) * (h - grad_Phi x))%V
  <= (1 - theta steps) * (1 - theta steps) * square (h - grad_Phi x)%V) by (rewrite square_scale; lra).
pose proof (convexity_C_contraction _ (theta steps * (D0 - grad_Phi x) + d)%V (theta steps) _ (conj Ht step_bound)
  (square_positive (h - grad_Phi x)%V) S1) as Cx.
eapply Rle_trans; [exact Cx |]; rewrite !Rplus_assoc; apply Rplus_le_compat_l.
pose proof (square_add_le (theta steps * (D0 - grad_Phi x))%V d) as Sd; rewrite square_scale in Sd.
pose proof (estimate_bias p a V Reg x y z A3) as B; fold D0 in B; pose proof average_drift_square as Dr.
apply (Rmult_le_compat_l (theta steps * theta steps)) in B; [| nonneg].
apply Rle_trans with ((2 * (theta steps * theta steps * (2 * (coupling a * coupling a * square (y - Y_star x)%V)
  + 2 * (L * L * square (z - Z_star x)%V))) + 2 * (LP * alpha steps * (LP * alpha steps) * square h)) / theta steps).
- unfold Rdiv; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Ht | lra].
- right; field; lra.
Qed.

(* The mean of the error u at the next state, from any bound V_D <= c z + floor of the variance of D with c theta <= L^2. *)
Theorem averaging_error_from : forall c floor, c * theta steps <= L * L ->
  E_k (fun o => square (estimate _ O (full_tangent a) s o - D0)%V) <= c * square (z - Z_star x)%V + floor ->
  E_k (fun o => average (errors_at _ (next _ O (full_tangent a) steps s o)))
  <= (1 - theta steps) * average (errors_at _ s)
     + 4 * theta steps * coupling a * coupling a * lower (errors_at _ s)
     + 5 * theta steps * L * L * auxiliary (errors_at _ s)
     + 2 * (LP * alpha steps) * (LP * alpha steps) / theta steps * direction (errors_at _ s)
     + theta steps * theta steps * floor.
Proof.
intros c floor Hc VD; pose proof (estimate_mean p a sample choice O Reg OA s) as M; pose proof average_mean_square as Mean.
unfold errors_at, next; cbn [average upper_iterate average_iterate lower auxiliary direction].
destruct Pos as [_ [_ [_ Ht]]].
rewrite (mean_ext E_k _ (fun o => square (theta steps * estimate _ O (full_tangent a) s o
    + ((1 - theta steps) * h - grad_Phi (x - alpha steps * h)))%V))
  by (intro o; f_equal; vector_ring).
rewrite (variance_split_scaled E_k _ _ (theta steps) _ M); fold D0.
replace (theta steps * D0 + ((1 - theta steps) * h - grad_Phi (x - alpha steps * h)))%V
  with ((1 - theta steps) * (h - grad_Phi x) + (theta steps * (D0 - grad_Phi x) + d))%V by (unfold d; vector_ring).
apply (Rmult_le_compat_l (theta steps * theta steps)) in VD; [| nonneg].
assert (K : theta steps * square (z - Z_star x)%V * (c * theta steps) <= theta steps * square (z - Z_star x)%V * (L * L)).
{ pose proof (square_positive (z - Z_star x)%V); apply Rmult_le_compat_l; [nonneg | exact Hc]. }
lra.
Qed.

(* averaging-error: the same with (N2), which gives bounds.averaging_error. *)
Theorem averaging_error : 2 * cross_noise a * theta steps <= L * L ->
  E_k (fun o => average (errors_at _ (next _ O (full_tangent a) steps s o)))
  <= bounds.averaging_error a steps (errors_at _ s).
Proof.
intro Hc; apply (averaging_error_from (2 * cross_noise a) (bounds.estimate_floor a) Hc).
apply (estimate_variance p a sample choice O V Reg OA s A3).
Qed.
End Iteration.
