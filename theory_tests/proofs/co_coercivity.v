(* Co-coercivity of the lower level's gradient and of its Hessian.

   Result: with 0 < mu <= L,   <v, e> >= mu L / (mu + L) ||e||^2 + ||v||^2 / (mu + L)   in two cases:
   1. v = H e, H linear and self-adjoint with mu ||e||^2 <= <H e, e> <= L ||e||^2 (co_coercivity_linear);
   2. v = G u - G u', e = u - u', G the gradient of a mu-strongly convex function with L-Lipschitz gradient
      (co_coercivity).
   Any real inner product space; no spectral theorem and no integral of the Hessian.

   Source: docs/theory/convergence.md, projected-descent, step 1.  The document writes the difference of gradients as
   Hbar e with the mean Hbar of the Hessian along the segment; case 2 gives the same inequality without Hbar. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent.
Open Scope R_scope.

Section CoCoercivity.
Context {S : InnerProductSpace}.
Variables (mu L : R) (mu_pos : 0 < mu) (mu_L : mu <= L).

(* The inequality, from the one in which mu is subtracted: w = v - mu e has ||w||^2 <= (L - mu) <w, e>. *)
Lemma co_coercive_from_shift : forall v e : S,
  square (v - mu * e)%V <= (L - mu) * inner (v - mu * e)%V e ->
  mu * L / (mu + L) * square e + square v / (mu + L) <= inner v e.
Proof.
intros v e Le; apply (Rmult_le_reg_r (mu + L)); [lra |].
replace ((mu * L / (mu + L) * square e + square v / (mu + L)) * (mu + L)) with (mu * L * square e + square v)
  by (field; lra).
revert Le; expand; nra.
Qed.

Section Linear.
Variables (H : S -> S) (HL : linear H).
Hypothesis self_adjoint : forall u v, inner (H u) v = inner u (H v).
Hypothesis lower_bound : forall v, mu * square v <= inner (H v) v.
Hypothesis upper_bound : forall v, inner (H v) v <= L * square v.

(* Case 1: <H e, e> >= mu L / (mu + L) ||e||^2 + ||H e||^2 / (mu + L) for every e. *)
Theorem co_coercivity_linear : forall e,
  mu * L / (mu + L) * square e + square (H e) / (mu + L) <= inner (H e) e.
Proof.
intro e; apply co_coercive_from_shift; set (w := (H e - mu * e)%V); set (M := L - mu).
(* A = H - mu is self-adjoint, 0 <= A <= M; A applied to M e - A e gives M <A e, e> >= ||A e||^2 *)
assert (P : forall v, 0 <= inner (H v - mu * v)%V v).
{ intro v; specialize (lower_bound v); unfold square in *; rewrite inner_minus_l, inner_scale_l; lra. }
assert (Q : inner (H w - mu * w)%V w <= M * square w).
{ specialize (upper_bound w); unfold M, square in *; rewrite inner_minus_l, inner_scale_l; lra. }
assert (X : inner (H w - mu * w)%V e = square w).
{ unfold square; rewrite inner_minus_l, self_adjoint; unfold w at 4.
  rewrite inner_minus_r, !inner_scale_l, inner_scale_r; reflexivity. }
assert (A : forall t, 0 <= inner w e - 2 * t * square w + t * t * (M * square w)).
{ intro t; pose proof (P (e - t * w)%V) as Pt.
  rewrite (linear_minus _ HL), (linear_scale _ HL) in Pt.
  replace (H e - t * H w - mu * (e - t * w))%V with (w - t * (H w - mu * w))%V in Pt
    by (unfold w at 1; vector_ring).
  rewrite inner_minus_l, !inner_minus_r, inner_scale_l, !inner_scale_r, inner_scale_l, X in Pt.
  change (inner w w) with (square w) in Pt; nra. }
pose proof (square_positive w) as W; assert (0 <= M) by (unfold M; lra).
destruct (Req_dec M 0) as [M0 | M0].
- rewrite M0 in *; apply Rnot_lt_le; intro Lt.
  specialize (A ((inner w e + 1) / (2 * square w))).
  replace (2 * ((inner w e + 1) / (2 * square w)) * square w) with (inner w e + 1) in A by (field; lra); lra.
- specialize (A (/ M)).
  replace (inner w e - 2 * / M * square w + / M * / M * (M * square w)) with (inner w e - square w / M) in A
    by (field; exact M0).
  apply (Rmult_le_reg_r (/ M)); [apply Rinv_0_lt_compat; lra |].
  replace (M * inner w e * / M) with (inner w e) by (field; exact M0); unfold Rdiv in A; lra.
Qed.

(* ||(I - gamma H) e||^2 <= (1 - gamma mu)^2 ||e||^2 for 0 <= gamma <= 1 / L. *)
Lemma contraction_linear : forall e gamma, 0 <= gamma -> gamma * L <= 1 ->
  square (e - gamma * H e)%V <= (1 - gamma * mu) * (1 - gamma * mu) * square e.
Proof.
intros e gamma Hg HgL; pose proof (co_coercivity_linear e) as C.
apply (Rmult_le_compat_r (mu + L)) in C; [| lra].
replace ((mu * L / (mu + L) * square e + square (H e) / (mu + L)) * (mu + L)) with (mu * L * square e + square (H e))
  in C by (field; lra).
rewrite square_minus, square_scale, inner_scale_r, (inner_sym _ e).
specialize (lower_bound e); pose proof (square_positive e).
assert (0 <= gamma * (2 - gamma * (mu + L)) * (inner (H e) e - mu * square e))
  by (repeat apply Rmult_le_pos; nra).
assert (gamma * gamma * (mu * L * square e + square (H e)) <= gamma * gamma * (inner (H e) e * (mu + L)))
  by (apply Rmult_le_compat_l; nra).
nra.
Qed.
End Linear.

Section Gradient.
Variables (phi : S -> R) (G : S -> S).
Hypothesis gradient : has_gradient phi G.
Hypothesis gradient_lipschitz : lipschitz L G.
(* mu-strong convexity of a differentiable function *)
Hypothesis strongly_convex : forall u v, phi u + inner (G u) (v - u)%V + mu / 2 * square (v - u)%V <= phi v.

Lemma upper_model : forall u v, phi v <= phi u + inner (G u) (v - u)%V + L / 2 * square (v - u)%V.
Proof.
intros u v; pose proof (descent phi G L u (v - u)%V gradient (lipschitz_at L G u gradient_lipschitz)) as D.
replace (u + (v - u))%V with v in D by vector_ring; apply Rabs_le_inv in D; lra.
Qed.

(* phi(u) >= phi(v) + <G v, e> + mu/2 ||e||^2 + ||w||^2 / (2 M), e = u - v, w = G u - G v - mu e, M >= L - mu. *)
Lemma better_lower_model : forall u v M, 0 < M -> L - mu <= M ->
  phi v + inner (G v) (u - v)%V + mu / 2 * square (u - v)%V
    + square ((G u - G v) - mu * (u - v))%V / (2 * M) <= phi u.
Proof.
intros u v M HM HLM; set (w := ((G u - G v) - mu * (u - v))%V); set (s := / M).
assert (Hs : 0 < s) by (apply Rinv_0_lt_compat, HM); assert (HsM : s * M = 1) by (apply Rinv_l; lra).
pose proof (strongly_convex v (u - s * w)%V) as P; pose proof (upper_model u (u - s * w)%V) as Q.
replace (u - s * w - u)%V with (- s * w)%V in Q by vector_ring.
replace (u - s * w - v)%V with ((u - v) - s * w)%V in P by vector_ring.
rewrite square_minus, inner_minus_r, !inner_scale_r, square_scale in P.
rewrite inner_scale_r, square_scale in Q.
assert (E : square w = inner (G u) w - inner (G v) w - mu * inner (u - v)%V w)
  by (unfold square, w at 1; rewrite !inner_minus_l, inner_scale_l, inner_minus_l; ring).
replace (square w / (2 * M)) with (s * square w / 2) by (unfold s; field; lra).
pose proof (square_positive w).
assert (s * s * ((L - mu) * square w) <= s * square w).
{ replace (s * square w) with (s * s * (M * square w)) by (rewrite <- (Rmult_1_l (square w)) at 2; rewrite <- HsM; ring).
  apply Rmult_le_compat_l; [nra |]; apply Rmult_le_compat_r; lra. }
assert (s * square w = s * (inner (G u) w - inner (G v) w - mu * inner (u - v)%V w)) by (rewrite E; reflexivity).
lra.
Qed.

(* Case 2: the same for v = G u - G v and e = u - v, the gradients at two points and the points. *)
Theorem co_coercivity : forall u v,
  mu * L / (mu + L) * square (u - v)%V + square (G u - G v)%V / (mu + L) <= inner (G u - G v)%V (u - v)%V.
Proof.
intros u v; apply co_coercive_from_shift; set (w := ((G u - G v) - mu * (u - v))%V).
assert (B : forall M, 0 < M -> L - mu <= M -> square w <= M * inner w (u - v)%V).
{ intros M HM HLM; pose proof (better_lower_model u v M HM HLM) as P; pose proof (better_lower_model v u M HM HLM) as Q.
  fold w in P; replace (((G v - G u) - mu * (v - u)))%V with (-1 * w)%V in Q by (unfold w; vector_ring).
  replace (v - u)%V with (-1 * (u - v))%V in Q by vector_ring.
  rewrite inner_scale_r, !square_scale in Q.
  assert (E : inner w (u - v)%V = inner (G u) (u - v)%V - inner (G v) (u - v)%V - mu * square (u - v)%V)
    by (unfold w, square; rewrite !inner_minus_l, inner_scale_l, !inner_minus_l, !inner_minus_r; ring).
  replace (square w) with (M * (square w / (2 * M) + -1 * -1 * square w / (2 * M))) by (field; lra).
  apply Rmult_le_compat_l; lra. }
destruct (Req_dec (L - mu) 0) as [E | N]; [| apply B; lra].
assert (U : inner w (u - v)%V <= 0).
{ pose proof (upper_model u v) as P; pose proof (upper_model v u) as Q.
  replace (v - u)%V with (-1 * (u - v))%V in P by vector_ring.
  rewrite inner_scale_r, square_scale in P.
  unfold w; rewrite inner_minus_l, inner_minus_l, inner_scale_l; change (inner (u - v)%V (u - v)%V) with (square (u - v)%V).
  nra. }
specialize (B 1 Rlt_0_1 ltac:(lra)); rewrite E; lra.
Qed.

(* ||G u - G v|| >= mu ||u - v||. *)
Lemma strong_monotonicity : forall u v, mu * norm (u - v)%V <= norm (G u - G v)%V.
Proof.
intros u v; pose proof (strongly_convex u v) as P; pose proof (strongly_convex v u) as Q.
replace (v - u)%V with (-1 * (u - v))%V in P by vector_ring; rewrite inner_scale_r, square_scale in P.
assert (I : mu * square (u - v)%V <= inner (G u - G v)%V (u - v)%V) by (rewrite inner_minus_l; lra).
pose proof (cauchy_schwarz (G u - G v)%V (u - v)%V); rewrite <- norm_norm in I.
pose proof (norm_positive (u - v)%V); pose proof (norm_positive (G u - G v)%V).
destruct (Req_dec (norm (u - v)%V) 0) as [Z | Z]; [rewrite Z; lra |].
apply (Rmult_le_reg_r (norm (u - v)%V)); lra.
Qed.
End Gradient.
End CoCoercivity.
