(* A damped linear recursion of (x, h) with a forcing that decays like q^k goes to 0 geometrically (claim
   counterexample, step 4).

   Result: geometric_bound and ratio_lt1, with an explicit rational Lyapunov function in the place of the document's
   eigenvalues.  Source: docs/theory/estimators.md#counterexample.  Model: any ordered field. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Closes goals 0 <= e where e is a sum of products of squares and of quantities known to be >= 0. *)
Ltac nonneg := repeat match goal with
  | H : is_true (0 <= ?x) |- is_true (0 <= ?x) => exact H
  | H : is_true (0 < ?x) |- is_true (0 <= ?x) => exact (ltW H)
  | |- is_true (0 <= _ ^+ 2) => apply: sqr_ge0
  | |- is_true (0 <= _ + _) => apply: addr_ge0
  | |- is_true (0 <= _ * _) => apply: mulr_ge0
  | |- is_true (0 <= _^-1) => rewrite invr_ge0
  | |- is_true (0 <= 1) => exact: ler01
  | |- is_true (0 <= _%:R) => exact: ler0n
  end.

(* The pair (x, h) follows a linear recursion, damped, with a forcing that decays like q^k.  A quadratic Lyapunov
   function V with rational coefficients takes the place of the eigenvalues in step 4 of the document. *)
Section ForcedRecursion.
Variables (R : realFieldType) (alpha theta : R).
Hypotheses (alpha_gt0 : 0 < alpha) (alpha_lt1 : alpha < 1).
Hypotheses (theta_gt0 : 0 < theta) (theta_le1 : theta <= 1).

(* Product of the two roots of the characteristic polynomial, the decrease of V, and V itself. *)
Definition damping (alpha theta : R) : R := 1 - theta + alpha * theta.
Definition decrease (alpha theta : R) : R :=
  (1 - damping alpha theta) * ((1 + damping alpha theta) ^+ 2 - (2%:R - theta) ^+ 2) / 2%:R.
Definition lyapunov (alpha theta x y : R) : R :=
  let b := damping alpha theta in
  (1 + b) * x ^+ 2 - 2%:R * (2%:R - theta) * b * x * y
  + (b ^+ 2 * (1 + b) + decrease alpha theta) * y ^+ 2.

Let b := damping alpha theta.
Let t := 2%:R - theta.
Let delta := decrease alpha theta.
Let V := lyapunov alpha theta.

Lemma b_gt0 : 0 < b.
Proof. by rewrite /b /damping ltr_spaddr ?subr_ge0 ?mulr_gt0. Qed.
Lemma b_lt1 : b < 1.
Proof.
rewrite -subr_gt0 (_ : 1 - b = theta * (1 - alpha)); last by rewrite /b /damping; ring.
by rewrite mulr_gt0 ?subr_gt0.
Qed.
Lemma t_ge1 : 1 <= t.
Proof. by rewrite -subr_ge0 (_ : t - 1 = 1 - theta) ?subr_ge0 // /t; ring. Qed.
Lemma gapE : 1 + b - t = alpha * theta. Proof. by rewrite /t /b /damping; ring. Qed.
Lemma delta_gt0 : 0 < delta.
Proof.
have gap : 0 < (1 + b) ^+ 2 - t ^+ 2.
  have b1 : 0 < 1 + b by apply: addr_gt0; [exact: ltr01|exact: b_gt0].
  have t0 : 0 < t by apply: lt_le_trans ltr01 t_ge1.
  by rewrite subr_sqr gapE !mulr_gt0 // addr_gt0.
by rewrite divr_gt0 ?ltr0n // mulr_gt0 // subr_gt0 b_lt1.
Qed.

(* V decreases by delta (x^2 + y^2) in one step of the recursion without forcing. *)
Lemma lyapunov_step x y : V (t * x - b * y) x = V x y - delta * (x ^+ 2 + y ^+ 2).
Proof. by rewrite /V /lyapunov /delta /decrease -/b -/t; field. Qed.

Lemma lyapunov_ge0 x y : 0 <= V x y.
Proof.
have -> : V x y = t * (x - b * y) ^+ 2
    + (alpha * theta * (x ^+ 2 + b ^+ 2 * y ^+ 2) + delta * y ^+ 2).
  by rewrite -gapE /V /lyapunov -/delta -/b -/t; ring.
have d0 := delta_gt0; have t0 := le_trans ler01 t_ge1; nonneg.
Qed.

Lemma lyapunov_lower x y : delta * (x ^+ 2 + y ^+ 2) <= V x y.
Proof. by rewrite -subr_ge0 -lyapunov_step lyapunov_ge0. Qed.

Lemma lyapunov_upper x y : V x y <= 4%:R * (x ^+ 2 + y ^+ 2).
Proof.
rewrite -subr_ge0; set u := 1 - b; set w := alpha * theta.
have u0 : 0 <= u by rewrite subr_ge0 ltW ?b_lt1.
have b0 := ltW b_gt0; have t0 := le_trans ler01 t_ge1.
have w0 : 0 <= w by rewrite mulr_ge0 ?ltW.
have -> : 4%:R * (x ^+ 2 + y ^+ 2) - V x y = t * b * (x + y) ^+ 2
    + (u * (3%:R + b) + w * b) * x ^+ 2
    + (u * (4%:R + 2%:R * (1 + b) + (1 + b) ^+ 2) / 2%:R + w * b + u * t ^+ 2 / 2%:R) * y ^+ 2.
  by rewrite /w -gapE /u /V /lyapunov /decrease -/b -/t; field.
have c0 : 0 <= 1 + b by apply: addr_ge0; [exact: ler01|].
nonneg.
Qed.

Variables (q : R) (a h f : nat -> R).
Hypothesis q_lt1 : q ^+ 2 < 1.
Hypothesis a_step : forall k, a k.+1 = a k - alpha * h k.
Hypothesis h_step : forall k, h k.+1 = h k + theta * (a k + f k - h k).
Hypothesis f_step : forall k, f k.+1 = q * f k.

(* The weight of the forcing in the potential, and the ratio of the geometric bound. *)
Definition forcing_weight (alpha theta q : R) : R :=
  2%:R * (1 + 8%:R / decrease alpha theta) * (1 + damping alpha theta) * (alpha * theta) ^+ 2
  / (1 - q ^+ 2).
Definition ratio (alpha theta q : R) : R :=
  Num.max (1 - decrease alpha theta / 8%:R) ((1 + q ^+ 2) / 2%:R).

Definition potential (alpha theta q a h f : R) : R :=
  lyapunov alpha theta (a - alpha * h) a + forcing_weight alpha theta q * f ^+ 2.
Let L k := potential alpha theta q (a k) (h k) (f k).

Lemma young x y e :
  V (x - e) y <= (1 + delta / 8%:R) * V x y + (1 + 8%:R / delta) * ((1 + b) * e ^+ 2).
Proof.
have d0 := delta_gt0; have dn0 : delta != 0 by rewrite gt_eqF.
apply: (@le_by _ _ _ (V (delta / 8%:R * x + e) (delta / 8%:R * y) * (8%:R / delta))).
  by rewrite /V /lyapunov -/delta -/b -/t; field.
by have := lyapunov_ge0 (delta / 8%:R * x + e) (delta / 8%:R * y) => V0; nonneg.
Qed.

Lemma ratio_ge0 : 0 <= ratio alpha theta q.
Proof.
rewrite /ratio le_maxr; apply/orP; right.
by apply: divr_ge0; [apply: addr_ge0; [exact: ler01 | exact: sqr_ge0] | exact: ler0n].
Qed.

Lemma forced_step k : L k.+1 <= ratio alpha theta q * L k.
Proof.
have d0 := delta_gt0; have dn0 : delta != 0 by rewrite gt_eqF.
have q1 : 0 < 1 - q ^+ 2 by rewrite subr_gt0.
have qn0 : 1 - q ^+ 2 != 0 by rewrite gt_eqF.
rewrite /L /potential -/V a_step h_step f_step; set x := a k - alpha * h k; set y := a k; set e := f k.
have -> : x - alpha * (h k + theta * (y + e - h k)) = t * x - b * y - alpha * theta * e.
  by rewrite /x /y /b /damping /t; ring.
apply: le_trans (ler_add (young _ _ _) (lexx _)) _; rewrite lyapunov_step.
have V0 := lyapunov_ge0 x y.
have upper : 0 <= 4%:R * (x ^+ 2 + y ^+ 2) - V x y by rewrite subr_ge0; exact: lyapunov_upper.
have less : V x y - delta * (x ^+ 2 + y ^+ 2) <= (1 - delta / 4%:R) * V x y.
  apply: (@le_by _ _ _ (delta / 4%:R * (4%:R * (x ^+ 2 + y ^+ 2) - V x y))); last by nonneg.
  by field.
have weight_ge0 : 0 <= forcing_weight alpha theta q.
  have u0 : 0 <= 1 + b by apply: addr_ge0; [exact: ler01 | exact: ltW b_gt0].
  have v0 := ltW q1; rewrite /forcing_weight -/delta -/b; nonneg.
apply: (@le_trans _ _ ((1 - delta / 8%:R) * V x y
    + (1 + q ^+ 2) / 2%:R * (forcing_weight alpha theta q * e ^+ 2))); last first.
  rewrite [X in _ <= X]mulrDr.
  by apply: ler_add; apply: ler_wpmul2r; rewrite /ratio ?le_maxr ?lexx ?orbT //; nonneg.
have young0 : 0 <= 1 + delta / 8%:R by nonneg.
apply: le_trans (ler_add (ler_add (ler_wpmul2l young0 less) (lexx _)) (lexx _)) _.
apply: (@le_by _ _ _ (delta ^+ 2 / 32%:R * V x y)); last by nonneg.
by rewrite /forcing_weight -/delta -/b; field; rewrite dn0 qn0.
Qed.

(* If a^{k+1} = a^k - alpha h^k, h^{k+1} = h^k + theta(a^k + f^k - h^k), f^{k+1} = q f^k and q^2 < 1, then
   (a^k)^2 <= ratio^k potential / decrease, and ratio < 1 by ratio_lt1. *)
Theorem geometric_bound k :
  a k ^+ 2 <= ratio alpha theta q ^+ k * (L 0 / decrease alpha theta).
Proof.
have d0 := delta_gt0; have q1 : 0 < 1 - q ^+ 2 by rewrite subr_gt0.
have bound : L k <= ratio alpha theta q ^+ k * L 0.
  elim: k => [|k IH]; first by rewrite expr0 mul1r.
  apply: le_trans (forced_step k) _; rewrite exprS -mulrA.
  exact: ler_wpmul2l ratio_ge0 _ _ IH.
rewrite mulrA ler_pdivl_mulr // mulrC; apply: le_trans bound.
apply: (@le_trans _ _ (V (a k - alpha * h k) (a k))).
  apply: le_trans (lyapunov_lower _ _); rewrite ler_pmul2l //.
  by rewrite -subr_ge0 addrK sqr_ge0.
have u0 : 0 <= 1 + b by apply: addr_ge0; [exact: ler01 | exact: ltW b_gt0].
rewrite -subr_ge0 addrC addKr /forcing_weight -/delta -/b.
by have v0 := ltW q1; nonneg.
Qed.

Lemma ratio_lt1 : ratio alpha theta q < 1.
Proof.
rewrite /ratio lt_maxl ltr_subl_addr ltr_addl divr_gt0 ?delta_gt0 ?ltr0n //=.
rewrite ltr_pdivr_mulr ?ltr0n // mul1r -subr_gt0.
by rewrite (_ : _ - _ = 1 - q ^+ 2) ?subr_gt0 //; ring.
Qed.

End ForcedRecursion.
