(* one-sided-vanishing: the noise of one_sided is 0 at the solution, so it converges with
   constant steps.

   Result: let H Z* = b and e = Z - Z*.
     1. The step Q (H Z - b) of one_sided has mean H Z - b and variance
        sum_a (rho_a - 1) |(H Z - b)_a|^2; both are 0 at Z*, where the step itself is 0.
     2. If H is self-adjoint, mu I <= H <= L I and 0 < gamma <= 1 / (rho L), then k
        steps e <- e - gamma Q H e, with fresh draws of the subsets, the bases O_a fixed, give
            E <e^k, H e^k>  <=  (1 - gamma mu)^k <e^0, H e^0>.

   Model: 1 is for a subset sampler, given the bases O_a.  2 is for every random Q with
   E <X, Q X> = |X|^2 and E |Q X|^2 <= rho |X|^2; section SubsetSampler shows that subset
   samplers have both, with any rho >= rho_a.  No sampling noise: H and b are constant.
   mu I <= H <= L I is stated by the values <X, H X>.
   Source: docs/theory/estimators.md, one-sided-vanishing (the part "what would not
   vanish", on Haar subspaces, is not here). *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns weights subset_samplers haar_first
  estimators block_answers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section InnerProduct.
Variables (R : realFieldType) (L : nat) (m n : 'I_L -> nat).
Definition point := forall a, 'M[R]_(m a, n a).
Implicit Types X Y : point.

(* <X, Y>, the product Frobenius inner product, and X - c Y. *)
Definition inner X Y : R := \sum_a frobenius (X a) (Y a).
Definition minus X c Y : point := fun a => X a - c *: Y a.

Lemma innerC X Y : inner X Y = inner Y X.
Proof. by apply: eq_bigr => a _; rewrite frobeniusC. Qed.

Lemma eq_inner X Y Y' : (forall a, Y a = Y' a) -> inner X Y = inner X Y'.
Proof. by move=> eq; apply: eq_bigr => a _; rewrite eq. Qed.

Lemma inner_minusr X Y c Y' : inner X (minus Y c Y') = inner X Y - c * inner X Y'.
Proof.
rewrite /inner big_distrr -sumrB; apply: eq_bigr => a _.
by rewrite /minus frobeniusDr -scaleNr frobeniusZr mulNr.
Qed.

Lemma inner_minusl X Y c Y' : inner (minus Y c Y') X = inner Y X - c * inner Y' X.
Proof. by rewrite innerC inner_minusr !(innerC X). Qed.

Lemma inner_ge0 X : 0 <= inner X X.
Proof. by apply: sumr_ge0 => a _; apply: frobenius_ge0. Qed.
End InnerProduct.

(* 2: any random Q with the two moments. *)
Section Contraction.
Variables (R : realFieldType) (L : nat) (m n : 'I_L -> nat).
Variable H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}.
Variables (mu smooth gamma rho : R).
Hypothesis self_adjoint : forall X Y : point R m n, inner X (hessian H Y) = inner (hessian H X) Y.
Hypothesis strongly_convex : forall X : point R m n, mu * inner X X <= inner X (hessian H X).
Hypothesis smoothness : forall X : point R m n, inner X (hessian H X) <= smooth * inner X X.
Hypotheses (mu_gt0 : 0 < mu) (mu_le : mu <= smooth) (rho_ge1 : 1 <= rho).
Hypotheses (gamma_gt0 : 0 < gamma) (gamma_le : gamma <= (rho * smooth)^-1).

Variables (Omega : finType) (d : distribution R Omega) (Q : Omega -> point R m n -> point R m n).
Hypothesis Q_mean : forall X, mean d (fun w => inner X (Q w X)) = inner X X.
Hypothesis Q_square : forall X, mean d (fun w => inner (Q w X) (Q w X)) <= rho * inner X X.

Definition energy (e : point R m n) : R := inner e (hessian H e).
Definition step w (e : point R m n) : point R m n := minus e gamma (Q w (hessian H e)).

(* E <e^k, H e^k> after k steps from e. *)
Fixpoint energy_after k e : R :=
  if k is k'.+1 then mean d (fun w => energy_after k' (step w e)) else energy e.

