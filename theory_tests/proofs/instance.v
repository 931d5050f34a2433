(* An instance of all assumptions: they are not contradictory, and the theorem says something.

   Result: theorem_assumptions holds (assumptions_hold) for
     x in R, Y in R^2, g(x, Y) = ||Y - x u||^2 / 2, f(x, Y) = x^2 / 2 + <d, Y>, u = (1, 1), d = (1, 0),
   with the sample +1 or -1 of probability 1/2 each that moves all five stochastic quantities, and the action `decoupled` on one
   coordinate of two (rho = 2, omega = 3).  So for every K the mean of E||grad Phi(x^k)||^2 is at most C / sqrt K
   (instance_rate), with numbers as constants.

   Source: an example for docs/theory/convergence.md, assumptions. *)
From Coq Require Import Reals Lra Psatz List.
From BROS Require Import inner_product descent expectation constants potential_arithmetic problem hypergradient_lipschitz oracle
  potential_decrease run_bound decaying_steps rate decoupled_action.
Open Scope R_scope.

Definition plane : InnerProductSpace := prod_space real_space real_space.
Definition vec (s t : R) : plane := (s, t).
Definition u : plane := vec 1 1.
Definition d : plane := vec 1 0.
Definition space : InnerProductSpace := prod_space real_space plane.

Definition example : Problem :=
  {| Upper := real_space; Lower := plane;
     f := fun w : space => fst w * fst w / 2 + inner d (snd w);
     f_gradient := fun w : space => ((fst w, d) : space);
     g := fun w : space => square (snd w - fst w * u)%V / 2;
     g_y := fun w : space => (snd w - fst w * u)%V;
     H := fun _ v => v;
     C := fun _ v => - inner u v;
     Y_star := fun x => (x * u)%V;
     Z_star := fun _ => d |}.

Definition numbers : Constants := {| mu_g := 1; L_g1 := 3; L_g2 := 0; L_f0 := 1; L_f1 := 1 |}.
Definition assumptions : Assumptions :=
  {| constants := numbers;
     variance := {| lower_gradient := 1; hessian := 1; cross := 1; upper_gradient_lower := 1; upper_gradient_upper := 1 |};
     rho := 2; omega := 3; full_tangent := false |}.

Lemma norm_real : forall t : R, @norm real_space t = Rabs t.
Proof. intro t; unfold norm, square; cbn [real_space inner]; rewrite <- sqrt_Rsqr_abs; reflexivity. Qed.
Lemma square_d : square d = 1.
Proof. unfold square, d, vec; simpl; ring. Qed.
Lemma norm_d : norm d = 1.
Proof. unfold norm; rewrite square_d; apply sqrt_1. Qed.
Lemma square_u : square u = 2.
Proof. unfold square, u, vec; simpl; ring. Qed.
Lemma norm_u : norm u <= 2.
Proof. apply norm_le_iff; [lra | rewrite square_u; lra]. Qed.

Ltac real_equation := match goal with |- ?l = ?r => change (@eq R l r) end.
Lemma example_regular : regular example numbers.
Proof.
split; cbn [example Upper Lower f f_gradient g g_y H C Y_star Z_star numbers mu_g L_g1 L_g2 L_f0 L_f1].
- intros w e; apply (derivative_of_quadratic _ _ (fst e * fst e / 2)); [nra |]; intro t.
  right; rewrite <- (Rabs_right (fst e * fst e / 2 * (t * t))) by nra; f_equal.
  unfold d, vec; simpl; field.
