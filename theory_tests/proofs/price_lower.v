(* price-lower: a method that moves inside fresh subspaces needs about rho iterations for each factor e.

   Result: let Q_0 be, given the past, a random projection with E<Q_0 v, v> = ||v||^2 / rho for every fixed v (for r of m
   dimensions rho = m / r), and e^{k+1} = e^k - v^k with any v^k in the range of Q_0, however chosen.  Then
     E||e^k||^2 >= (1 - 1/rho)^k ||e^0||^2      (full_tangent_bounds.least_remainder),
   with equality for v^k = Q_0 e^k.  If E||e^k||^2 <= delta ||e^0||^2 then k >= (rho - 1) t for every t with delta <= exp (- t),
   rho > 1: t = ln (1 / delta) in the document.

   Source: docs/theory/price.md, price-lower.  E[Q_0] = (r/m) I is asked in this weaker form.  The space may have any
   dimension, so Q_0 is a self-adjoint linear map with Q_0 Q_0 = Q_0; e^0 is fixed (take the mean over it if it is random);
   the law of each outcome is finite. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants exponential.
Open Scope R_scope.

Section Lower.
Variables (S : InnerProductSpace) (Omega : Type) (rho_ : R).
Hypothesis rho_ge : 1 <= rho_.
(* the law of the next outcome given the past; the projection and the move, functions of the past and the outcome *)
Variable law : list Omega -> Expectation Omega.
Variable Q0 : list Omega -> Omega -> S -> S.
Variable move : list Omega -> Omega -> S.
Variable e0 : S.
Hypothesis Q0_linear : forall past o, linear (Q0 past o).
Hypothesis Q0_self_adjoint : forall past o u v, inner (Q0 past o u) v = inner u (Q0 past o v).
Hypothesis Q0_projects : forall past o v, Q0 past o (Q0 past o v) = Q0 past o v.
Hypothesis Q0_mean : forall past v, law past (fun o => inner (Q0 past o v) v) = square v / rho_.
Hypothesis move_in_range : forall past o, Q0 past o (move past o) = move past o.

Fixpoint error (past : list Omega) : S :=
  match past with nil => e0 | o :: past' => (error past' - move past' o)%V end.
(* E||e^k||^2 *)
Definition mean_square (k : nat) : R := run law k (fun past => square (error past)).

(* ||e - v||^2 = ||(I - Q_0) e||^2 + ||Q_0 e - v||^2 for v in the range of Q_0, and ||(I - Q_0) e||^2 = ||e||^2 - <Q_0 e, e>. *)
Lemma split_square : forall past o, square (error past - move past o)%V
  = square (error past) - inner (Q0 past o (error past)) (error past) + square (Q0 past o (error past) - move past o)%V.
Proof.
intros past o; set (e := error past); set (v := move past o).
assert (E1 : inner (Q0 past o e) (Q0 past o e) = inner (Q0 past o e) e)
  by (rewrite <- Q0_self_adjoint, Q0_projects; reflexivity).
assert (E2 : inner (Q0 past o e) v = inner e v) by (rewrite Q0_self_adjoint; unfold v; rewrite move_in_range; reflexivity).
rewrite !square_minus; unfold square at 4; rewrite E1, E2; ring.
Qed.

Lemma one_move : forall past,
  (1 - 1 / rho_) * square (error past) <= law past (fun o => square (error past - move past o)%V).
Proof.
intro past; rewrite (mean_ext (law past) _ _ (split_square past)).
rewrite mean_add, mean_minus, mean_const, Q0_mean.
assert (0 <= law past (fun o => square (Q0 past o (error past) - move past o)%V))
  by (apply mean_nonneg; intro; apply square_positive).
unfold Rdiv; lra.
Qed.

(* price-lower: E||e^k||^2 >= (1 - 1/rho)^k ||e^0||^2, whatever the moves inside the range of Q_0. *)
Theorem price_lower : forall k, full_tangent_bounds.least_remainder rho_ k * square e0 <= mean_square k.
Proof.
assert (Hr : 0 <= 1 - 1 / rho_) by (assert (/ rho_ <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra); lra).
unfold full_tangent_bounds.least_remainder; induction k as [| k IH]; [unfold mean_square; simpl; lra |].
unfold mean_square in *; cbn [run mean error pow].
apply Rle_trans with (run law k (fun past => (1 - 1 / rho_) * square (error past))).
- rewrite mean_scale, Rmult_assoc; apply Rmult_le_compat_l; assumption.
- apply mean_mono, one_move.
Qed.

(* Equality for the moves v^k = Q_0 e^k. *)
Theorem price_lower_attained : (forall past o, move past o = Q0 past o (error past)) ->
  forall k, mean_square k = full_tangent_bounds.least_remainder rho_ k * square e0.
Proof.
intro best; unfold full_tangent_bounds.least_remainder, mean_square.
induction k as [| k IH]; cbn [run mean error pow]; [simpl; ring |].
rewrite (mean_ext (run law k) _ (fun past => (1 - 1 / rho_) * square (error past))), mean_scale, IH; [ring |].
intro past; rewrite (mean_ext (law past) _ (fun o => square (error past) - inner (Q0 past o (error past)) (error past))).
- rewrite mean_minus, mean_const, Q0_mean; unfold Rdiv; ring.
- intro o; rewrite split_square, best.
  replace (Q0 past o (error past) - Q0 past o (error past))%V with (@vzero S) by vector_ring; rewrite square_zero; ring.
Qed.

(* Iterations to a fraction delta: exp (- k / (rho - 1)) <= delta, that is, k >= (rho - 1) ln (1 / delta). *)
Theorem price_lower_iterations : forall k delta, 1 < rho_ -> 0 < square e0 ->
  mean_square k <= delta * square e0 ->
  exp (- (INR k / (rho_ - 1))) <= delta /\ (forall t, delta <= exp (- t) -> (rho_ - 1) * t <= INR k).
Proof.
intros k delta Hr He Le; pose proof (price_lower k) as Lo; pose proof (power_ge_exp rho_ k Hr) as Ex.
unfold full_tangent_bounds.least_remainder in Lo.
assert (D : exp (- (INR k / (rho_ - 1))) <= delta).
{ eapply Rle_trans; [exact Ex |]; apply (Rmult_le_reg_r (square e0)); [exact He | lra]. }
split; [exact D |]; intros t Ht.
pose proof (exp_reflects_le _ _ (Rle_trans _ _ _ D Ht)) as X.
replace (INR k) with ((rho_ - 1) * (INR k / (rho_ - 1))) by (field; lra).
apply Rmult_le_compat_l; lra.
Qed.
End Lower.
