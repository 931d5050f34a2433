(* full-tangent: the action one_sided with both products along Z itself.

   Result, under (A5), (A6) and linear H, C, given the past:
   1. full_tangent_unbiased: E_k D = grad_x f - C Z, and the means of Y^{k+1}, Z^{k+1} are those of MA-SOBA;
   2. full_tangent_variance: D - E_k D = n_x - N_C Z, which does not depend on P; its mean square is at most
      2 sigma_x^2 + 2 sigma_C^2 ||Z||^2;
   3. full_tangent_vanishing: without noise D depends on the state alone; if grad_Y g = 0, H Z = grad_Y f, C Z = grad_x f
      and h = 0, the iteration leaves the state as it is, for every P and sample.

   Source: docs/theory/full_tangent.md, full-tangent.  The law of P and the sample space
   are finite. *)
From Coq Require Import Reals Lra.
From BROS Require Import inner_product expectation constants problem oracle oracle_noise.
Open Scope R_scope.

Section FullTangentClaim.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Hypothesis tangent : full_tangent a = true.
Hypothesis Reg : regular p (constants a).
Hypothesis OA : oracle_assumptions p O a.
Variables (steps : Steps) (s : State p).
Local Notation x := (upper_iterate _ s).
Local Notation y := (lower_iterate _ s).
Local Notation z := (auxiliary_iterate _ s).
Local Notation w := (point x y).
Local Notation E_k := (expectation p O).

(* 1. The means of D, Y^{k+1} and Z^{k+1}, which contain no P. *)
Theorem full_tangent_unbiased :
  has_mean E_k (estimate _ O true s) (f_x w - C w z)%V /\
  has_mean E_k (fun o => lower_iterate _ (next _ O true steps s o)) (y - beta steps * g_y w)%V /\
  has_mean E_k (fun o => auxiliary_iterate _ (next _ O true steps s o)) (z - gamma steps * (H w z - f_y w))%V.
Proof.
repeat split; unfold next; cbn [lower_iterate auxiliary_iterate].
- pose proof (estimate_mean p a sample choice O Reg OA s) as M; rewrite tangent in M; exact M.
- apply has_mean_minus; [apply has_mean_const | apply has_mean_scale, (lower_step_mean p a sample choice O OA s)].
- pose proof (auxiliary_step_mean p a sample choice O Reg OA s) as M; rewrite tangent in M.
  apply has_mean_minus; [apply has_mean_const | apply has_mean_scale, M].
Qed.

(* 2. D minus its mean is n_x - N_C Z, whatever (P, s) is; and the bound of its mean square. *)
Theorem full_tangent_variance :
  (forall o, (estimate _ O true s o - (f_x w - C w z))%V = (n_x _ _ _ O (fst o) - N_C _ _ _ O (fst o) z)%V) /\
  E_k (fun o => square (estimate _ O true s o - (f_x w - C w z))%V)
  <= 2 * upper_gradient_upper (variance a) + 2 * cross (variance a) * square z.
Proof.
assert (E : forall o, (estimate _ O true s o - (f_x w - C w z))%V = (n_x _ _ _ O (fst o) - N_C _ _ _ O (fst o) z)%V)
  by (intro o; unfold estimate; vector_ring).
split; [exact E |]; rewrite (mean_ext E_k _ _ (fun o => f_equal square (E o))).
pose proof (holds_A5 _ _ _ OA) as P5.
eapply Rle_trans; [apply mean_square_minus_le |]; rewrite (Rmult_assoc 2 (cross _)).
apply Rplus_le_compat; apply Rmult_le_compat_l; try lra; unfold expectation, independent; cbn [mean fst snd];
  apply mean_le_const; intro c; [apply (n_x_square _ _ _ P5) | apply (N_C_square _ _ _ P5)].
Qed.
End FullTangentClaim.

(* 3. Without noise D is a function of the state, and the solution is a fixed point of every outcome. *)
Theorem full_tangent_vanishing : forall (p : Problem) (sample choice : Type) (O : Oracle p sample choice) steps (s : State p),
  (forall xi, n_g _ _ _ O xi = vzero) -> (forall xi, n_b _ _ _ O xi = vzero) -> (forall xi, n_x _ _ _ O xi = vzero) ->
  (forall xi v, N_H _ _ _ O xi v = vzero) -> (forall xi v, N_C _ _ _ O xi v = vzero) ->
  (forall c, linear (Q _ _ _ O c)) ->
  let w := point (upper_iterate _ s) (lower_iterate _ s) in
  (forall o, estimate _ O true s o = (f_x w - C w (auxiliary_iterate _ s))%V) /\
  (g_y w = vzero -> H w (auxiliary_iterate _ s) = f_y w -> C w (auxiliary_iterate _ s) = f_x w ->
   average_iterate _ s = vzero -> forall o, next _ O true steps s o = s).
Proof.
intros p sample choice O steps s Ng Nb Nx NH NC LQ w.
assert (D : forall o, estimate _ O true s o = (f_x w - C w (auxiliary_iterate _ s))%V)
  by (intro o; unfold estimate; rewrite Nx, NC; fold w; vector_ring).
split; [exact D |]; intros Eg EH EC Eh o.
assert (Z : forall u : Lower p, u = vzero -> Q _ _ _ O (snd o) u = vzero)
  by (intros u ->; apply linear_zero, LQ).
unfold next; rewrite D, EC, Eh; unfold lower_step, auxiliary_step; fold w; rewrite Ng, Nb, NH, Eg, EH.
rewrite (Z (vzero + vzero)%V) by vector_ring.
destruct s as [x y z h]; cbn [upper_iterate lower_iterate auxiliary_iterate average_iterate] in *; subst h.
f_equal; vector_ring.
Qed.