Lemma hessian_minus (X : point R m n) c Y a :
  hessian H (minus X c Y) a = minus (hessian H X) c (hessian H Y) a.
Proof.
rewrite /minus /hessian scaler_sumr -sumrB; apply: eq_bigr => b _.
by rewrite linearB linearZ.
Qed.

(* |H e|^2 >= mu <e, H e>, from |H e - mu e|^2 >= 0. *)
Lemma gradient_energy e : mu * energy e <= inner (hessian H e) (hessian H e).
Proof.
have := inner_ge0 (minus (hessian H e) mu e).
rewrite inner_minusr !inner_minusl (innerC _ e) -/(energy e) => nonneg.
have := strongly_convex e; rewrite -/(energy e) -subr_ge0 => /(mulr_ge0 (ltW mu_gt0)) convex.
by rewrite -subr_ge0; have := addr_ge0 nonneg convex; rewrite subrK.
Qed.

Lemma step_energy w e (g := hessian H e) : energy (step w e) <=
  energy e + (- (2%:R * gamma) * inner g (Q w g) + gamma ^+ 2 * smooth * inner (Q w g) (Q w g)).
Proof.
rewrite /energy (eq_inner _ (hessian_minus _ _ _)) /step inner_minusr !inner_minusl.
rewrite (self_adjoint e (Q w g)) -/g (innerC (Q w g) g).
have := smoothness (Q w g); rewrite -subr_ge0 => /(mulr_ge0 (sqr_ge0 gamma)) le.
by rewrite -subr_ge0; apply: le_trans le _; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma step_bound : gamma ^+ 2 * smooth * rho <= gamma.
Proof.
have pos : 0 < rho * smooth := mulr_gt0 (lt_le_trans ltr01 rho_ge1) (lt_le_trans mu_gt0 mu_le).
have : gamma * (rho * smooth) <= 1 by rewrite -ler_pdivl_mulr // div1r.
move=> /(ler_wpmul2l (ltW gamma_gt0)); rewrite mulr1; apply: le_trans.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* One step. *)
Theorem one_step e : mean d (fun w => energy (step w e)) <= (1 - gamma * mu) * energy e.
Proof.
have smooth_ge0 : 0 <= smooth := ltW (lt_le_trans mu_gt0 mu_le).
pose g := hessian H e; apply: le_trans (le_mean d (step_energy ^~ e)) _.
rewrite !meanD mean_const !meanZ Q_mean -/g mulrBl mul1r ler_add2l.
have bound : gamma ^+ 2 * smooth * mean d (fun w => inner (Q w g) (Q w g)) <= gamma * inner g g.
  apply: le_trans (ler_wpmul2l _ (Q_square g)) _; first by rewrite mulr_ge0 ?sqr_ge0.
  by rewrite mulrA; apply: ler_wpmul2r; [apply: inner_ge0 | apply: step_bound].
apply: le_trans (ler_add (lexx _) bound) _; rewrite -subr_ge0.
have grad : 0 <= inner g g - mu * energy e by rewrite subr_ge0; apply: gradient_energy.
apply: le_trans (mulr_ge0 (ltW gamma_gt0) grad) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma factor_ge0 : 0 <= 1 - gamma * mu.
Proof.
rewrite subr_ge0; apply: le_trans (ler_wpmul2l (ltW gamma_gt0) mu_le) _.
have smooth_gt0 := lt_le_trans mu_gt0 mu_le.
have pos : 0 < rho * smooth := mulr_gt0 (lt_le_trans ltr01 rho_ge1) (lt_le_trans mu_gt0 mu_le).
apply: (@le_trans _ _ (gamma * (rho * smooth))); last by rewrite -ler_pdivl_mulr // div1r.
by rewrite ler_pmul2l // ler_pemull // ltW.
Qed.

(* one-sided-vanishing: k steps. *)
Theorem one_sided_vanishing k e : energy_after k e <= (1 - gamma * mu) ^+ k * energy e.
Proof.
elim: k e => [|k IH] e /=; first by rewrite expr0 mul1r.
apply: le_trans (le_mean d (fun w => IH (step w e))) _.
rewrite meanZ exprSr -mulrA; apply: ler_wpmul2l; first by rewrite exprn_ge0 ?factor_ge0.
exact: one_step.
Qed.
End Contraction.

