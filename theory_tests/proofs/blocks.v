(* biprobe-unbiased on several blocks.

   Result: Y = (Y_a), block a of m_a x n_a and rank r_a, any number of blocks, H any
   linear map of the product space.  For every block a the mean of P_a B_a is
   (H Z)_a = sum_b H_ab[Z_b]: for biprobe, balanced, centred and exact_weights if
   2 <= r_a < m_a or r_a = m_a for every a (the two kinds may be mixed), for one_sided
   and decoupled at every rank r_a >= 1.

   Model: a finite probability space d.  Each block draws a uniformly random r_a-subset
   and, independently, its signs; the draws of any two blocks are independent (nothing is
   asked of three blocks together).  H is given by its sub-blocks H_ab, linear maps from
   block b to block a.  Different blocks may use different actions
   (section TwoProbes).  product_space.v gives such a space for every family of laws.
   Source: docs/theory/estimators.md, biprobe-unbiased. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets columns weights subset_samplers probes estimators
  block_answers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* A two-probe action between two different blocks: only E[delta'] = 0 is used. *)
Section DifferentBlocks.
Variables (R : realFieldType) (m n r m' n' r' : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N) (le_rm' : (r' <= m')%N) (r'_gt0 : (0 < r')%N).
Variables (root_rho root_rho' : R) (O : 'M[R]_m) (O' : 'M[R]_m').
Variables (e : {set 'I_m} -> 'I_r -> 'I_m) (e' : {set 'I_m'} -> 'I_r' -> 'I_m').
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (rho_root' : root_rho' ^+ 2 = m'%:R / r'%:R).
Hypotheses (ortho : orthogonal O) (ortho' : orthogonal O') (order : ordering e) (order' : ordering e').
Variables (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n')).
Variables (pr : probes R m r) (pr' : probes R m' r').
Let P S := sampled root_rho O (e S).
Let P' S := sampled root_rho' O' (e' S).

Lemma projected_terms_sum S S' :
  \sum_i \sum_j projected_term (P S) (P' S') H Z i j
  = projection root_rho O e S *m H (projection root_rho' O' e' S' *m Z).
Proof.
rewrite /projection !gram_columns mulmx_suml; apply: eq_bigr => i _.
by rewrite mulmx_suml linear_sum mulmx_sumr.
Qed.

Lemma mean_terms_between :
  vector_mean (product (product (random_subset R le_rm) (law pr))
                       (product (random_subset R le_rm') (law pr')))
    (fun y => \sum_i \sum_j (1 + left y.1.2 i * right y.2.2 j)
                *: projected_term (P y.1.1) (P' y.2.1) H Z i j)
  = H Z.
Proof.
pose F S S' := projection root_rho O e S *m H (projection root_rho' O' e' S' *m Z).
rewrite -[RHS](subset_samplers_between_blocks le_rm r_gt0 le_rm' r'_gt0 rho_root rho_root'
  ortho ortho' order order') -/(F _ _) !vector_mean_product /=; apply: eq_vector_mean => S.
rewrite -[RHS](vector_mean_const (law pr)); apply: eq_vector_mean => x.
rewrite vector_mean_product; apply: eq_vector_mean => S' /=.
rewrite -/(F S S') /F -projected_terms_sum.
rewrite vector_mean_sum; apply: eq_bigr => i _; rewrite vector_mean_sum; apply: eq_bigr => j _.
by rewrite vector_meanZ meanD mean_const meanZ right_mean mulr0 addr0 scale1r.
Qed.
End DifferentBlocks.

(* biprobe, balanced, centred: X_a is the draw of block a, subset and signs. *)
Section TwoProbes.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Hypothesis allowed : forall a, rank_allowed (m a) (r a).
Variables (root_rho : 'I_L -> R) (O : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).
Variable pr : forall a, probes R (m a) (r a).

Definition block_law a := product (random_subset R (le_rm a)) (law (pr a)).

Variables (Omega : finType) (d : distribution R Omega).
Variable X : forall a, Omega -> ({set 'I_(m a)} * outcome (pr a))%type.
Hypothesis X_law : forall a, has_law d (@X a) (block_law a).
Hypothesis X_independent : forall a b, a != b ->
  has_law d (fun w => (X a w, X b w)) (product (block_law a) (block_law b)).

Let P w a := sampled (root_rho a) (O a) (e (X a w).1).

Theorem blocks_two_probe_unbiased a :
  vector_mean d (fun w => P w a *m
    blocks_two_probe (P w) H (fun a => left (X a w).2) (fun a => right (X a w).2) Z a)
  = hessian H Z a.
Proof.
rewrite (eq_vector_mean _ (fun w => blocks_lifted_two_probe _ _ _ _ _ _)) vector_mean_sum.
apply: eq_bigr => b _; have [<-{b}|ne] := eqVneq a b.
  pose f (y : {set 'I_(m a)} * outcome (pr a)) := \sum_i \sum_j (1 + left y.2 i * right y.2 j)
    *: projected_term (sampled (root_rho a) (O a) (e y.1)) (sampled (root_rho a) (O a) (e y.1))
         (H a a) (Z a) i j.
  rewrite (vector_mean_law f (@X_law a)).
  exact: (mean_probe_terms (le_rm a) (rho_root a) (ortho a) (@order a)).
pose f (y : ({set 'I_(m a)} * outcome (pr a)) * ({set 'I_(m b)} * outcome (pr b))) :=
  \sum_i \sum_j (1 + left y.1.2 i * right y.2.2 j)
  *: projected_term (sampled (root_rho a) (O a) (e y.1.1)) (sampled (root_rho b) (O b) (e y.2.1))
       (H a b) (Z b) i j.
rewrite (vector_mean_law f (X_independent ne)).
exact: (mean_terms_between (le_rm a) (r_gt0 a) (le_rm b) (r_gt0 b) (rho_root a) (rho_root b)).
Qed.
End TwoProbes.

(* exact_weights, one_sided, decoupled: S_a is the subset of block a. *)
Section OtherActions.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (root_rho : 'I_L -> R) (O : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).

Variables (Omega : finType) (d : distribution R Omega).
Variable S : forall a, Omega -> {set 'I_(m a)}.
Hypothesis S_law : forall a, has_law d (@S a) (random_subset R (le_rm a)).

Let P w a := sampled (root_rho a) (O a) (e (S a w)).
Let Q a (A : {set 'I_(m a)}) := projection (root_rho a) (O a) (@e a) A.

(* one_sided needs no independence of the blocks. *)
Theorem blocks_one_sided_unbiased a :
  vector_mean d (fun w => P w a *m blocks_one_sided (P w) H Z a) = hessian H Z a.
Proof.
rewrite (eq_vector_mean _ (fun w => mulmxA _ _ _)) vector_mean_mulmxr.
rewrite (vector_mean_law (@Q a) (@S_law a)).
by rewrite (mean_projection (le_rm a) (r_gt0 a) (rho_root a) (ortho a) (@order a)) mul1mx.
Qed.

(* exact_weights: the subsets of two different blocks are independent. *)
Hypothesis allowed : forall a, rank_allowed (m a) (r a).
Hypothesis S_independent : forall a b, a != b ->
  has_law d (fun w => (S a w, S b w)) (product (random_subset R (le_rm a)) (random_subset R (le_rm b))).

Theorem blocks_exact_weights_unbiased a :
  vector_mean d (fun w => P w a *m blocks_exact_weights (P w) H Z a) = hessian H Z a.
Proof.
rewrite (eq_vector_mean _ (fun w => blocks_lifted_exact_weights _ _ _ _)) vector_mean_sum.
apply: eq_bigr => b _; pose p c (A : {set 'I_(m c)}) := sampled (root_rho c) (O c) (e A).
have [<-{b}|ne] := eqVneq a b.
  pose f A := \sum_i \sum_j (1 + correction R (m a) (r a) (i == j))
    *: projected_term (@p a A) (@p a A) (H a a) (Z a) i j.
  rewrite -[RHS](corrected_mean (le_rm a) (allowed a) (rho_root a) (ortho a) (@order a)).
  rewrite -(vector_mean_law f (@S_law a)); apply: eq_vector_mean => w.
  apply: eq_bigr => i _; apply: eq_bigr => j _; congr (_ *: _).
  by rewrite /block_correction eqxx eq_Tagged.
pose f (y : {set 'I_(m a)} * {set 'I_(m b)}) := @Q a y.1 *m H a b (@Q b y.2 *m Z b).
rewrite -[RHS](subset_samplers_between_blocks (le_rm a) (r_gt0 a) (le_rm b) (r_gt0 b)
  (rho_root a) (rho_root b) (ortho a) (ortho b) (@order a) (@order b)).
rewrite -(vector_mean_law f (S_independent ne)); apply: eq_vector_mean => w.
rewrite /f /Q -projected_terms_sum; apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite /block_correction (negbTE ne) addr0 scale1r.
Qed.
End OtherActions.

(* decoupled: S_a is the subset of P, S2_a that of the second subspace, which is drawn
   independently from the same kind of sampler. *)
Section Decoupled.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (root_rho : 'I_L -> R) (O O2 : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (ortho2 : forall a, orthogonal (O2 a)).
Hypothesis order : forall a, ordering (@e a).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).

Variables (Omega : finType) (d : distribution R Omega).
Variables S S2 : forall a, Omega -> {set 'I_(m a)}.
Hypothesis S_law : forall a b,
  has_law d (fun w => (S a w, S2 b w)) (product (random_subset R (le_rm a)) (random_subset R (le_rm b))).

Let P w a := sampled (root_rho a) (O a) (e (S a w)).
Let P2 w a := sampled (root_rho a) (O2 a) (e (S2 a w)).

Theorem blocks_decoupled_unbiased a :
  vector_mean d (fun w => P w a *m blocks_decoupled (P w) H (P2 w) Z a) = hessian H Z a.
Proof.
rewrite /blocks_decoupled /hessian (eq_vector_mean _ (fun w => mulmxA _ _ _)).
rewrite (eq_vector_mean _ (fun w => mulmx_sumr _ _ _ _)) vector_mean_sum.
apply: eq_bigr => b _; pose f (y : {set 'I_(m a)} * {set 'I_(m b)}) :=
  projection (root_rho a) (O a) (@e a) y.1 *m H a b (projection (root_rho b) (O2 b) (@e b) y.2 *m Z b).
rewrite -[RHS](subset_samplers_between_blocks (le_rm a) (r_gt0 a) (le_rm b) (r_gt0 b)
  (rho_root a) (rho_root b) (ortho a) (ortho2 b) (@order a) (@order b)).
rewrite -(vector_mean_law f (@S_law a b)); apply: eq_vector_mean => w.
by rewrite /f /projection -(mulmxA (P2 w b)).
Qed.
End Decoupled.
