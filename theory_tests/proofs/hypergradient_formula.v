(* hypergradient-formula: grad_x f - D^2_xY g [Z*] is the gradient of Phi(x) = f(x, Y*(x)).

   Result: under (A1), (A2), Phi has the directional derivatives <grad Phi(x), u> with grad Phi = grad_x f - C Z* at
   (x, Y*(x)) (hypergradient_formula); with (A3) at x the descent lemma holds for Phi (descent_of_Phi).
   No implicit function theorem: Y* is Lipschitz, and the second order terms are bounded.

   Source: docs/theory/estimators.md, hypergradient-formula, and docs/theory/convergence.md, potential-decrease, step 1.
   Differences: the document has C^1 and C^2 functions and a C^1 function Phi; here derivatives are directional, and f, g
   satisfy the Lipschitz conditions (A1), (A2). *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent constants potential_arithmetic problem hypergradient_lipschitz.
Open Scope R_scope.

Section Formula.
Variables (p : Problem) (a : Assumptions).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Implicit Types (w d : prod_space (Upper p) (Lower p)) (x u : Upper p).

(* g_y(w + d) = g_y(w) + H d_Y + C^T d_x up to L_g2 ||d||^2, along every v. *)
Lemma second_order : forall w d v,
  Rabs (inner (g_y (w + d)%V) v - inner (g_y w) v - (inner (H w (snd d)) v + inner (fst d) (C w v)))
  <= L_g2 (constants a) * (norm d * norm d) * norm v.
Proof.
intros w d v.
pose proof (derivative_integral_abs (fun t => inner (g_y (w + t * d)%V) v)
  (fun t => inner (H (w + t * d)%V (snd d)) v + inner (fst d) (C (w + t * d)%V v))
  (2 * (L_g2 (constants a) * (norm d * norm d) * norm v))) as I; cbv beta in I.
replace (w + 1 * d)%V with (w + d)%V in I by vector_ring.
replace (w + 0 * d)%V with w in I by vector_ring.
replace (2 * (L_g2 (constants a) * (norm d * norm d) * norm v) / 2)
  with (L_g2 (constants a) * (norm d * norm d) * norm v) in I by field.
apply I; clear I.
- intros t _; apply (derivative_along (fun w => inner (g_y w) v)
    (fun w => inner (H w (snd d)) v + inner (fst d) (C w v))).
  intro w'; apply (second_derivatives _ _ Reg).
- intros t Ht.
  replace (inner (H (w + t * d)%V (snd d)) v + inner (fst d) (C (w + t * d)%V v)
           - (inner (H w (snd d)) v + inner (fst d) (C w v)))
    with (inner (H (w + t * d) (snd d) - H w (snd d))%V v + inner (fst d) (C (w + t * d) v - C w v)%V)
    by (rewrite inner_minus_l, inner_minus_r; ring).
  pose proof (H_lipschitz _ _ Reg w (w + t * d)%V (snd d)) as BH; pose proof (C_lipschitz _ _ Reg w (w + t * d)%V v) as BC.
  replace (w + t * d - w)%V with (t * d)%V in BH, BC by vector_ring.
  rewrite norm_scale, Rabs_right in BH, BC by lra.
  pose proof (cauchy_schwarz_abs (H (w + t * d) (snd d) - H w (snd d))%V v).
  pose proof (cauchy_schwarz_abs (fst d) (C (w + t * d) v - C w v)%V).
  pose proof (norm_fst_le d) as F; pose proof (norm_snd_le d) as Sn.
  pose proof (norm_positive d); pose proof (norm_positive v); pose proof (norm_positive (fst d)).
  pose proof (norm_positive (snd d)); pose proof (L_g2_nonneg a V).
  set (k := L_g2 (constants a) * (t * norm d)) in *.
  assert (0 <= k) by (unfold k; apply Rmult_le_pos; [| apply Rmult_le_pos]; lra).
  replace (2 * (L_g2 (constants a) * (norm d * norm d) * norm v) * t) with (k * norm d * norm v + norm d * (k * norm v))
    by (unfold k; ring).
  eapply Rle_trans; [apply Rabs_triang |]; apply Rplus_le_compat.
  + eapply Rle_trans; [eassumption |]; apply Rmult_le_compat_r; [lra |].
    eapply Rle_trans; [exact BH |]; apply Rmult_le_compat_l; lra.
  + eapply Rle_trans; [eassumption |]; apply Rmult_le_compat; try lra; apply norm_positive.
Qed.

(* Phi(x + t u) - Phi(x) - t <grad Phi(x), u> is of second order in t. *)
Lemma Phi_second_order : forall x x',
  Rabs (Phi x' - Phi x - inner (grad_Phi x) (x' - x)%V)
  <= (L_f1 (constants a) / 2 + L_g2 (constants a) * norm (Z_star x)) * square (star x' - star x)%V.
Proof.
intros x x'; set (d := (star x' - star x)%V).
pose proof (descent f f_gradient (L_f1 (constants a)) (star x) d (f_has_gradient _ _ Reg)
  (lipschitz_at _ _ _ (f_lipschitz _ _ Reg))) as Df.
