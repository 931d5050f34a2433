(* subset-samplers: the weights (4) are unbiased for every subset sampler.

   Result: let S be a uniformly random r-subset of the columns u_k of an orthogonal
   O, and P = sqrt(m/r) (u_k, k in S), in any order.  For every linear map H of the
   m x n matrices and every Z, with the weights (4),
       mean over S of  sum_ij W_ij p_i p_i' H[p_j p_j' Z]  =  H[Z].
   Between two different blocks, whose subsets are independent, the same holds with
   weight 1, for every rank.

   Model: the mean is the average over all r-subsets, for one given O: the
   conditional mean of the document.  So it holds for every law of O.  P carries the
   factor root_rho, of which only the square, m/r, enters.
   Source: docs/theory/estimators.md, subset-samplers. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns weights.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* p_i p_i' H[q_j q_j' Z], where p_i and q_j are columns of P and of Q. *)
Definition projected_term (R : realFieldType) m n m' n' r r' (P : 'M[R]_(m, r)) (Q : 'M[R]_(m', r'))
    (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n')) i j : 'M[R]_(m, n) :=
  col i P *m (col i P)^T *m H (col j Q *m (col j Q)^T *m Z).

(* The weights (4) as a matrix. *)
Definition constant_weight (F : fieldType) (m r : nat) (i j : 'I_r) : F :=
  if i == j then diagonal_weight F m r else off_diagonal_weight F m r.

(* The ranks that the corrected actions allow: 2 <= r < m, or no projection (r = m). *)
Definition rank_allowed (m r : nat) := (r <= m)%N && ((r == m) || (2 <= r)%N).

Section SampledTerms.
Variables (R : realFieldType) (m n m' n' r r' : nat) (root_rho root_rho' : R).
Variables (O : 'M[R]_m) (O' : 'M[R]_m').
Variables (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n')).

Lemma sampled_term (e : 'I_r -> 'I_m) (e' : 'I_r' -> 'I_m') i j :
  projected_term (sampled root_rho O e) (sampled root_rho' O' e') H Z i j
  = (root_rho ^+ 2 * root_rho' ^+ 2) *: term O O' H Z (e i) (e' j).
Proof.
by rewrite /projected_term !sampled_dyad -!scalemxAl linearZ -scalemxAr scalerA.
Qed.
End SampledTerms.

(* A sum over the ordered columns is a sum over all columns with indicators. *)
Lemma sum_indicator (R : realFieldType) (V : lmodType R) m r (e : {set 'I_m} -> 'I_r -> 'I_m)
    (S : {set 'I_m}) (F : 'I_m -> V) :
  ordering e -> #|S| = r -> \sum_i F (e S i) = \sum_k (k \in S)%:R *: F k.
Proof.
move=> order card_S; rewrite (sum_ordering F order card_S) big_mkcond.
by apply: eq_bigr => k _; case: (k \in S); rewrite ?scale1r ?scale0r.
Qed.

Lemma eq_vector_mean_subset (R : realFieldType) (V : lmodType R) m r (le_rm : (r <= m)%N)
    (f g : {set 'I_m} -> V) : (forall S : {set 'I_m}, #|S| = r -> f S = g S) ->
  vector_mean (random_subset R le_rm) f = vector_mean (random_subset R le_rm) g.
Proof.
move=> e; apply: eq_bigr => S _; rewrite /= /uniform_weight inE.
by case: eqP => [/e->//|_]; rewrite mul0r !scale0r.
Qed.

Section OneBlock.
Variables (R : realFieldType) (m n r : nat).
Hypotheses (le_rm : (r <= m)%N) (allowed : rank_allowed m r).
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).
Variables (H : {linear 'M[R]_(m, n) -> 'M[R]_(m, n)}) (Z : 'M[R]_(m, n)).
Let P S := sampled root_rho O (e S).

(* rho^2 (1 + C) times the probability that S has both columns is 1. *)
Lemma coefficient (k l : 'I_m) :
  mean (random_subset R le_rm)
    (fun S : {set 'I_m} =>
      (root_rho ^+ 2) ^+ 2 * (1 + correction R m r (k == l)) * ((k \in S)%:R * (l \in S)%:R)) = 1.
Proof.
rewrite meanZ rho_root; have m0 : m%:R != 0 :> R by rewrite pnatr_eq0; case: m k => [[]//|].
have [<-|ne] := eqVneq k l.
  rewrite (@eq_mean _ _ _ _ (fun S : {set 'I_m} => (k \in S)%:R)) => [|S]; last by rewrite -natrM mulnb andbb.
  rewrite inclusion_oneP /inclusion_one; case/andP: allowed => _ /orP[/eqP->|two_le_r].
    by rewrite /correction /tau_squared eqxx; field.
  have [_ r0 _ r1] := rank_facts R two_le_r le_rm.
  by rewrite -(diagonal_weightE R two_le_r le_rm) /diagonal_weight; field; rewrite m0 r0.
have m_gt1 := two_rows ne; have m1 : m%:R - 1 != 0 :> R.
  by rewrite subr_eq0 pnatr_eq1; case: m m_gt1 => [|[]].
rewrite inclusion_twoP // /inclusion_two; case/andP: allowed => _ /orP[/eqP->|two_le_r].
  by rewrite /correction /tau_squared eqxx; field; rewrite m0 m1.
have [_ r0 _ r1] := rank_facts R two_le_r le_rm.
rewrite -(off_diagonal_weightE R two_le_r le_rm) /off_diagonal_weight.
by field; rewrite m0 m1 r0 r1.
Qed.

(* Weights 1 + C, also where nothing is projected (r = m, also r = 1). *)
Theorem corrected_mean :
  vector_mean (random_subset R le_rm)
    (fun S => \sum_i \sum_j (1 + correction R m r (i == j)) *: projected_term (P S) (P S) H Z i j)
  = H Z.
Proof.
rewrite -[RHS](mean_of_terms H Z ortho ortho coefficient); apply: eq_vector_mean_subset => S card_S.
pose c (k l : 'I_m) := (root_rho ^+ 2) ^+ 2 * (1 + correction R m r (k == l)).
pose F (k l : 'I_m) := c k l *: term O O H Z k l.
transitivity (\sum_i \sum_j F (e S i) (e S j)).
  apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite sampled_term scalerA /F /c.
  by rewrite (inj_eq (proj1 (order card_S))) mulrC -expr2.
rewrite (sum_indicator (fun k => \sum_j F k (e S j)) order card_S); apply: eq_bigr => k _.
rewrite (sum_indicator (F k) order card_S) scaler_sumr; apply: eq_bigr => l _.
by rewrite /F !scalerA; congr (_ *: _); rewrite /c mulrC.
Qed.

(* subset-samplers, one block: the weights (4). *)
Theorem subset_samplers : (2 <= r)%N ->
  vector_mean (random_subset R le_rm)
    (fun S => \sum_i \sum_j constant_weight R m i j *: projected_term (P S) (P S) H Z i j)
  = H Z.
Proof.
move=> two_le_r; rewrite -[RHS]corrected_mean; apply: eq_vector_mean => S.
apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite /constant_weight.
by case: (i == j); rewrite ?(diagonal_weightE R two_le_r le_rm) ?(off_diagonal_weightE R two_le_r le_rm).
Qed.
End OneBlock.

(* The mean of Q = P P' is I (Lemma S of the document), for every rank r >= 1. *)
Section Projection.
Variables (R : realFieldType) (m r : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N).
Variables (root_rho : R) (O : 'M[R]_m) (e : {set 'I_m} -> 'I_r -> 'I_m).
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (ortho : orthogonal O) (order : ordering e).

Definition projection S := sampled root_rho O (e S) *m (sampled root_rho O (e S))^T.

Theorem mean_projection : vector_mean (random_subset R le_rm) projection = 1%:M.
Proof.
have r0 : r%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_trans r_gt0).
rewrite -(sum_dyad ortho).
transitivity (vector_mean (random_subset R le_rm)
    (fun S : {set 'I_m} => \sum_k ((m%:R / r%:R) * (k \in S)%:R) *: dyad O k)).
  apply: eq_vector_mean_subset => S card_S; rewrite /projection sampled_projection rho_root.
  rewrite (sum_indicator (dyad O) order card_S) scaler_sumr.
  by apply: eq_bigr => k _; rewrite scalerA.
rewrite vector_mean_sum; apply: eq_bigr => k _.
rewrite vector_meanZ meanZ inclusion_oneP /inclusion_one.
by rewrite -[RHS]scale1r; congr (_ *: _); field; rewrite m0 r0.
Qed.
End Projection.

(* subset-samplers, two different blocks: Q H[Q' Z] has mean H[Z] if the two subsets
   are independent.  The weight of every pair of columns is 1. *)
Section TwoBlocks.
Variables (R : realFieldType) (m n r m' n' r' : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N) (le_rm' : (r' <= m')%N) (r'_gt0 : (0 < r')%N).
Variables (root_rho root_rho' : R) (O : 'M[R]_m) (O' : 'M[R]_m').
Variables (e : {set 'I_m} -> 'I_r -> 'I_m) (e' : {set 'I_m'} -> 'I_r' -> 'I_m').
Hypotheses (rho_root : root_rho ^+ 2 = m%:R / r%:R) (rho_root' : root_rho' ^+ 2 = m'%:R / r'%:R).
Hypotheses (ortho : orthogonal O) (ortho' : orthogonal O') (order : ordering e) (order' : ordering e').
Variables (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n')).

Theorem subset_samplers_between_blocks :
  vector_mean (product (random_subset R le_rm) (random_subset R le_rm'))
    (fun x => projection root_rho O e x.1 *m H (projection root_rho' O' e' x.2 *m Z)) = H Z.
Proof.
rewrite vector_mean_product /=.
transitivity (vector_mean (random_subset R le_rm) (fun S => projection root_rho O e S *m H Z)).
  apply: eq_vector_mean => S.
  pose h := [linear of mulmx (projection root_rho O e S) \o (H \o mulmxr Z)].
  by rewrite -(vector_mean_linear _ h) /= mean_projection // mul1mx.
by rewrite vector_mean_mulmxr mean_projection // mul1mx.
Qed.
End TwoBlocks.
