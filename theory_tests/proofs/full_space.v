(* full-space: where no block is projected, every action returns H Z.

   Result: if r_a = m_a for every block, then P B = H Z for each of the seven actions, for
   every draw of the subsets and of the signs, not only in the mean.

   Model: as blocks.v; nothing is random here.  The second half of the document's claim,
   that the method is then MA-SOBA or SOBA, is about the definition of the method and is
   not here.
   Source: docs/theory/estimators.md, full-space. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets columns signs weights subset_samplers
  probes estimators block_answers blocks.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* tau = 0, so that the left weights of the three kinds of probes are 0. *)
Section LeftWeights.
Variables (R : realFieldType) (m r : nat).
Hypothesis full : r = m.

Lemma full_tau : tau_squared R m r = 0.
Proof. by rewrite /tau_squared full eqxx. Qed.

Lemma full_biprobe (u root_r : R) s i : u ^+ 2 = biprobe_scale_squared R m r ->
  biprobe_left (r := r) u root_r s i = 0.
Proof.
rewrite /biprobe_scale_squared full_tau mul0r => /eqP; rewrite sqrf_eq0 => /eqP u0.
by rewrite /biprobe_left u0 mul0r.
Qed.

Lemma full_centred (t : R) s i : t ^+ 2 = centred_scale_squared R m r ->
  centred_left (r := r) t s i = 0.
Proof.
rewrite /centred_scale_squared full_tau => /eqP; rewrite sqrf_eq0 => /eqP t0.
by rewrite /centred_left t0 mul0r.
Qed.

Lemma full_balanced (v : R) A i : v ^+ 2 = balanced_scale_squared R m r ->
  balanced_left (r := r) v A i = 0.
Proof.
rewrite /balanced_scale_squared full_tau !mul0r => /eqP; rewrite sqrf_eq0 => /eqP v0.
by rewrite /balanced_left v0 mul0r.
Qed.
End LeftWeights.

Section FullSpace.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (r_gt0 : forall a, (0 < r a)%N) (full : forall a, r a = m a).
Variables (root_rho : 'I_L -> R) (O : forall a, 'M[R]_(m a)).
Variables (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).
Variable S : forall a, {set 'I_(m a)}.
Hypothesis S_size : forall a, #|S a| = r a.
Let P a := sampled (root_rho a) (O a) (e (S a)).

(* Q_a = I. *)
Lemma full_projection a : P a *m (P a)^T = 1%:M.
Proof.
have r0 : (r a)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have sizes : (m a)%:R = (r a)%:R :> R by rewrite full.
rewrite sampled_projection rho_root sizes divff // scale1r.
rewrite (sum_indicator (dyad (O a)) (@order a) (S_size a)) -(sum_dyad (ortho a)).
have -> : S a = setT by apply/eqP; rewrite eqEcard subsetT cardsT card_ord S_size -full leqnn.
by apply: eq_bigr => k _; rewrite inE scale1r.
Qed.

Lemma full_terms a : \sum_b \sum_i \sum_j projected_term (P a) (P b) (H a b) (Z b) i j = hessian H Z a.
Proof.
apply: eq_bigr => b _; rewrite /P projected_terms_sum /projection -/(P a) -/(P b).
by rewrite !full_projection !mul1mx.
Qed.

Theorem full_space_plain a :
  P a *m blocks_projected_hessian P H (blocks_restricted P Z) a = hessian H Z a.
Proof.
rewrite mulmxA full_projection mul1mx; apply: eq_bigr => b _.
by rewrite mulmxA full_projection mul1mx.
Qed.

(* Probes whose left weights are 0 ... *)
Lemma full_space_two_probe (delta delta' : row_weights R r) a : (forall a i, delta a i = 0) ->
  P a *m blocks_two_probe P H delta delta' Z a = hessian H Z a.
Proof.
move=> zero; rewrite blocks_lifted_two_probe -full_terms; apply: eq_bigr => b _.
apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite zero mul0r addr0 scale1r.
Qed.

(* ... as are those of biprobe, centred and balanced, for all signs. *)
Theorem full_space_biprobe (u root_r : 'I_L -> R) (s : forall a, {ffun 'I_(r a).+1 -> bool}) a :
  (forall a, u a ^+ 2 = biprobe_scale_squared R (m a) (r a)) ->
  P a *m blocks_two_probe P H (fun a => biprobe_left (u a) (root_r a) (s a))
    (fun a => biprobe_right (u a) (root_r a) (s a)) Z a = hessian H Z a.
Proof. by move=> root; apply: full_space_two_probe => b i; apply: (full_biprobe (full b)). Qed.

Theorem full_space_centred (t : 'I_L -> R) (s : forall a, {ffun 'I_(r a) -> bool}) a :
  (forall a, t a ^+ 2 = centred_scale_squared R (m a) (r a)) ->
  P a *m blocks_two_probe P H (fun a => centred_left (t a) (s a))
    (fun a => centred_right (t a) (s a)) Z a = hessian H Z a.
Proof. by move=> root; apply: full_space_two_probe => b i; apply: (full_centred (full b)). Qed.

Theorem full_space_balanced (v : 'I_L -> R) (A : forall a, {set 'I_(r a)}) a :
  (forall a, v a ^+ 2 = balanced_scale_squared R (m a) (r a)) ->
  P a *m blocks_two_probe P H (fun a => balanced_left (v a) (A a))
    (fun a => balanced_right (v a) (A a)) Z a = hessian H Z a.
Proof. by move=> root; apply: full_space_two_probe => b i; apply: (full_balanced (full b)). Qed.

Theorem full_space_exact_weights a : P a *m blocks_exact_weights P H Z a = hessian H Z a.
Proof.
rewrite blocks_lifted_exact_weights -full_terms; apply: eq_bigr => b _.
apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite /block_correction /correction.
by case: (a == b); rewrite ?full_tau ?mul0r ?subr0 ?addr0 ?scale1r.
Qed.

Theorem full_space_one_sided a : P a *m blocks_one_sided P H Z a = hessian H Z a.
Proof. by rewrite mulmxA full_projection mul1mx. Qed.
End FullSpace.

(* The second subspace has bases O2, an order and subsets of its own. *)
Section Decoupled.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (r_gt0 : forall a, (0 < r a)%N) (full : forall a, r a = m a).
Variables (root_rho : 'I_L -> R) (O O2 : forall a, 'M[R]_(m a)).
Variables (e e2 : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypothesis rho_root : forall a, root_rho a ^+ 2 = (m a)%:R / (r a)%:R.
Hypotheses (ortho : forall a, orthogonal (O a)) (ortho2 : forall a, orthogonal (O2 a)).
Hypotheses (order : forall a, ordering (@e a)) (order2 : forall a, ordering (@e2 a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).
Variables S S2 : forall a, {set 'I_(m a)}.
Hypotheses (S_size : forall a, #|S a| = r a) (S2_size : forall a, #|S2 a| = r a).
Let P a := sampled (root_rho a) (O a) (e (S a)).
Let P2 a := sampled (root_rho a) (O2 a) (e2 (S2 a)).

Theorem full_space_decoupled a : P a *m blocks_decoupled P H P2 Z a = hessian H Z a.
Proof.
rewrite mulmxA (full_projection r_gt0 full rho_root ortho order S_size) mul1mx.
apply: eq_bigr => b _.
by rewrite mulmxA (full_projection r_gt0 full rho_root ortho2 order2 S2_size) mul1mx.
Qed.
End Decoupled.