pose proof (second_order (star x) d (Z_star x)) as Dg.
replace (star x + d)%V with (star x') in Df, Dg by (unfold d; vector_ring).
rewrite !(Y_star_stationary _ _ Reg), !inner_zero_l in Dg.
rewrite (H_self_adjoint _ _ Reg), (Z_star_solves _ _ Reg) in Dg.
assert (E1 : fst d = (x' - x)%V) by reflexivity.
assert (E2 : inner (f_gradient (star x)) d = inner (f_x (star x)) (fst d) + inner (f_y (star x)) (snd d)) by reflexivity.
rewrite E2 in Df; fold (Phi x') (Phi x) in Df; rewrite norm_norm in Dg.
unfold grad_Phi; rewrite inner_minus_l, <- E1.
rewrite (inner_sym _ (snd d)), (inner_sym _ (fst d) (C _ _)) in Dg.
apply Rabs_le_inv in Df; apply Rabs_le_inv in Dg; apply Rabs_le; lra.
Qed.

(* The directional derivative of Phi at x along u is <grad_x f - C Z*, u>, at (x, Y*(x)). *)
Theorem hypergradient_formula : has_gradient (@Phi p) grad_Phi.
Proof.
intros x u; apply (derivative_of_quadratic _ _
  ((L_f1 (constants a) / 2 + L_g2 (constants a) * norm (Z_star x)) * ((1 + condition a) * (1 + condition a) * square u))).
- pose proof (norm_positive (Z_star x)); pose proof (square_positive u); pose proof (condition_ge_1 a V); destruct V; nonneg.
- intro t; replace (x + 0 * u)%V with x by vector_ring.
  pose proof (Phi_second_order x (x + t * u)%V) as P.
  replace (x + t * u - x)%V with (t * u)%V in P by vector_ring; rewrite inner_scale_r in P.
  rewrite (Rmult_comm (inner _ _) t); eapply Rle_trans; [exact P |].
  rewrite Rmult_assoc; apply Rmult_le_compat_l.
  { pose proof (norm_positive (Z_star x)); destruct V; nonneg. }
  eapply Rle_trans; [apply square_le_norm, (star_lipschitz p a V Reg) |].
  replace (x + t * u - x)%V with (t * u)%V by vector_ring.
  replace ((1 + condition a) * (1 + condition a) * square u * (t * t))
    with ((1 + condition a) * (1 + condition a) * square (t * u)%V) by (rewrite square_scale; ring).
  rewrite <- norm_norm; lra.
Qed.

(* Phi(x - alpha h) <= Phi(x) - alpha/2 ||grad Phi||^2 + alpha/2 ||h - grad Phi||^2 - alpha/2 (1 - L_Phi alpha) ||h||^2. *)
Theorem descent_of_Phi : forall x h al, 0 <= al -> A3_at p (constants a) x ->
  Phi (x - al * h)%V <= Phi x - al / 2 * square (grad_Phi x) + al / 2 * square (h - grad_Phi x)%V
    - al / 2 * (1 - hypergradient (bounds.hypergradient_lipschitz a) * al) * square h.
Proof.
intros x h al Hal A3.
pose proof (descent Phi grad_Phi _ x (- al * h)%V hypergradient_formula (grad_Phi_lipschitz p a V Reg x A3)) as D.
replace (x + - al * h)%V with (x - al * h)%V in D by vector_ring.
rewrite inner_scale_r, square_scale in D; apply Rabs_le_inv in D.
rewrite (square_minus h), (inner_sym _ h); lra.
Qed.
End Formula.