- intros w w'; rewrite Rmult_1_l; apply norm_le_iff; [apply norm_positive |]; rewrite norm_norm.
  change (square (fst w - fst w')%V + square (d - d)%V <= square (fst w - fst w')%V + square (snd w - snd w')%V).
  replace (d - d)%V with (@vzero plane) by vector_ring; rewrite square_zero.
  pose proof (square_positive (snd w - snd w')%V); lra.
- intros x y v; apply (derivative_of_quadratic _ _ (square v / 2)); [pose proof (square_positive v); lra |]; intro t.
  right; rewrite <- (Rabs_right (square v / 2 * (t * t))) by (pose proof (square_positive v); nra); f_equal.
  change (square (y + t * v - x * u)%V / 2 - square (y + 0 * v - x * u)%V / 2 - inner (y - x * u)%V v * t
    = square v / 2 * (t * t)).
  replace (y + t * v - x * u)%V with ((y - x * u) + t * v)%V by vector_ring.
  replace (y + 0 * v - x * u)%V with (y - x * u)%V by vector_ring.
  rewrite square_add, inner_scale_r, square_scale; field.
- intros w w'; replace (snd w - fst w * u - (snd w' - fst w' * u))%V with ((snd w - snd w') - (fst w - fst w')%R * u)%V
    by vector_ring.
  eapply Rle_trans; [apply triangle_minus |]; rewrite norm_scale.
  assert (F : Rabs (fst w - fst w') <= norm (w - w')%V).
  { pose proof (norm_fst_le (w - w')%V) as F; rewrite norm_real in F.
    replace (fst (w - w')%V) with (fst w - fst w') in F by (simpl; ring); exact F. }
  assert (N : norm (snd w - snd w')%V <= norm (w - w')%V) by exact (norm_snd_le (w - w')%V).
  pose proof norm_u; pose proof (norm_positive u); pose proof (Rabs_pos (fst w - fst w')); nra.
- intros x y y'.
  change (square (y - x * u)%V / 2 + inner (y - x * u)%V (y' - y)%V + 1 / 2 * square (y' - y)%V <= square (y' - x * u)%V / 2).
  replace (y' - x * u)%V with ((y - x * u) + (y' - y))%V by vector_ring.
  rewrite square_add; lra.
- intros w e v; apply (derivative_of_quadratic _ _ 0); [lra |]; intro t; right.
  match goal with |- Rabs ?k = _ => replace k with 0; [rewrite Rabs_R0; ring | symmetry] end.
  change (inner ((snd w + t * snd e) - (fst w + t * fst e)%R * u)%V v - inner ((snd w + 0 * snd e) - (fst w + 0 * fst e)%R * u)%V v
    - (inner (snd e) v + fst e * - inner u v) * t = 0).
  autorewrite with inner; ring.
- intro w; split; reflexivity.
- intro w; split; intros; cbn [real_space vadd vscale]; rewrite ?inner_add_r, ?inner_scale_r; real_equation; ring.
- reflexivity.
- intros w w' v; replace (v - v)%V with (@vzero plane) by vector_ring; rewrite norm_zero; lra.
- intros w w' v; match goal with |- norm ?k <= _ => replace k with (@vzero real_space) end;
    [rewrite norm_zero; lra | unfold vminus; cbn [real_space vadd vscale vzero]; real_equation; ring].
- intro x; change ((x * u - x * u)%V = @vzero plane); vector_ring.
- reflexivity.
Qed.

(* The sample: +1 or -1.  The subspace: one of the two coordinates, scaled by m / r = 2. *)
Program Definition coin : FiniteSpace bool := {| outcomes := true :: false :: nil; probability := fun _ => 1 / 2 |}.
Next Obligation. lra. Qed.
Next Obligation. field. Qed.
Definition sign (b : bool) : R := if b then 1 else -1.
Definition coordinate (b : bool) (v : plane) : plane := if b then vec (2 * fst v) 0 else vec 0 (2 * snd v).

Definition example_oracle : Oracle example bool (bool * bool) :=
  decoupled example bool bool coin (finite coin) coordinate (fun b => (sign b * d)%V) (fun b => (sign b * d)%V) sign
    (fun b v => (sign b * v)%V) (fun b v => sign b * fst v).

Lemma coordinate_linear : forall c, linear (coordinate c).
Proof. intros [|]; split; intros; unfold coordinate, vec; simpl; f_equal; ring. Qed.
Lemma coordinate_mean : forall (S : InnerProductSpace) (F : plane -> S) v, linear F ->
  has_mean (finite coin) (fun c => F (coordinate c v)) (F v).
Proof.
intros S F v LF; apply (finite_mean_linear coin F (fun c => coordinate c v) v LF).
intros [w1 w2]; destruct v as [v1 v2]; simpl; field.
Qed.

Lemma coin_mean : forall (S : InnerProductSpace) (U : bool -> S) m,
  (1 / 2 * U true + (1 / 2 * U false + vzero))%V = m -> has_mean (finite coin) U m.
Proof. intros S U m E; apply finite_mean; exact E. Qed.

Lemma oracle_ok : oracle_assumptions example example_oracle assumptions.
Proof.
assert (Sq : forall v : plane, finite coin (fun c => square (coordinate c v)) <= 2 * square v)
  by (intros [v1 v2]; unfold square; simpl; lra).
assert (R1 : 1 <= rho assumptions) by (simpl; lra).
split.
- split; cbn [example_oracle decoupled sample_law n_g n_b n_x N_H N_C sign].
  + apply coin_mean; cbn [sign]; vector_ring.
  + apply coin_mean; cbn [sign]; vector_ring.
  + apply coin_mean; cbn [sign example Upper]; simpl; real_equation; field.
  + intro v; apply coin_mean; cbn [sign]; vector_ring.
  + intro v; apply coin_mean; cbn [sign example Upper]; simpl; real_equation; field.
  + intro xi; split; intros; vector_ring.
  + intro xi; split; intros; simpl; real_equation; ring.
  + unfold square; simpl; lra.
  + unfold square; simpl; lra.
  + unfold square; simpl; lra.
  + intros [v1 v2]; unfold square; simpl; lra.
  + intros [v1 v2]; unfold square; simpl; nra.
- apply (decoupled_A6 example bool bool assumptions); [exact coordinate_linear | exact coordinate_mean | exact Sq].
- intros _; apply (decoupled_A7 example bool bool assumptions); [exact R1 | exact coordinate_linear | exact coordinate_mean | exact Sq |].
  simpl; ring.
Qed.

(* (A1) to (A7), with Phi_inf = -1/2, hold for the example. *)
Theorem assumptions_hold : theorem_assumptions example assumptions bool (bool * bool) (fun _ => example_oracle) (-1 / 2).
Proof.
split.
- split; simpl; lra.
- exact example_regular.
- intro x; unfold A3_at, f_y, star; cbn [example f_gradient assumptions constants numbers L_f0]; simpl snd.
  change (@norm plane d <= 1); rewrite norm_d; lra.
- intro x; assert (P : forall t : R, -1 / 2 <= t * t / 2 + (1 * (t * 1) + 0 * (t * 1)))
    by (intro t; pose proof (Rle_0_sqr (t + 1)); unfold Rsqr in *; lra).
  exact (P x).
- intro; exact oracle_ok.
Qed.

(* So the theorem applies to it, with the steps (11) and every K >= 1. *)
Theorem instance_rate : forall start K, (1 <= K)%nat ->
  mean_squared_gradient (fun _ => example_oracle) false (scaled_steps (bounds.step_constants assumptions) (/ sqrt (INR K))) start K
  <= bounds.rate_constant assumptions (bounds.step_constants assumptions) (start_of (-1 / 2) start) / sqrt (INR K).
Proof. intros start K HK; exact (rate_every_horizon example assumptions _ _ _ _ assumptions_hold start K HK). Qed.
