(* Gradients, Lipschitz maps and the descent lemma.

   Result: let F be a real function on a real inner product space with directional derivatives <G p, d>.  If G is
   L-Lipschitz, then |F(p + d) - F(p) - <G p, d>| <= L/2 ||d||^2.  The Lipschitz condition is needed from p to the points
   of the segment only.  Also: two rules for derivatives at 0 of real functions.

   Source: used in docs/theory/convergence.md, potential-decrease, step 1, and in the proofs of co-coercivity and of
   hypergradient-formula.  The derivative is weaker than the document's (Gateaux, not C^1): the theorems say more. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product.
Open Scope R_scope.

(* Derivative of a real function phi at t; G is the gradient of F; F is L-Lipschitz, and L-Lipschitz from p. *)
Definition derivative (phi : R -> R) (t l : R) : Prop := derivable_pt_lim phi t l.
Definition has_gradient {S : InnerProductSpace} (F : S -> R) (G : S -> S) : Prop :=
  forall p d, derivative (fun t => F (p + t * d)%V) 0 (inner (G p) d).
Definition lipschitz {S S' : InnerProductSpace} (L : R) (F : S -> S') : Prop :=
  forall p p', norm (F p - F p')%V <= L * norm (p - p')%V.
Definition lipschitz_from {S S' : InnerProductSpace} (L : R) (F : S -> S') (p : S) : Prop :=
  forall p', norm (F p' - F p)%V <= L * norm (p' - p)%V.

(* If phi(t) - phi(0) >= c t for t > 0, then phi'(0) >= c. *)
Lemma derivative_ge : forall phi l c, derivative phi 0 l ->
  (forall t, 0 < t -> c * t <= phi t - phi 0) -> c <= l.
Proof.
intros phi l c D Ge; apply Rnot_lt_le; intro Lt.
destruct (D (c - l) ltac:(lra)) as [delta Hd].
pose proof (cond_pos delta) as Dp.
specialize (Hd (delta / 2) ltac:(lra)).
rewrite Rabs_right in Hd by lra; specialize (Hd ltac:(lra)).
specialize (Ge (delta / 2) ltac:(lra)); rewrite Rplus_0_l in Hd.
apply Rabs_def2 in Hd; destruct Hd as [Hd _].
assert (c <= (phi (delta / 2) - phi 0) / (delta / 2)); [| lra].
apply (Rmult_le_reg_r (delta / 2)); [lra |].
unfold Rdiv at 2; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.
Lemma derivative_le : forall phi l c, derivative phi 0 l ->
  (forall t, 0 < t -> phi t - phi 0 <= c * t) -> l <= c.
Proof.
intros phi l c D Le.
enough (- c <= - l) by lra.
apply (derivative_ge (fun t => - phi t)); [apply derivable_pt_lim_opp, D |].
intros t Ht; specialize (Le t Ht); lra.
Qed.

(* If |phi(t) - phi(0) - l t| <= c t^2, then phi'(0) = l. *)
Lemma derivative_of_quadratic : forall phi l c, 0 <= c ->
  (forall t, Rabs (phi t - phi 0 - l * t) <= c * (t * t)) -> derivative phi 0 l.
Proof.
intros phi l c Hc Le eps He.
assert (Hd : 0 < eps / (c + 1)) by (apply Rdiv_lt_0_compat; lra).
exists (mkposreal _ Hd); simpl; intros h Hh Lt; rewrite Rplus_0_l.
assert (0 < Rabs h) by (apply Rabs_pos_lt; exact Hh).
replace ((phi h - phi 0) / h - l) with ((phi h - phi 0 - l * h) / h) by (field; exact Hh).
unfold Rdiv; rewrite Rabs_mult, Rabs_inv.
apply (Rmult_lt_reg_r (Rabs h)); [lra |]; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
eapply Rle_lt_trans; [apply Le |].
replace (h * h) with (Rabs h * Rabs h) by (rewrite <- Rabs_mult; apply Rabs_right; nra).
assert (Rabs h * (c + 1) < eps).
{ apply (Rmult_lt_compat_r (c + 1)) in Lt; [| lra]; unfold Rdiv in Lt; rewrite Rmult_assoc, Rinv_l in Lt by lra; lra. }
nra.
Qed.

Lemma Rabs_le_inv : forall a b, Rabs a <= b -> - b <= a <= b.
Proof. intros a b; unfold Rabs; destruct (Rcase_abs a); lra. Qed.

(* A function with derivative <= 0 on [0, 1] does not grow.  Proved from the least upper bound c of the points with
   psi(x) <= psi(0) + eps x, so that the mean value theorem of Coq's library and its further axiom are not needed. *)
Section NoGrowth.
Variables psi dpsi : R -> R.
Hypothesis D : forall t, 0 <= t <= 1 -> derivative psi t (dpsi t).
Hypothesis down : forall t, 0 <= t <= 1 -> dpsi t <= 0.

Lemma local_growth : forall c eps, 0 <= c <= 1 -> 0 < eps -> exists delta, 0 < delta /\
  (forall h, 0 <= h < delta -> psi (c + h) <= psi c + eps * h /\ psi c <= psi (c - h) + eps * h).
Proof.
intros c eps Hc He; destruct (D c Hc eps He) as [delta Hd]; specialize (down c Hc).
exists delta; split; [apply cond_pos |]; intros h Hh.
destruct (Req_dec h 0) as [-> | N]; [rewrite Rplus_0_r, Rminus_0_r; lra |]; split.
- specialize (Hd h N); rewrite Rabs_right in Hd by lra; specialize (Hd ltac:(lra)); apply Rabs_def2 in Hd.
  assert (Q : (psi (c + h) - psi c) / h <= eps) by lra; apply (Rmult_le_compat_r h) in Q; [| lra].
  replace ((psi (c + h) - psi c) / h * h) with (psi (c + h) - psi c) in Q by (field; exact N); lra.
- specialize (Hd (- h) ltac:(lra)); rewrite Rabs_left in Hd by lra; specialize (Hd ltac:(lra)); apply Rabs_def2 in Hd.
  assert (Q : (psi (c + - h) - psi c) / - h <= eps) by lra; apply (Rmult_le_compat_r h) in Q; [| lra].
  replace ((psi (c + - h) - psi c) / - h * h) with (psi c - psi (c + - h)) in Q by (field; exact N).
  unfold Rminus at 1; lra.
Qed.

Lemma no_growth_up_to : forall eps, 0 < eps -> psi 1 <= psi 0 + eps.
Proof.
intros eps He; set (E := fun x => 0 <= x <= 1 /\ psi x <= psi 0 + eps * x).
assert (E0 : E 0) by (split; lra).
destruct (completeness E) as [c [Up Least]];
  [exists 1; intros x [[_ Hx] _]; exact Hx | exists 0; exact E0 |].
assert (Hc : 0 <= c <= 1) by (split; [apply Up, E0 | apply Least; intros x [[_ Hx] _]; exact Hx]).
destruct (local_growth c eps Hc He) as [delta [Hdelta G]].
assert (Ec : psi c <= psi 0 + eps * c).
{ apply Rnot_lt_le; intro Lt; assert (B : c <= c - delta / 2); [apply Least; intros x Ex | lra].
  apply Rnot_lt_le; intro Hx; assert (x <= c) by (apply Up, Ex); destruct Ex as [_ Ex].
  destruct (G (c - x) ltac:(lra)) as [_ G2]; replace (c - (c - x)) with x in G2 by ring; lra. }
destruct (Rlt_or_le c 1) as [Lt | Ge]; [| replace 1 with c at 1 by lra; replace eps with (eps * c) at 1; [exact Ec | replace c with 1 by lra; ring]].
set (h := Rmin (delta / 2) (1 - c)).
assert (Hh : 0 < h /\ h <= delta / 2 /\ h <= 1 - c)
  by (unfold h; repeat split; [apply Rmin_glb_lt; lra | apply Rmin_l | apply Rmin_r]).
destruct (G h ltac:(lra)) as [G1 _]; assert (E (c + h)) as Eh by (split; lra).
apply Up in Eh; lra.
Qed.

Lemma no_growth : psi 1 <= psi 0.
Proof.
apply Rnot_lt_le; intro Lt; pose proof (no_growth_up_to ((psi 1 - psi 0) / 2) ltac:(lra)); lra.
Qed.
End NoGrowth.

(* Integration of a derivative bound: phi' <= a + b t on [0, 1] gives phi(1) - phi(0) <= a + b / 2. *)
Lemma derivative_integral : forall phi dphi a b,
  (forall t, 0 <= t <= 1 -> derivative phi t (dphi t)) -> (forall t, 0 <= t <= 1 -> dphi t <= a + b * t) ->
  phi 1 - phi 0 <= a + b / 2.
Proof.
intros phi dphi a b D Le.
set (psi := fun t => phi t - (a * t + b / 2 * (t * t))).
assert (Dpsi : forall t, 0 <= t <= 1 -> derivative psi t (dphi t - (a + b * t))).
{ intros t Ht; apply derivable_pt_lim_minus; [apply D, Ht |].
  replace (a + b * t) with (a * 1 + b / 2 * (1 * t + t * 1)) by field.
  apply derivable_pt_lim_plus; apply derivable_pt_lim_scal; [apply derivable_pt_lim_id |].
  apply (derivable_pt_lim_mult id id t 1 1); apply derivable_pt_lim_id. }
pose proof (no_growth psi (fun t => dphi t - (a + b * t)) Dpsi) as G; cbv beta in G.
specialize (G ltac:(intros t Ht; specialize (Le t Ht); lra)); unfold psi in G; lra.
Qed.
Lemma derivative_integral_abs : forall phi dphi b,
  (forall t, 0 <= t <= 1 -> derivative phi t (dphi t)) ->
  (forall t, 0 <= t <= 1 -> Rabs (dphi t - dphi 0) <= b * t) ->
  Rabs (phi 1 - phi 0 - dphi 0) <= b / 2.
Proof.
intros phi dphi b D Le; apply Rabs_le; split.
- enough (- phi 1 - - phi 0 <= - dphi 0 + b / 2) by lra.
  apply (derivative_integral (fun t => - phi t) (fun t => - dphi t)).
  + intros t Ht; apply derivable_pt_lim_opp, D, Ht.
  + intros t Ht; specialize (Le t Ht); apply Rabs_le_inv in Le; lra.
- enough (phi 1 - phi 0 <= dphi 0 + b / 2) by lra.
  apply (derivative_integral phi dphi); [exact D |].
  intros t Ht; specialize (Le t Ht); apply Rabs_le_inv in Le; lra.
Qed.

Section Descent.
Context {S : InnerProductSpace}.
Implicit Types p d : S.

Lemma derivative_along : forall (F : S -> R) DF p d,
  (forall p', derivative (fun t => F (p' + t * d)%V) 0 (DF p')) ->
  forall t, derivative (fun t => F (p + t * d)%V) t (DF (p + t * d)%V).
Proof.
intros F DF p d D t eps He; destruct (D (p + t * d)%V eps He) as [delta Hd].
exists delta; intros h Hh Lt; specialize (Hd h Hh Lt).
replace ((p + t * d) + (0 + h) * d)%V with (p + (t + h) * d)%V in Hd by vector_ring.
replace ((p + t * d) + 0 * d)%V with (p + t * d)%V in Hd by vector_ring; exact Hd.
Qed.

(* The descent lemma: |F(p + d) - F(p) - <G p, d>| <= L/2 ||d||^2. *)
Theorem descent : forall (F : S -> R) G L p d, has_gradient F G -> lipschitz_from L G p ->
  Rabs (F (p + d)%V - F p - inner (G p) d) <= L / 2 * square d.
Proof.
intros F G L p d HG HL.
pose proof (derivative_integral_abs (fun t => F (p + t * d)%V) (fun t => inner (G (p + t * d)%V) d)
  (L * square d)) as I; cbv beta in I.
replace (p + 1 * d)%V with (p + d)%V in I by vector_ring.
replace (p + 0 * d)%V with p in I by vector_ring.
replace (L / 2 * square d) with (L * square d / 2) by field; apply I; clear I.
- intros t _; apply (derivative_along F (fun p => inner (G p) d)); intro p'; apply HG.
- intros t Ht; rewrite <- inner_minus_l; eapply Rle_trans; [apply cauchy_schwarz_abs |].
  specialize (HL (p + t * d)%V); replace (p + t * d - p)%V with (t * d)%V in HL by vector_ring.
  rewrite norm_scale, Rabs_right in HL by lra; rewrite <- norm_norm.
  apply (Rmult_le_compat_r (norm d)) in HL; [lra | apply norm_positive].
Qed.

Lemma lipschitz_at : forall {S' : InnerProductSpace} L (F : S -> S') p, lipschitz L F -> lipschitz_from L F p.
Proof. intros S' L F p HL p'; apply HL. Qed.
End Descent.
