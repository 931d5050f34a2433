(* hypergradient-lipschitz: how fast Y*, Z* and the hypergradient move with x.

   Result: under (A1), (A2), and (A3) at x, for all x':
     ||Y*(x') - Y*(x)|| <= L_Y ||x' - x||, ||Z*(x') - Z*(x)|| <= L_Z ||x' - x||,
     ||grad Phi(x') - grad Phi(x)|| <= L_Phi ||x' - x||,
   with L_Y = q, L_Z = A (1 + q) / mu, L_Phi = A (1 + q)^2 (bounds.hypergradient_lipschitz).  The document asks (A3) at
   all x; here at x alone, as its section limits says it may be.

   Source: docs/theory/convergence.md, hypergradient-lipschitz. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent co_coercivity constants potential_arithmetic problem.
Open Scope R_scope.

Section Lipschitz.
Variables (p : Problem) (a : Assumptions).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Implicit Types x : Upper p.

Lemma divide_mu : forall s b, mu * s <= b -> s <= b / mu.
Proof.
intros s b Le; pose proof (mu_positive a V); apply (Rmult_le_reg_r mu); [lra |].
unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

Lemma Y_star_lipschitz : forall x x', norm (Y_star x' - Y_star x)%V <= condition a * norm (x' - x)%V.
Proof.
intros x x'; rewrite norm_minus_sym.
pose proof (strong_monotonicity mu _ _ (g_strongly_convex _ _ Reg x') (Y_star x) (Y_star x')) as M.
cbv beta in M; change (point x' (Y_star x')) with (star x') in M.
rewrite (Y_star_stationary _ _ Reg x'), <- (Y_star_stationary _ _ Reg x) in M.
pose proof (g_lipschitz _ _ Reg (point x' (Y_star x)) (star x)) as G.
assert (E : norm (point x' (Y_star x) - star x)%V <= norm (x' - x)%V).
{ eapply Rle_trans; [apply norm_pair_le |]; simpl.
  fold (vminus x' x) (vminus (Y_star x) (Y_star x)).
  replace (Y_star x - Y_star x)%V with (@vzero (Lower p)) by vector_ring; rewrite norm_zero; lra. }
pose proof (L_positive a V).
replace (condition a * norm (x' - x)%V) with (L * norm (x' - x)%V / mu)
  by (unfold condition; field; pose proof (mu_positive a V); lra).
apply divide_mu; eapply Rle_trans; [exact M |]; eapply Rle_trans; [exact G | apply Rmult_le_compat_l; lra].
Qed.

Lemma star_lipschitz : forall x x', norm (star x' - star x)%V <= (1 + condition a) * norm (x' - x)%V.
Proof.
intros x x'; eapply Rle_trans; [apply norm_pair_le |]; simpl.
fold (vminus x' x) (vminus (Y_star x') (Y_star x)); pose proof (Y_star_lipschitz x x'); lra.
Qed.

Section At.
Variable x : Upper p.
Hypothesis A3 : A3_at p (constants a) x.

Lemma coupled : forall x', L_f1 (constants a) * norm (star x' - star x)%V
    + L_g2 (constants a) * norm (star x' - star x)%V * norm (Z_star x)
  <= coupling a * (1 + condition a) * norm (x' - x)%V.
Proof.
intro x'; pose proof (auxiliary_solution_bounded p a V Reg x A3) as HR; pose proof (star_lipschitz x x') as HD.
pose proof (norm_positive (star x' - star x)%V); pose proof (norm_positive (Z_star x)).
pose proof (coupling_positive a V); pose proof (condition_ge_1 a V); pose proof (radius_nonneg a V).
set (D := norm (star x' - star x)%V) in *.
apply Rle_trans with (coupling a * D).
- destruct V; unfold coupling.
  assert (L_g2 (constants a) * D * norm (Z_star x) <= L_g2 (constants a) * D * radius a)
    by (apply Rmult_le_compat_l; [apply Rmult_le_pos |]; lra); lra.
- rewrite Rmult_assoc; apply Rmult_le_compat_l; lra.
Qed.

Lemma Z_star_lipschitz : forall x', norm (Z_star x' - Z_star x)%V
  <= auxiliary_solution (bounds.hypergradient_lipschitz a) * norm (x' - x)%V.
Proof.
intro x'.
assert (E : H (star x') (Z_star x' - Z_star x)%V
  = ((f_y (star x') - f_y (star x)) - (H (star x') (Z_star x) - H (star x) (Z_star x)))%V).
{ rewrite (linear_minus _ (H_linear _ _ Reg _)), !(Z_star_solves _ _ Reg); vector_ring. }
pose proof (hessian_lower_norm p a Reg (star x') (Z_star x' - Z_star x)%V) as M; rewrite E in M.
pose proof (triangle_minus (f_y (star x') - f_y (star x))%V (H (star x') (Z_star x) - H (star x) (Z_star x))%V).
pose proof (f_y_lipschitz p a Reg (star x) (star x')); pose proof (H_lipschitz _ _ Reg (star x) (star x') (Z_star x)).
pose proof (coupled x').
unfold bounds.hypergradient_lipschitz; cbn [auxiliary_solution].
replace (coupling a * (1 + condition a) / mu * norm (x' - x)%V) with (coupling a * (1 + condition a) * norm (x' - x)%V / mu)
  by (field; pose proof (mu_positive a V); lra).
apply divide_mu; lra.
Qed.

Lemma grad_Phi_lipschitz : forall x', norm (grad_Phi x' - grad_Phi x)%V
  <= hypergradient (bounds.hypergradient_lipschitz a) * norm (x' - x)%V.
Proof.
intro x'.
assert (E : (grad_Phi x' - grad_Phi x)%V = ((f_x (star x') - f_x (star x)) -
    (C (star x') (Z_star x) - C (star x) (Z_star x)) - C (star x') (Z_star x' - Z_star x))%V).
{ unfold grad_Phi; rewrite (linear_minus _ (C_linear _ _ Reg _)); vector_ring. }
rewrite E; eapply Rle_trans; [apply triangle_minus |].
pose proof (triangle_minus (f_x (star x') - f_x (star x))%V (C (star x') (Z_star x) - C (star x) (Z_star x))%V).
pose proof (f_x_lipschitz p a Reg (star x) (star x')); pose proof (C_lipschitz _ _ Reg (star x) (star x') (Z_star x)).
pose proof (cross_upper p a V Reg (star x') (Z_star x' - Z_star x)%V).
pose proof (Z_star_lipschitz x') as HZ; pose proof (coupled x').
apply (Rmult_le_compat_l L) in HZ; [| pose proof (L_positive a V); lra].
unfold bounds.hypergradient_lipschitz in *; cbn [auxiliary_solution hypergradient] in *.
replace (coupling a * (1 + condition a) * (1 + condition a) * norm (x' - x)%V)
  with (coupling a * (1 + condition a) * norm (x' - x)%V
        + L * (coupling a * (1 + condition a) / mu * norm (x' - x)%V))
  by (unfold condition; field; pose proof (mu_positive a V); lra).
lra.
Qed.

(* hypergradient-lipschitz: Y*, Z* and grad Phi move by at most L_Y, L_Z, L_Phi times ||x' - x||. *)
Theorem hypergradient_lipschitz : forall x',
  norm (Y_star x' - Y_star x)%V <= lower_solution (bounds.hypergradient_lipschitz a) * norm (x' - x)%V /\
  norm (Z_star x' - Z_star x)%V <= auxiliary_solution (bounds.hypergradient_lipschitz a) * norm (x' - x)%V /\
  norm (grad_Phi x' - grad_Phi x)%V <= hypergradient (bounds.hypergradient_lipschitz a) * norm (x' - x)%V.
Proof. intro x'; repeat split; [apply Y_star_lipschitz | apply Z_star_lipschitz | apply grad_Phi_lipschitz]. Qed.
End At.
End Lipschitz.
