(* The bilevel problem, (A1)-(A3), and the bounds that they give at one point.

   Result: under (A1), (A2): mu ||v||^2 <= <H v, v>, ||H v|| <= L ||v||, ||C w|| <= L ||w|| (hessian_lower, hessian_upper,
   cross_upper); under (A3) at x: ||Z*(x)|| <= R (auxiliary_solution_bounded).

   Source: docs/theory/convergence.md, assumptions.  The problem is a record: two real inner product spaces of any
   dimension, f, g and their derivatives, Y* and Z*.  A point w is the pair (x, Y); f_gradient w is (grad_x f, grad_Y f);
   g_y is grad_Y g; H w is D^2_YY g and C w is D^2_xY g, as maps.
   Differences from the document: derivatives are directional (weaker than f in C^1, g in C^2); grad_x g and its Lipschitz
   constant are not needed; Y* and Z* are given, with grad_Y g(x, Y*(x)) = 0 and H Z* = grad_Y f there, where the document
   gets them from strong convexity in finite dimension; that H is symmetric is a field of the record, where the document
   has it from g in C^2. *)
From Coq Require Import Reals Lra Psatz.
From BROS Require Import inner_product descent co_coercivity constants potential_arithmetic.
Open Scope R_scope.

Record Problem := {
  Upper : InnerProductSpace;
  Lower : InnerProductSpace;
  f : prod_space Upper Lower -> R;
  f_gradient : prod_space Upper Lower -> prod_space Upper Lower;
  g : prod_space Upper Lower -> R;
  g_y : prod_space Upper Lower -> Lower;
  H : prod_space Upper Lower -> Lower -> Lower;
  C : prod_space Upper Lower -> Lower -> Upper;
  Y_star : Upper -> Lower;
  Z_star : Upper -> Lower
}.
Arguments f {_} _.
Arguments f_gradient {_} _.
Arguments g {_} _.
Arguments g_y {_} _.
Arguments H {_} _ _.
Arguments C {_} _ _.
Arguments Y_star {_} _.
Arguments Z_star {_} _.

Definition point {p : Problem} (x : Upper p) (y : Lower p) : prod_space (Upper p) (Lower p) := (x, y).
Definition f_x {p : Problem} (w : prod_space (Upper p) (Lower p)) : Upper p := fst (f_gradient w).
Definition f_y {p : Problem} (w : prod_space (Upper p) (Lower p)) : Lower p := snd (f_gradient w).
(* (x, Y*(x)), Phi(x) = f(x, Y*(x)) and its hypergradient grad_x f - C Z*. *)
Definition star {p : Problem} (x : Upper p) : prod_space (Upper p) (Lower p) := point x (Y_star x).
Definition Phi {p : Problem} (x : Upper p) : R := f (star x).
Definition grad_Phi {p : Problem} (x : Upper p) : Upper p := (f_x (star x) - C (star x) (Z_star x))%V.

