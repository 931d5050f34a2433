(* What one iteration sees at (x, Y, Z): its mean directions against those at the solution.

   Result, with y = ||Y - Y*(x)||^2, z = ||Z - Z*(x)||^2, under (A1), (A2) and (A3) at x:
     ||Z||^2 <= 2 R^2 + 2 z,   ||grad_Y f||^2 <= 2 L_f0^2 + 2 L_f1^2 y,
     H Z - b = H (Z - Z*(x)) + delta,   ||delta||^2 <= A^2 y,
     ||grad_x f - C Z - grad Phi(x)||^2 <= 2 A^2 y + 2 L^2 z.

   Source: docs/theory/convergence.md, oracle-noise, step 4; auxiliary-contraction, step 1; averaging-error, step 1. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent constants potential_arithmetic problem.
Open Scope R_scope.

Section Residuals.
Variables (p : Problem) (a : Assumptions).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Variables (x : Upper p) (y z : Lower p).
Hypothesis A3 : A3_at p (constants a) x.
Local Notation L := (L_g1 (constants a)).
Local Notation w := (point x y).
Local Notation y_error := (square (y - Y_star x)%V).
Local Notation z_error := (square (z - Z_star x)%V).

Lemma distance_to_star : norm (w - star x)%V = norm (y - Y_star x)%V.
Proof.
unfold norm; f_equal; rewrite square_pair; simpl; fold (vminus x x) (vminus y (Y_star x)).
replace (x - x)%V with (@vzero (Upper p)) by vector_ring; rewrite square_zero; ring.
Qed.

Lemma auxiliary_square : square z <= 2 * (radius a * radius a) + 2 * z_error.
Proof.
pose proof (square_add_le (Z_star x) (z - Z_star x)%V) as S.
replace (Z_star x + (z - Z_star x))%V with z in S by vector_ring.
pose proof (square_le_norm _ _ (auxiliary_solution_bounded p a V Reg x A3)); lra.
Qed.

Lemma f_y_square : square (f_y w) <= 2 * (L_f0 (constants a) * L_f0 (constants a))
  + 2 * (L_f1 (constants a) * L_f1 (constants a) * y_error).
Proof.
pose proof (square_add_le (f_y (star x)) (f_y w - f_y (star x))%V) as S.
replace (f_y (star x) + (f_y w - f_y (star x)))%V with (f_y w) in S by vector_ring.
pose proof (square_le_norm _ _ A3).
pose proof (square_le_norm _ _ (f_y_lipschitz p a Reg (star x) w)) as F; rewrite distance_to_star in F.
rewrite <- (norm_norm (y - Y_star x)%V); lra.
Qed.

(* delta = H Z* - b at (x, Y) *)
Definition delta : Lower p := (H w (Z_star x) - f_y w)%V.

Lemma residual : (H w z - f_y w)%V = (H w (z - Z_star x) + delta)%V.
Proof. unfold delta; rewrite (linear_minus _ (H_linear _ _ Reg w)); vector_ring. Qed.

(* ||u|| <= A ||Y - Y*|| if ||u|| is at most L_f1 and L_g2 ||Z*|| times the distance. *)
Lemma coupled_distance : L_f1 (constants a) * norm (w - star x)%V
    + L_g2 (constants a) * norm (w - star x)%V * norm (Z_star x) <= coupling a * norm (y - Y_star x)%V.
Proof.
rewrite distance_to_star; pose proof (auxiliary_solution_bounded p a V Reg x A3) as HR.
pose proof (norm_positive (y - Y_star x)%V); destruct V; unfold coupling.
assert (L_g2 (constants a) * norm (y - Y_star x)%V * norm (Z_star x)
  <= L_g2 (constants a) * norm (y - Y_star x)%V * radius a) by (apply Rmult_le_compat_l; [apply Rmult_le_pos |]; lra).
lra.
Qed.

Lemma delta_square : square delta <= coupling a * coupling a * y_error.
Proof.
assert (E : delta = ((H w (Z_star x) - H (star x) (Z_star x)) - (f_y w - f_y (star x)))%V)
  by (unfold delta; rewrite (Z_star_solves _ _ Reg); vector_ring).
assert (N : norm delta <= coupling a * norm (y - Y_star x)%V).
{ rewrite E; eapply Rle_trans; [apply triangle_minus |].
  pose proof (H_lipschitz _ _ Reg (star x) w (Z_star x)); pose proof (f_y_lipschitz p a Reg (star x) w).
  pose proof coupled_distance; lra. }
pose proof (square_le_norm _ _ N); rewrite <- (norm_norm (y - Y_star x)%V); lra.
Qed.

Lemma residual_square : square (H w z - f_y w)%V <= 2 * (L * L * z_error) + 2 * (coupling a * coupling a * y_error).
Proof.
rewrite residual; eapply Rle_trans; [apply square_add_le |].
pose proof (hessian_upper_square p a V Reg w (z - Z_star x)%V); pose proof delta_square; lra.
Qed.

Lemma estimate_bias : square ((f_x w - C w z) - grad_Phi x)%V
  <= 2 * (coupling a * coupling a * y_error) + 2 * (L * L * z_error).
Proof.
set (u := ((f_x w - f_x (star x)) - (C w (Z_star x) - C (star x) (Z_star x)))%V).
assert (E : ((f_x w - C w z) - grad_Phi x)%V = (u - C w (z - Z_star x))%V)
  by (unfold u, grad_Phi; rewrite (linear_minus _ (C_linear _ _ Reg w)); vector_ring).
assert (N : norm u <= coupling a * norm (y - Y_star x)%V).
{ unfold u; eapply Rle_trans; [apply triangle_minus |].
  pose proof (C_lipschitz _ _ Reg (star x) w (Z_star x)); pose proof (f_x_lipschitz p a Reg (star x) w).
  pose proof coupled_distance; lra. }
rewrite E; eapply Rle_trans; [apply square_minus_le |].
pose proof (cross_upper_square p a V Reg w (z - Z_star x)%V); pose proof (square_le_norm _ _ N).
rewrite <- (norm_norm (y - Y_star x)%V); lra.
Qed.
End Residuals.
