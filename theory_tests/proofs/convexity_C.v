(* Inequality (C) of docs/theory/convergence.md, section constants: convexity of the square.

   Result: for vectors a, d of any real inner product space and 0 < lambda < 1
     ||a + d||^2 <= ||a||^2 / (1 - lambda) + ||d||^2 / lambda,
   and, for 0 < lambda <= 1 and s2 >= 0 (s^2 of the document),
     ||a + d||^2 <= (1 - lambda) s2 + ||d||^2 / lambda   if   ||a||^2 <= (1 - lambda)^2 s2. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product.
Open Scope R_scope.

Section C.
Context {S : InnerProductSpace}.
Implicit Types a d : S.

(* (C), first form: ||a + d||^2 <= ||a||^2 / (1 - lambda) + ||d||^2 / lambda for 0 < lambda < 1. *)
Theorem convexity_C : forall a d lambda, 0 < lambda < 1 ->
  square (a + d)%V <= square a / (1 - lambda) + square d / lambda.
Proof.
intros a d l Hl; pose proof (square_positive (l * a - (1 - l) * d)%V) as P.
rewrite square_minus, !square_scale, inner_scale_l, inner_scale_r in P.
assert (E : square a / (1 - l) + square d / l - square (a + d)%V =
  (l * l * square a - 2 * (l * ((1 - l) * inner a d)) + (1 - l) * (1 - l) * square d) * / (l * (1 - l))).
{ rewrite square_add; field; lra. }
assert (0 < / (l * (1 - l))) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
enough (0 <= square a / (1 - l) + square d / l - square (a + d)%V) by lra.
rewrite E; apply Rmult_le_pos; lra.
Qed.

(* (C), second form, with squares: s2 is s^2 of the document.  lambda = 1 is allowed; then a = 0. *)
Theorem convexity_C_contraction : forall a d lambda s2, 0 < lambda <= 1 -> 0 <= s2 ->
  square a <= (1 - lambda) * (1 - lambda) * s2 ->
  square (a + d)%V <= (1 - lambda) * s2 + square d / lambda.
Proof.
intros a d l s2 Hl Hs Ha; destruct (Rlt_or_le l 1) as [Lt | Ge].
- pose proof (convexity_C a d l ltac:(lra)) as C.
  enough (square a / (1 - l) <= (1 - l) * s2) by lra.
  apply (Rmult_le_reg_r (1 - l)); [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
- replace l with 1 in * by lra.
  assert (E : a = vzero) by (apply square_definite; lra).
  rewrite E, square_add, inner_zero_l, square_zero; lra.
Qed.

End C.
