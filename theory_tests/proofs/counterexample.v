(* The counterexample (claim counterexample): the naive method tends to the wrong point.

   Result: on the noiseless instance m = 3, r = 2, n = d = 1, H = diag(1, 2, 3), with the seven planes and constant
   steps, the naive method (estimate Q H Q) has
     E[x^k] -> -20/39   and, for every eps > 0, E|grad Phi(x^k)|^2 >= (19/39)^2 - eps for all large k,
   while every method whose estimate has mean H and whose cross term has mean I has E[x^k] -> -1, the solution.  The rate is geometric with explicit
   constants.
   Source: docs/theory/estimators.md#counterexample and #seven-planes.

   Model: R is any ordered field for the recursion and the geometric bound, and an Archimedean one (the rationals, the
   reals) for limits, which are stated with eps and K.  A run draws a fresh outcome in every iteration from one finite
   law; run_mean k f s is E[f(s^k)] for the start s.  Hypotheses on the steps:
   0 < alpha < 1, 0 < theta <= 1, and 0 < gamma < 40/39 (naive) or < 2 (corrected); the naive theorems have no other.
   Differences from the document: planes are the seven planes, not Haar's; counterexample_unbiased holds for every
   finite law.  The limit of x needs a weaker bound on gamma than the document's 40/81 (2/3), since only z_1 enters x.
   The document's last remark, on E|x^k + 1|^2 of two-probe actions, is not treated. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second seven_planes mean_recursion forced_recursion.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Limit.
Variable R : archiFieldType.

(* u^k -> limit. *)
Definition tends_to (u : nat -> R) (limit : R) := forall eps, 0 < eps ->
  exists K, forall k, (K <= k)%N -> `|u k - limit| <= eps.

Lemma power_bound (rho : R) k : 0 <= rho -> rho <= 1 -> rho ^+ k * (1 + k%:R * (1 - rho)) <= 1.
Proof.
move=> rho0 rho1; elim: k => [|k IH]; first by rewrite expr0 mul0r addr0 mulr1.
apply: le_trans IH; rewrite exprSr -mulrA; apply: ler_wpmul2l; first exact: exprn_ge0.
apply: (@le_by _ _ _ (k.+1%:R * (1 - rho) ^+ 2)); first by rewrite -addn1 natrD; ring.
by nonneg.
Qed.

Lemma squares_vanish (u : nat -> R) limit rho c : 0 <= rho -> rho < 1 ->
  (forall k, (u k - limit) ^+ 2 <= rho ^+ k * c) -> tends_to u limit.
Proof.
move=> rho0 rho1 bound eps eps0; have v0 : 0 < 1 - rho by rewrite subr_gt0.
have e2 : 0 < eps ^+ 2 by rewrite exprn_gt0.
have c0 : 0 <= c by have := bound 0%N; rewrite expr0 mul1r; apply: le_trans; exact: sqr_ge0.
exists (Num.bound (c / (eps ^+ 2 * (1 - rho)))) => k Kk.
have c_le : c <= eps ^+ 2 * (1 + k%:R * (1 - rho)).
  rewrite mulrDr mulr1 mulrCA -[c]add0r; apply: ler_add; first exact: ltW.
  rewrite -ler_pdivr_mulr ?mulr_gt0 //; apply: ltW.
  apply: lt_le_trans (archi_boundP _) _; last by rewrite ler_nat.
  by apply: divr_ge0 => //; nonneg.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 ?(ltW eps0) // real_normK ?num_real //.
apply: le_trans (bound k) _; apply: le_trans (ler_wpmul2l (exprn_ge0 k rho0) c_le) _.
rewrite mulrCA -[X in _ <= X]mulr1; apply: ler_wpmul2l; first exact: ltW.
exact: power_bound rho0 (ltW rho1).
Qed.

Variables (T : finType) (d : distribution R T).
Variables (Q estimate cross : T -> 'M[R]_3) (alpha beta gamma theta : R).
Variables (l1 l2 l3 : R) (s0 : state R).
Hypotheses (Q_mean : vector_mean d Q = 1%:M) (cross_mean : vector_mean d cross = 1%:M).
Hypothesis M_mean : vector_mean d estimate = diagonal3 l1 l2 l3.
Hypotheses (alpha_gt0 : 0 < alpha) (alpha_lt1 : alpha < 1).
Hypotheses (theta_gt0 : 0 < theta) (theta_le1 : theta <= 1).
Hypotheses (gamma_gt0 : 0 < gamma) (l1_gt0 : 0 < l1) (gamma_l1 : gamma * l1 < 2%:R).

Let x k := x_mean d Q estimate cross alpha beta gamma theta s0 k.
Let z k := z_mean d Q estimate cross alpha beta gamma theta s0 k.
Let h k := h_mean d Q estimate cross alpha beta gamma theta s0 k.
Lemma contraction l : 0 < l -> gamma * l < 2%:R -> (1 - gamma * l) ^+ 2 < 1.
Proof.
move=> l0 gl; rewrite -subr_gt0 (_ : 1 - (1 - gamma * l) ^+ 2 = gamma * l * (2%:R - gamma * l)); last by ring.
by rewrite !mulr_gt0 ?subr_gt0.
Qed.

Let recursion k := mean_recursion alpha beta gamma theta s0 Q_mean M_mean cross_mean k.

Lemma z_step k i : z k.+1 i 0 - e1 R i 0 / l1
  = (1 - gamma * nth 0 [:: l1; l2; l3] i) * (z k i 0 - e1 R i 0 / l1).
Proof.
have l0 : l1 != 0 by rewrite gt_eqF.
rewrite /z; have [_ -> _] := recursion k; rewrite /diagonal3 mul_diag_mx /e1 !mxE -/(z k).
by move: (z k i 0) => u; case: i => [[|[|[|i]]] ?] //=; rewrite ?eqxx /=; field; rewrite l0.
Qed.

Lemma z_error k i : z k i 0 - e1 R i 0 / l1
  = (1 - gamma * nth 0 [:: l1; l2; l3] i) ^+ k * (z 0 i 0 - e1 R i 0 / l1).
Proof. by elim: k => [|k IH]; rewrite ?expr0 ?mul1r // z_step IH exprS mulrA. Qed.

(* E[z_i^k] -> e_i / l1: 1/l1 for i = 1, 0 otherwise. *)
Theorem z_limit (i : 'I_3) : let l := nth 0 [:: l1; l2; l3] i in
  0 < l -> gamma * l < 2%:R -> tends_to (fun k => z k i 0) (e1 R i 0 / l1).
Proof.
move=> l l_gt0 gl; apply: (@squares_vanish _ _ ((1 - gamma * l) ^+ 2) ((z 0 i 0 - e1 R i 0 / l1) ^+ 2)).
- exact: sqr_ge0.
- exact: contraction.
by move=> k; rewrite (z_error k) -/l exprMn -!exprM mulnC.
Qed.

(* The potential at the start. *)
Definition initial_error (x0 z0 h0 : R) : R :=
  potential alpha theta (1 - gamma * l1) (x0 + 1 / l1) h0 (z0 - 1 / l1).

(* (E[x^k] + 1/l1)^2 <= ratio^k initial_error / decrease. *)
Theorem x_bound k : (x k + 1 / l1) ^+ 2 <= ratio alpha theta (1 - gamma * l1) ^+ k
  * (initial_error (x_of s0) (z_of s0 ord0 0) (h_of s0) / decrease alpha theta).
Proof.
pose a k := x k + 1 / l1; pose f k := z k ord0 0 - 1 / l1.
have e1E : e1 R ord0 0 = 1 by rewrite mxE.
have -> : initial_error (x_of s0) (z_of s0 ord0 0) (h_of s0)
    = potential alpha theta (1 - gamma * l1) (a 0%N) (h 0%N) (f 0%N).
  by rewrite /initial_error /f /z mxE.
apply: (geometric_bound alpha_gt0 alpha_lt1 theta_gt0 theta_le1 (contraction l1_gt0 gamma_l1)) => j.
- by rewrite /a /x; have [-> _ _] := recursion j; rewrite -/(x j) -/(h j); ring.
- rewrite /a /f /h; have [_ _ ->] := recursion j; rewrite -/(x j) -/(z j) -/(h j).
  by move: (z j ord0 0) => u; ring.
by have := z_step j ord0; rewrite e1E.
Qed.

(* E[x^k] -> -1/l1, where l1 is the first entry of the diagonal matrix E[estimate]. *)
Theorem x_limit : tends_to x (- (1 / l1)).
Proof.
have q1 := contraction l1_gt0 gamma_l1.
apply: (squares_vanish (ratio_ge0 _ _ _) (ratio_lt1 alpha_gt0 alpha_lt1 theta_gt0 theta_le1 q1)).
by move=> k; rewrite opprK; apply: x_bound.
Qed.

(* grad Phi(x) = x + 1.  Jensen: E|grad Phi(x^k)|^2 is at least (1 - 1/l1)^2 - eps for all large k. *)
Theorem gradient_limit : let gradient := 1 - 1 / l1 in 0 <= gradient -> forall eps, 0 < eps ->
  exists K, forall k, (K <= k)%N -> gradient ^+ 2 - eps <=
    run_mean d Q estimate cross alpha beta gamma theta k (fun s => (x_of s + 1) ^+ 2) s0.
Proof.
move=> c c0 eps eps0; have half : 0 < eps / 2%:R by rewrite divr_gt0 ?ltr0n.
have c1 : 0 <= 1 - c by rewrite /c opprB addrC subrK; nonneg.
have [K near] := x_limit half; exists K => k /near; rewrite ler_norml => /andP[low _].
apply: le_trans (jensen _ _ _ _ _ _ _ _ _ _ _).
rewrite (_ : run_mean _ _ _ _ _ _ _ _ _ _ _ = x k + 1); last first.
  transitivity (run_mean d Q estimate cross alpha beta gamma theta k
      (fun s => 1 * x_of s + 1) s0); first by apply: eq_run_mean => s; rewrite mul1r.
  by rewrite run_mean_linear run_mean_const mul1r.
have low' : 0 <= x k + 1 / l1 + eps / 2%:R.
  by rewrite -(subr_ge0 (- (eps / 2%:R))) !opprK in low.
apply: (@le_by _ _ _ (2%:R * c * (x k + 1 / l1 + eps / 2%:R) + eps * (1 - c) + (x k + 1 / l1) ^+ 2)); last by nonneg.
by rewrite /c; field; rewrite gt_eqF.
Qed.

End Limit.

(* The instance: g(x,y) = y^T H y/2 - x y_1, f(x,y) = x^2/2 + y_1. *)
Section Instance.
Variable R : realFieldType.

Definition lower_objective (x : R) (y : 'cV[R]_3) : R :=
  (y^T *m hessian R *m y) 0 0 / 2%:R - x * y ord0 0.
Definition upper_objective (x : R) (y : 'cV[R]_3) : R := x ^+ 2 / 2%:R + y ord0 0.
Definition hyperobjective (x : R) : R := upper_objective x (x *: e1 R).

(* H e = e: the auxiliary solution is Z* = e. *)
Lemma hessian_e1 : hessian R *m e1 R = e1 R.
Proof.
apply/colP=> i; rewrite /hessian /diagonal3 mul_diag_mx !mxE.
by case: i => [[|[|[|i]]] ?] //=; rewrite ?mul1r ?mulr0.
Qed.

Lemma lower_excess x y : lower_objective x y - lower_objective x (x *: e1 R)
  = ((y ord0 0 - x) ^+ 2 + 2%:R * y (lift ord0 ord0) 0 ^+ 2
     + 3%:R * y (lift ord0 (lift ord0 ord0)) 0 ^+ 2) / 2%:R.
Proof.
rewrite /lower_objective /hessian /diagonal3 !mul_mx_diag !mxE !big_ord_recl !big_ord0 !mxE /=.
move: (y ord0 0) (y (lift ord0 ord0) 0) (y (lift ord0 (lift ord0 ord0)) 0) => *.
by field.
Qed.

(* y*(x) = x e is the minimiser of g(x, .), and Phi(x) = x^2/2 + x; so grad Phi = x + 1 and x* = -1. *)
Theorem instance_solution x y : lower_objective x (x *: e1 R) <= lower_objective x y
  /\ hyperobjective x = x ^+ 2 / 2%:R + x.
Proof.
split; last by rewrite /hyperobjective /upper_objective !mxE /= mulr1.
by rewrite -subr_ge0 lower_excess; nonneg.
Qed.
End Instance.

Section Counterexample.
Variable R : archiFieldType.
Variables (alpha beta gamma theta : R) (s0 : state R).
Hypotheses (alpha_gt0 : 0 < alpha) (alpha_lt1 : alpha < 1).
Hypotheses (theta_gt0 : 0 < theta) (theta_le1 : theta <= 1) (gamma_gt0 : 0 < gamma).

(* The naive estimate Q H Q; the estimate Q H of one_sided, with the full tangent. *)
Definition plain (k : 'I_7) : 'M[R]_3 := plane_Q R k *m hessian R *m plane_Q R k.
Definition one_sided (k : 'I_7) : 'M[R]_3 := plane_Q R k *m hessian R.

Definition naive_mean k f := run_mean (planes R) (plane_Q R) plain (plane_Q R)
  alpha beta gamma theta k f s0.
Definition one_sided_mean k f := run_mean (planes R) (plane_Q R) one_sided (fun=> 1%:M)
  alpha beta gamma theta k f s0.

Lemma naive_step : gamma < 40%:R / 39%:R -> gamma * (39%:R / 20%:R) < 2%:R.
Proof. by rewrite -ltr_pdivl_mulr ?divr_gt0 ?ltr0n // (_ : 2%:R / _ = 40%:R / 39%:R) //; field. Qed.

Let eigen_gt0 : 0 < 39%:R / 20%:R :> R.
Proof. by rewrite divr_gt0 ?ltr0n. Qed.

(* The naive method on the seven planes: E[x^k] -> -20/39. *)
Theorem counterexample_naive : gamma < 40%:R / 39%:R ->
  tends_to (fun k => naive_mean k (@x_of R)) (- (20%:R / 39%:R)).
Proof.
move=> /naive_step g; rewrite (_ : 20%:R / 39%:R = 1 / (39%:R / 20%:R)); last by field.
by apply: (x_limit beta s0 (seven_planes_first R) (seven_planes_first R) (seven_planes_instance R)).
Qed.

(* The same with an explicit geometric bound. *)
Theorem counterexample_naive_bound k : gamma < 40%:R / 39%:R ->
  (naive_mean k (@x_of R) + 20%:R / 39%:R) ^+ 2
  <= ratio alpha theta (1 - gamma * (39%:R / 20%:R)) ^+ k
     * (initial_error alpha gamma theta (39%:R / 20%:R) (x_of s0) (z_of s0 ord0 0) (h_of s0)
        / decrease alpha theta).
Proof.
move=> /naive_step g; rewrite (_ : 20%:R / 39%:R = 1 / (39%:R / 20%:R)); last by field.
exact: (x_bound beta s0 (seven_planes_first R) (seven_planes_first R) (seven_planes_instance R)).
Qed.

(* The mean square of the gradient stays at (19/39)^2 or above, in the limit. *)
Theorem counterexample_naive_gradient : gamma < 40%:R / 39%:R -> forall eps, 0 < eps ->
  exists K, forall k, (K <= k)%N ->
    (19%:R / 39%:R) ^+ 2 - eps <= naive_mean k (fun s => (x_of s + 1) ^+ 2).
Proof.
move=> /naive_step g; rewrite (_ : 19%:R / 39%:R = 1 - 1 / (39%:R / 20%:R)); last by field.
apply: (gradient_limit beta s0 (seven_planes_first R) (seven_planes_first R)
  (seven_planes_instance R)) => //.
by rewrite (_ : 1 - _ = 19%:R / 39%:R); [nonneg | field].
Qed.

(* E[z^k] -> (20/39) e, with the document's bound gamma < 40/81. *)
Theorem counterexample_naive_z (i : 'I_3) : gamma < 40%:R / 81%:R ->
  tends_to (fun k => naive_mean k (fun s => z_of s i 0)) (20%:R / 39%:R * e1 R i 0).
Proof.
move=> g eps eps0.
have limitE : 20%:R / 39%:R * e1 R i 0 = e1 R i 0 / (39%:R / 20%:R) by move: (e1 R i 0) => u; field.
have top : gamma * (81%:R / 20%:R) < 2%:R.
  by rewrite -ltr_pdivl_mulr ?divr_gt0 ?ltr0n // (_ : 2%:R / _ = 40%:R / 81%:R) //; field.
have [||K near] := @z_limit R _ (planes R) (plane_Q R) plain (plane_Q R) alpha beta gamma theta
    _ _ _ s0 (seven_planes_first R) (seven_planes_first R) (seven_planes_instance R)
    gamma_gt0 eigen_gt0 i _ _ eps eps0.
- by case: i {limitE} => [[|[|[|i]]] ?] //=; rewrite ?divr_gt0 ?ltr0n.
- apply: le_lt_trans top; rewrite ler_pmul2l //.
  case: i {limitE} => [[|[|[|i]]] ?] //=.
    by rewrite ler_pdivr_mulr ?ltr0n // divrK ?unitfE ?pnatr_eq0 // ler_nat.
  by rewrite ler_pdivl_mulr ?ltr0n // -natrM ler_nat.
by exists K => k /near; rewrite mxE limitE.
Qed.

(* Every finite law with E[Q] = I, E[cross] = I and an unbiased estimate: E[x^k] -> -1, the solution. *)
Theorem counterexample_unbiased (T : finType) (d : distribution R T)
    (Q estimate cross : T -> 'M[R]_3) :
  vector_mean d Q = 1%:M -> vector_mean d cross = 1%:M ->
  vector_mean d estimate = hessian R -> gamma < 2%:R ->
  tends_to (fun k => run_mean d Q estimate cross alpha beta gamma theta k (@x_of R) s0) (- 1).
Proof.
move=> Q_mean cross_mean estimate_mean g; rewrite -(divr1 1).
by apply: (x_limit beta s0 Q_mean cross_mean estimate_mean); rewrite ?ltr01 ?mulr1.
Qed.

(* Such a law: one_sided with the full tangent on the seven planes. *)
Theorem counterexample_one_sided : gamma < 2%:R ->
  tends_to (fun k => one_sided_mean k (@x_of R)) (- 1).
Proof.
apply: counterexample_unbiased; first exact: seven_planes_first.
  exact: vector_mean_const.
by rewrite vector_mean_mulmxr seven_planes_first mul1mx.
Qed.

End Counterexample.