(* 1, and the two moments of Q for subset samplers. *)
Section SubsetSampler.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (root_rho : 'I_L -> R) (O : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (Omega : finType) (d : distribution R Omega).
Variable S : forall a, Omega -> {set 'I_(m a)}.
Hypothesis S_law : forall a, has_law d (@S a) (random_subset R (le_rm a)).
Let project a A := projection (root_rho a) (O a) (@e a) A.
Arguments project : clear implicits.
Definition subset_projection w (X : point R m n) : point R m n := fun a => project a (S a w) *m X a.

Lemma mean_block a (f : {set 'I_(m a)} -> R) :
  mean d (fun w => f (S a w)) = mean (random_subset R (le_rm a)) f.
Proof. exact: (vector_mean_law (V := [lmodType R of R^o]) f (@S_law a)). Qed.

Lemma subset_projection_mean X : mean d (fun w => inner X (subset_projection w X)) = inner X X.
Proof.
rewrite mean_sum; apply: eq_bigr => a _.
rewrite (mean_block (fun A => frobenius (X a) (project a A *m X a))).
exact: mean_inner_projection.
Qed.

Lemma subset_projection_square rho X : (forall a, (m a)%:R / (r a)%:R <= rho) ->
  mean d (fun w => inner (subset_projection w X) (subset_projection w X)) <= rho * inner X X.
Proof.
move=> le_rho; rewrite mean_sum /inner big_distrr; apply: ler_sum => a _ /=.
rewrite (mean_block (fun A => frobenius (project a A *m X a) (project a A *m X a))).
by rewrite haar_first //; apply: ler_wpmul2r; rewrite ?frobenius_ge0.
Qed.

(* The step of one_sided at Z, with the residual H Z - b. *)
Variable H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}.
Variables (b Z : point R m n).
Definition residual : point R m n := fun a => hessian H Z a - b a.

Theorem one_sided_step_mean a : vector_mean d (fun w => subset_projection w residual a) = residual a.
Proof.
rewrite vector_mean_mulmxr (vector_mean_law (project a) (@S_law a)).
by rewrite mean_projection // mul1mx.
Qed.

Theorem one_sided_step_variance :
  mean d (fun w => inner (minus (subset_projection w residual) 1 residual)
                         (minus (subset_projection w residual) 1 residual))
  = \sum_a ((m a)%:R / (r a)%:R - 1) * frobenius (residual a) (residual a).
Proof.
rewrite mean_sum; apply: eq_bigr => a _.
pose f A := project a A *m residual a - residual a.
rewrite -(projection_variance (le_rm a) (r_gt0 a) (rho_root a) (ortho a) (@order a)).
rewrite -(mean_block (fun A => frobenius (f A) (f A))); apply: eq_mean => w.
by rewrite /minus scale1r.
Qed.

(* At the solution the step is 0, whatever the subspaces are. *)
Theorem one_sided_step_at_solution : (forall a, hessian H Z a = b a) ->
  forall w a, subset_projection w residual a = 0.
Proof. by move=> solution w a; rewrite /subset_projection /residual solution subrr mulmx0. Qed.

(* 2 for subset samplers, rho at least every rho_a. *)
Corollary one_sided_vanishing_subset_samplers (mu smooth gamma rho : R) k (e0 : point R m n) :
  (forall X Y : point R m n, inner X (hessian H Y) = inner (hessian H X) Y) ->
  (forall X : point R m n, mu * inner X X <= inner X (hessian H X)) ->
  (forall X : point R m n, inner X (hessian H X) <= smooth * inner X X) ->
  0 < mu -> mu <= smooth -> 1 <= rho -> (forall a, (m a)%:R / (r a)%:R <= rho) ->
  0 < gamma -> gamma <= (rho * smooth)^-1 ->
  energy_after H gamma d subset_projection k e0 <= (1 - gamma * mu) ^+ k * energy H e0.
Proof.
move=> adjoint convex smoothness mu0 mu_le rho1 le_rho gamma0 gamma_le.
apply: (one_sided_vanishing adjoint convex smoothness mu0 mu_le rho1 gamma0 gamma_le) => X.
  exact: subset_projection_mean.
exact: subset_projection_square.
Qed.
End SubsetSampler.
