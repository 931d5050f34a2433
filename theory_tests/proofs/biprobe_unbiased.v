(* biprobe-unbiased, the statement to cite.

   Result: any number of blocks, block a of m_a x n_a and rank 1 <= r_a <= m_a; H any
   linear map of the product space, symmetric or not; Z any point.  For biprobe,
   balanced, centred, exact_weights, decoupled and one_sided the mean of P B over the
   sampled Hessian, the subspaces and the action's own randomness is H Z.
   Ranks: for the first four r_a >= 2 where r_a < m_a (balanced: even); for the last two
   any.  Projected blocks and blocks with r_a = m_a may be mixed.

   Model: R is a real closed field, for example the reals; sqrt is its square root.  The
   subspaces come from a subset sampler: columns of an orthogonal O_a at a uniformly
   random r_a-subset, in any order.  Everything is given the past and given O_a.
   Everything random is drawn from the product of finite distributions, so it is
   independent.  The sampled Hessian has finitely many values.
   Source: docs/theory/estimators.md, biprobe-unbiased. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite product_space subsets columns signs weights
  subset_samplers probes estimators block_answers blocks.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Scales.
Variables (R : rcfType) (m r : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N).

Lemma tau_squared_ge0 : 0 <= tau_squared R m r.
Proof.
rewrite /tau_squared; case: eqP => // _.
by rewrite divr_ge0 ?mulr_ge0 ?subr_ge0 ?ler0n ?ler_nat ?ler1n.
Qed.

Lemma rho_root : Num.sqrt (m%:R / r%:R) ^+ 2 = m%:R / r%:R :> R.
Proof. by rewrite sqr_sqrtr // divr_ge0 ?ler0n. Qed.

Lemma rank_root : Num.sqrt r%:R ^+ 2 = r%:R :> R.
Proof. by rewrite sqr_sqrtr ?ler0n. Qed.

Lemma biprobe_root : Num.sqrt (biprobe_scale_squared R m r) ^+ 2 = biprobe_scale_squared R m r.
Proof. by rewrite sqr_sqrtr // divr_ge0 ?ler0n ?tau_squared_ge0. Qed.

Lemma centred_root : Num.sqrt (centred_scale_squared R m r) ^+ 2 = centred_scale_squared R m r.
Proof. by rewrite sqr_sqrtr // tau_squared_ge0. Qed.

Lemma balanced_root : Num.sqrt (balanced_scale_squared R m r) ^+ 2 = balanced_scale_squared R m r.
Proof. by rewrite sqr_sqrtr // divr_ge0 ?mulr_ge0 ?subr_ge0 ?ler0n ?ler1n ?tau_squared_ge0. Qed.
End Scales.

Section Unbiased.
Variables (R : rcfType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (O : forall a, 'M[R]_(m a)) (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Local Notation linear_maps := (forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}).
Variables (H : linear_maps) (Z : forall a, 'M[R]_(m a, n a)).

(* The sampled Hessian sample(x), x of law c, with mean H. *)
Variables (Xi : finType) (c : distribution R Xi) (sample : Xi -> linear_maps).
Hypothesis sample_mean : forall a, vector_mean c (fun x => hessian (sample x) Z a) = hessian H Z a.

(* P_a = sqrt(m_a / r_a) times the columns of O_a in the subset. *)
Let root_rho a : R := Num.sqrt ((m a)%:R / (r a)%:R).
Let roots a : root_rho a ^+ 2 = (m a)%:R / (r a)%:R := rho_root R (m a) (r a).
Definition subspace (S : forall a, {set 'I_(m a)}) a : 'M[R]_(m a, r a) :=
  sampled (root_rho a) (O a) (e (S a)).

Let subsets := choices (fun a => random_subset R (le_rm a)).

(* Below, an estimate is P B for given draws and a given Hessian G. *)
Section TwoProbes.
Hypothesis allowed : forall a, rank_allowed (m a) (r a).
Variable pr : forall a, probes R (m a) (r a).
Let draws := choices (block_law le_rm pr).

Definition two_probe_estimate (G : linear_maps)
    (w : {dffun forall a, ({set 'I_(m a)} * outcome (pr a))%type}) a : 'M[R]_(m a, n a) :=
  let P := subspace (fun a => (w a).1) in
  P a *m blocks_two_probe P G (fun a => left (w a).2) (fun a => right (w a).2) Z a.

(* Every mixture of two-probe actions, one kind a block. *)
Theorem mixed_unbiased a :
  vector_mean (product c draws) (fun x => two_probe_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof.
rewrite -[RHS]sample_mean.
apply: (sampled_hessian c (estimate := fun x w => two_probe_estimate (sample x) w a)) => x.
apply: (blocks_two_probe_unbiased r_gt0 allowed roots ortho order (sample x) Z).
  exact: draw_law.
exact: draw_independent.
Qed.
End TwoProbes.

Section Actions.
Hypothesis allowed : forall a, rank_allowed (m a) (r a).

(* The weights left, right are biprobe_left, biprobe_right, centred_left, ... of probes.v,
   with the square roots of biprobe_scale_squared, ... as scales. *)
Definition biprobes a : probes R (m a) (r a) :=
  biprobe (biprobe_root R (le_rm a) (r_gt0 a)) (rank_root R (r a)).
Definition centreds a : probes R (m a) (r a) := centred (centred_root R (le_rm a) (r_gt0 a)).
Definition balanceds (even : forall a, (r a == m a) || ~~ odd (r a)) a : probes R (m a) (r a) :=
  balanced (balanced_root R (le_rm a) (r_gt0 a)) (even a).

Theorem biprobe_unbiased a :
  vector_mean (product c (choices (block_law le_rm biprobes)))
    (fun x => two_probe_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof. exact: mixed_unbiased. Qed.

Theorem centred_unbiased a :
  vector_mean (product c (choices (block_law le_rm centreds)))
    (fun x => two_probe_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof. exact: mixed_unbiased. Qed.

Theorem balanced_unbiased (even : forall a, (r a == m a) || ~~ odd (r a)) a :
  vector_mean (product c (choices (block_law le_rm (balanceds even))))
    (fun x => two_probe_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof. exact: mixed_unbiased. Qed.

Definition exact_weights_estimate (G : linear_maps) (S : {dffun forall a, {set 'I_(m a)}}) a :=
  subspace S a *m blocks_exact_weights (subspace S) G Z a.

Theorem exact_weights_unbiased a :
  vector_mean (product c subsets) (fun x => exact_weights_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof.
rewrite -[RHS]sample_mean.
apply: (sampled_hessian c (estimate := fun x S => exact_weights_estimate (sample x) S a)) => x.
apply: (blocks_exact_weights_unbiased r_gt0 roots ortho order (sample x) Z _ allowed).
  exact: draw_law.
exact: draw_independent.
Qed.
End Actions.

Section AnyRank.

Definition one_sided_estimate (G : linear_maps) (S : {dffun forall a, {set 'I_(m a)}}) a :=
  subspace S a *m blocks_one_sided (subspace S) G Z a.

Theorem one_sided_unbiased a :
  vector_mean (product c subsets) (fun x => one_sided_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof.
rewrite -[RHS]sample_mean.
apply: (sampled_hessian c (estimate := fun x S => one_sided_estimate (sample x) S a)) => x.
by apply: (blocks_one_sided_unbiased r_gt0 roots ortho order (sample x) Z); apply: draw_law.
Qed.

(* The second subspace has subsets of its own, and any bases O2. *)
Variable O2 : forall a, 'M[R]_(m a).
Hypothesis ortho2 : forall a, orthogonal (O2 a).

Definition decoupled_estimate (G : linear_maps)
    (S : {dffun forall a, {set 'I_(m a)}} * {dffun forall a, {set 'I_(m a)}}) a :=
  subspace S.1 a *m blocks_decoupled (subspace S.1) G
    (fun b => sampled (root_rho b) (O2 b) (e (S.2 b))) Z a.

Theorem decoupled_unbiased a :
  vector_mean (product c (product subsets subsets))
    (fun x => decoupled_estimate (sample x.1) x.2 a) = hessian H Z a.
Proof.
rewrite -[RHS]sample_mean.
apply: (sampled_hessian c (estimate := fun x S => decoupled_estimate (sample x) S a)) => x.
pose T := {dffun forall a, {set 'I_(m a)}}.
apply: (blocks_decoupled_unbiased r_gt0 roots ortho ortho2 order (sample x) Z
  (S := fun a (w : T * T) => w.1 a) (S2 := fun a (w : T * T) => w.2 a) (d := product subsets subsets)).
move=> a1 b1; apply: (product_law (X := fun S : T => S a1) (Y := fun S : T => S b1)); exact: draw_law.
Qed.
End AnyRank.
End Unbiased.
