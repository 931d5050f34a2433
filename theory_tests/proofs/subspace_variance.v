(* subspace-variance: from the second moment of an action to its variance.

   Result: let T_H be linear in H with E[T_H] = H Z, and E||T_U||^2 <= kappa ||Z||^2 for all linear isometries U.  Then
     E||T_H - H Z||^2 <= (kappa - 1) M^2 ||Z||^2
   for every H that is M times a convex combination of linear isometries.
   Premise that is not proved: in finite dimension every H with operator norm at most M is such a combination (singular
   value decomposition; the extreme points of the unit ball of the operator norm are the orthogonal maps).

   Source: docs/theory/convergence.md, subspace-variance, its first statement.  The document asks the second moment bound for all
   H; here it is needed for isometries only.  Its statement on noise is in decoupled_action.v and one_sided_action.v, where
   the premise is not needed. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants.
Open Scope R_scope.

Definition isometry {S : InnerProductSpace} (U : S -> S) : Prop := linear U /\ forall v, square (U v) = square v.

(* ||mean of w||^2 <= mean of ||w||^2 *)
Lemma square_of_mean : forall {Omega : Type} {S : InnerProductSpace} (P : FiniteSpace Omega) (w : Omega -> S),
  square (vector_sum (probability P) (outcomes P) w) <= finite P (fun i => square (w i)).
Proof.
intros Omega S P w; set (m := vector_sum (probability P) (outcomes P) w).
assert (M : has_mean (finite P) w m) by (apply finite_mean; reflexivity).
rewrite (variance_of_square _ _ _ M).
assert (0 <= finite P (fun o => square (w o - m)%V)) by (apply mean_nonneg; intro; apply square_positive); lra.
Qed.

Section Variance.
Variables (Y : InnerProductSpace) (choice I : Type) (E : Expectation choice).
Variable T : choice -> (Y -> Y) -> Y -> Y.
Hypothesis T_add : forall c F G z, linear F -> linear G -> T c (fun v => F v + G v)%V z = (T c F z + T c G z)%V.
Hypothesis T_scale : forall c k F z, linear F -> T c (fun v => k * F v)%V z = (k * T c F z)%V.
Hypothesis T_ext : forall c F G z, (forall v, F v = G v) -> T c F z = T c G z.
Hypothesis T_mean : forall F z, linear F -> has_mean E (fun c => T c F z) (F z).
Variables (kappa : R) (z : Y).
Hypothesis second_moment : forall U, isometry U -> E (fun c => square (T c U z)) <= kappa * square z.
(* H = M sum_i t_i U_i with weights t_i of the finite space P and isometries U_i *)
Variables (H : Y -> Y) (M : R) (P : FiniteSpace I) (U : I -> Y -> Y).
Hypothesis isometries : forall i, isometry (U i).
Hypothesis convex_combination : forall v, H v = (M * vector_sum (probability P) (outcomes P) (fun i => U i v))%V.

Lemma T_of_sum : forall c l w, (forall i : I, linear (fun v => w i * U i v)%V) ->
  linear (fun v => vector_sum w l (fun i => U i v)) /\
  T c (fun v => vector_sum w l (fun i => U i v)) z = vector_sum w l (fun i => T c (U i) z).
Proof.
intros c l w Lw; assert (Z : linear (fun _ : Y => @vzero Y)) by (split; intros; vector_ring).
induction l as [| i l [L1 L2]]; simpl.
- split; [exact Z |].
  rewrite (T_ext c _ (fun _ => 0 * vzero)%V) by (intro; vector_ring); rewrite (T_scale c 0 _ z Z); apply vscale_zero.
- split.
  + destruct (Lw i) as [A S], L1 as [A' S']; split; intros; cbv beta in *; rewrite ?A, ?S, ?A', ?S'; vector_ring.
  + rewrite (T_add c (fun v => w i * U i v)%V _ z (Lw i) L1), L2, T_scale; [reflexivity | apply isometries].
Qed.

Lemma deviation : forall c, (T c H z - H z)%V
  = (M * vector_sum (probability P) (outcomes P) (fun i => T c (U i) z - U i z))%V.
Proof.
intro c; set (t := probability P); set (l := outcomes P).
assert (Lw : forall i : I, linear (fun v => t i * U i v)%V).
{ intro i; destruct (isometries i) as [[A S] _]; split; intros; rewrite ?A, ?S; vector_ring. }
destruct (T_of_sum c l t Lw) as [L1 L2].
replace (T c H z) with (M * T c (fun v => vector_sum t l (fun i => U i v)) z)%V
  by (rewrite <- (T_scale c M _ z L1); apply T_ext; intro v; symmetry; apply convex_combination).
rewrite L2, convex_combination; fold t l.
clear; induction l as [| i l IH]; simpl; [vector_ring |].
apply inner_ext; intro v; apply (f_equal (fun u => inner u v)) in IH; autorewrite with inner in *; lra.
Qed.

(* E||T_H - H Z||^2 <= (kappa - 1) M^2 ||Z||^2. *)
Theorem subspace_variance : E (fun c => square (T c H z - H z)%V) <= (kappa - 1) * (M * M) * square z.
Proof.
rewrite (mean_ext E _ (fun c => M * M * square (vector_sum (probability P) (outcomes P) (fun i => T c (U i) z - U i z)%V)))
  by (intro c; rewrite deviation; apply square_scale).
rewrite mean_scale; replace ((kappa - 1) * (M * M) * square z) with (M * M * ((kappa - 1) * square z)) by ring.
apply Rmult_le_compat_l; [apply Rle_0_sqr |].
apply Rle_trans with (E (fun c => finite P (fun i => square (T c (U i) z - U i z)%V)));
  [apply mean_mono; intro c; apply square_of_mean |].
rewrite (finite_swap P E (fun i c => square (T c (U i) z - U i z)%V)); apply mean_le_const; intro i.
pose proof (second_moment (U i) (isometries i)) as K; destruct (isometries i) as [Li Si].
rewrite (variance_of_square E _ _ (T_mean (U i) z Li)), Si in K; lra.
Qed.
End Variance.