(* (A1), (A2) with the constants c, and what Y*, Z* are. *)
Record regular (p : Problem) (c : Constants) : Prop := {
  f_has_gradient : has_gradient (@f p) f_gradient;
  f_lipschitz : lipschitz (L_f1 c) (@f_gradient p);
  g_has_gradient : forall x : Upper p, has_gradient (fun y => g (point x y)) (fun y => g_y (point x y));
  g_lipschitz : lipschitz (L_g1 c) (@g_y p);
  g_strongly_convex : forall (x : Upper p) y y',
    g (point x y) + inner (g_y (point x y)) (y' - y)%V + mu_g c / 2 * square (y' - y)%V <= g (point x y');
  second_derivatives : forall (w d : prod_space (Upper p) (Lower p)) v,
    derivative (fun t => inner (g_y (w + t * d)%V) v) 0 (inner (H w (snd d)) v + inner (fst d) (C w v));
  H_linear : forall w, linear (@H p w);
  C_linear : forall w, linear (@C p w);
  H_self_adjoint : forall w u v, inner (@H p w u) v = inner u (H w v);
  H_lipschitz : forall w w' v, norm (@H p w' v - H w v)%V <= L_g2 c * norm (w' - w)%V * norm v;
  C_lipschitz : forall w w' v, norm (@C p w' v - C w v)%V <= L_g2 c * norm (w' - w)%V * norm v;
  Y_star_stationary : forall x : Upper p, g_y (star x) = vzero;
  Z_star_solves : forall x : Upper p, H (star x) (Z_star x) = f_y (star x)
}.

(* (A3) at one x.  The document asks it for all x. *)
Definition A3_at (p : Problem) (c : Constants) (x : Upper p) : Prop := norm (f_y (star x)) <= L_f0 c.

Section Pairs.
Context {S S' : InnerProductSpace}.
Lemma square_pair : forall w : prod_space S S', square w = square (fst w) + square (snd w).
Proof. reflexivity. Qed.
Lemma norm_pair_le : forall w : prod_space S S', norm w <= norm (fst w) + norm (snd w).
Proof.
intro w; pose proof (norm_positive (fst w)); pose proof (norm_positive (snd w)); apply norm_le_iff; [lra |].
rewrite square_pair, <- !norm_norm; nra.
Qed.
Lemma norm_fst_le : forall w : prod_space S S', norm (fst w) <= norm w.
Proof.
intro w; apply norm_le_iff; [apply norm_positive |]; rewrite norm_norm, square_pair.
pose proof (square_positive (snd w)); lra.
Qed.
Lemma norm_snd_le : forall w : prod_space S S', norm (snd w) <= norm w.
Proof.
intro w; apply norm_le_iff; [apply norm_positive |]; rewrite norm_norm, square_pair.
pose proof (square_positive (fst w)); lra.
Qed.
End Pairs.

Section Bounds.
Variables (p : Problem) (a : Assumptions).
Hypothesis V : valid a.
Hypothesis Reg : regular p (constants a).
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Implicit Types (w d : prod_space (Upper p) (Lower p)) (v : Lower p) (x : Upper p).

Lemma f_y_lipschitz : forall w w', norm (f_y w' - f_y w)%V <= L_f1 (constants a) * norm (w' - w)%V.
Proof.
intros; eapply Rle_trans; [| apply (f_lipschitz _ _ Reg)].
apply (norm_snd_le (f_gradient w' - f_gradient w)%V).
Qed.
Lemma f_x_lipschitz : forall w w', norm (f_x w' - f_x w)%V <= L_f1 (constants a) * norm (w' - w)%V.
Proof.
intros; eapply Rle_trans; [| apply (f_lipschitz _ _ Reg)].
apply (norm_fst_le (f_gradient w' - f_gradient w)%V).
Qed.

(* <g_y(w + t d) - g_y(w), v> <= t L ||d|| ||v||, so the derivative is at most L ||d|| ||v||. *)
Lemma second_derivative_le : forall w d v, inner (H w (snd d)) v + inner (fst d) (C w v) <= L * norm d * norm v.
Proof.
intros w d v; apply (derivative_le _ _ _ (second_derivatives _ _ Reg w d v)); intros t Ht.
replace (w + 0 * d)%V with w by vector_ring; rewrite <- inner_minus_l.
eapply Rle_trans; [apply cauchy_schwarz |].
pose proof (g_lipschitz _ _ Reg (w + t * d)%V w) as Le.
replace (w + t * d - w)%V with (t * d)%V in Le by vector_ring; rewrite norm_scale, Rabs_right in Le by lra.
apply (Rmult_le_compat_r (norm v)) in Le; [lra | apply norm_positive].
Qed.

Lemma norm_le_of_self : forall {S : InnerProductSpace} (u : S) c, square u <= c * norm u -> norm u <= c \/ norm u = 0.
Proof.
intros S u c Le; rewrite <- norm_norm in Le; pose proof (norm_positive u).
destruct (Req_dec (norm u) 0); [right; assumption | left; apply (Rmult_le_reg_r (norm u)); lra].
Qed.

Lemma hessian_upper : forall w v, norm (H w v) <= L * norm v.
Proof.
intros w v; pose proof (second_derivative_le w (vzero, v) (H w v)) as Le; simpl in Le.
rewrite inner_zero_l, Rplus_0_r in Le.
replace (@norm (prod_space (Upper p) (Lower p)) (vzero, v)) with (norm v) in Le
  by (unfold norm; rewrite square_pair; simpl; rewrite square_zero; f_equal; ring).
pose proof (norm_positive v); pose proof (L_positive a V).
destruct (norm_le_of_self _ _ Le) as [| E]; [assumption | rewrite E; apply Rmult_le_pos; lra].
Qed.
Lemma cross_upper : forall w v, norm (C w v) <= L * norm v.
Proof.
intros w v; pose proof (second_derivative_le w (C w v, vzero) v) as Le; simpl in Le.
rewrite (linear_zero _ (H_linear _ _ Reg w)), inner_zero_l, Rplus_0_l in Le.
replace (@norm (prod_space (Upper p) (Lower p)) (C w v, vzero)) with (norm (C w v)) in Le
  by (unfold norm; rewrite square_pair; simpl; rewrite square_zero; f_equal; ring).
pose proof (norm_positive v); pose proof (L_positive a V).
destruct (norm_le_of_self (C w v) (L * norm v)) as [| E]; [unfold square; lra | assumption |].
rewrite E; apply Rmult_le_pos; lra.
Qed.
Lemma hessian_lower : forall w v, mu * square v <= inner (H w v) v.
Proof.
intros [x y] v; pose proof (second_derivatives _ _ Reg (x, y) (vzero, v) v) as D; simpl in D.
rewrite inner_zero_l, Rplus_0_r in D; apply (derivative_ge _ _ _ D); intros t Ht.
rewrite !vscale_zero, !vadd_zero.
replace (x + t * vzero)%V with x by vector_ring.
pose proof (g_strongly_convex _ _ Reg x y (y + t * v)%V) as P.
pose proof (g_strongly_convex _ _ Reg x (y + t * v)%V y) as Q.
replace (y + t * v - y)%V with (t * v)%V in P by vector_ring.
replace (y - (y + t * v))%V with (- t * v)%V in Q by vector_ring.
rewrite inner_scale_r, square_scale in P, Q; unfold point in P, Q.
apply (Rmult_le_reg_l t); [exact Ht |]; nra.
Qed.
Lemma hessian_upper_form : forall w v, inner (H w v) v <= L * square v.
Proof.
intros w v; eapply Rle_trans; [apply cauchy_schwarz |]; rewrite <- norm_norm.
pose proof (norm_positive v); pose proof (hessian_upper w v); nra.
Qed.
Lemma hessian_upper_square : forall w v, square (H w v) <= L * L * square v.
Proof. intros; rewrite <- (norm_norm v); pose proof (square_le_norm _ _ (hessian_upper w v)); lra. Qed.
Lemma cross_upper_square : forall w v, square (C w v) <= L * L * square v.
Proof. intros; rewrite <- (norm_norm v); pose proof (square_le_norm _ _ (cross_upper w v)); lra. Qed.
Lemma hessian_lower_norm : forall w v, mu * norm v <= norm (H w v).
Proof.
intros w v; pose proof (hessian_lower w v) as P; pose proof (cauchy_schwarz (H w v) v) as Q.
rewrite <- norm_norm in P; pose proof (norm_positive v); pose proof (norm_positive (H w v)).
destruct (Req_dec (norm v) 0) as [E | E]; [rewrite E; lra | apply (Rmult_le_reg_r (norm v)); lra].
Qed.

(* ||Z*(x)|| <= R = L_f0 / mu. *)
Lemma auxiliary_solution_bounded : forall x, A3_at p (constants a) x -> norm (Z_star x) <= radius a.
Proof.
intros x A3; pose proof (hessian_lower_norm (star x) (Z_star x)) as P.
rewrite (Z_star_solves _ _ Reg) in P; unfold A3_at in A3; pose proof (mu_positive a V).
unfold radius; apply (Rmult_le_reg_r mu); [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.
End Bounds.
