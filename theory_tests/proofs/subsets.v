(* Uniformly random subsets.

   Result: for a uniformly random r-subset S of m rows, three numbers:
     P(k in S)           = pi_1 = r / m,
     P(k, l in S)        = pi_2 = r (r - 1) / (m (m - 1))      for k <> l,
     P(k, l, j in S)     = pi_3 = pi_2 (r - 2) / (m - 2)       for three different rows.
   Method: each probability is the same for all rows, all pairs and all triples of
   different rows, because permutations of the rows keep the law of S.  The size
   of S then gives their values.
   Source: docs/theory/estimators.md, Notation (inclusion probabilities). *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition inclusion_one (R : fieldType) (m r : nat) : R := r%:R / m%:R.
Definition inclusion_two (R : fieldType) (m r : nat) : R :=
  r%:R * (r%:R - 1) / (m%:R * (m%:R - 1)).
Definition inclusion_three (R : fieldType) (m r : nat) : R :=
  inclusion_two R m r * (r%:R - 2%:R) / (m%:R - 2%:R).

(* All r-subsets of the m rows, and the uniform distribution on them. *)
Definition r_subsets (m r : nat) : {set {set 'I_m}} :=
  [set S : {set 'I_m} | #|S| == r].

Lemma r_subsets_exist m r : (r <= m)%N -> (0 < #|r_subsets m r|)%N.
Proof. by move=> le_rm; rewrite card_draws card_ord bin_gt0. Qed.

Definition random_subset (R : realFieldType) (m r : nat) (le_rm : (r <= m)%N) :=
  uniform R (r_subsets_exist le_rm).

Lemma two_rows m (k l : 'I_m) : k != l -> (1 < m)%N.
Proof. by case: m k l => [[]//|[|//]] k l; rewrite (ord1 k) (ord1 l). Qed.

Section Inclusion.
Variables (R : realFieldType) (m r : nat).
Hypothesis le_rm : (r <= m)%N.
Let mean_S := @mean R _ (random_subset R le_rm).
Implicit Types (k l : 'I_m) (f : {set 'I_m} -> R).

Lemma eq_mean_subset f (g : {set 'I_m} -> R) :
  (forall S : {set 'I_m}, #|S| = r -> f S = g S) -> mean_S f = mean_S g.
Proof.
move=> e; rewrite /mean_S !mean_uniform; congr (_ / _).
by apply: eq_bigr => S; rewrite inE => /eqP; apply: e.
Qed.

(* A permutation of the rows does not change the law of S. *)
Lemma mean_subset_perm (s : {perm 'I_m}) f : mean_S (fun S => f (s @: S)) = mean_S f.
Proof.
rewrite /mean_S !mean_uniform; congr (_ / _).
rewrite [RHS](reindex (fun S : {set 'I_m} => s @: S)) /=.
  by apply: eq_bigl => S; rewrite !inE card_imset //; apply: perm_inj.
exists (fun S : {set 'I_m} => s^-1%g @: S) => S _.
  by rewrite -imset_comp -[RHS]imset_id; apply: eq_imset => x /=; rewrite permK.
by rewrite -imset_comp -[RHS]imset_id; apply: eq_imset => x /=; rewrite permKV.
Qed.

Lemma mem_imset_perm (s : {perm 'I_m}) k (S : {set 'I_m}) : (s k \in s @: S) = (k \in S).
Proof. by rewrite mem_imset //; apply: perm_inj. Qed.

(* Some permutation takes one row to another. *)
Lemma mean_one_same k k' :
  mean_S (fun S => (k \in S)%:R) = mean_S (fun S => (k' \in S)%:R).
Proof.
rewrite -(mean_subset_perm (tperm k k') (fun S => (k' \in S)%:R)).
by apply: eq_mean => S; have := mem_imset_perm (tperm k k') k S; rewrite tpermL => ->.
Qed.

(* Some permutation takes one pair of different rows to another. *)
Lemma perm_of_pair k l k' l' : k != l -> k' != l' ->
  exists s : {perm 'I_m}, s k = k' /\ s l = l'.
Proof.
move=> ne ne'; exists (tperm k k' * tperm (tperm k k' l) l')%g.
rewrite !permM tpermL tpermL; split=> //; apply: tpermD; last by rewrite eq_sym.
by rewrite -{2}(tpermL k k') (inj_eq perm_inj) eq_sym.
Qed.

Lemma mean_two_same k l k' l' : k != l -> k' != l' ->
  mean_S (fun S => (k \in S)%:R * (l \in S)%:R)
  = mean_S (fun S => (k' \in S)%:R * (l' \in S)%:R).
Proof.
move=> ne ne'; have [s [<- <-]] := perm_of_pair ne ne'.
rewrite -(mean_subset_perm s (fun S => (s k \in S)%:R * (s l \in S)%:R)).
by apply: eq_mean => S; rewrite !mem_imset_perm.
Qed.

Lemma sum_mem (S : {set 'I_m}) : \sum_k (k \in S)%:R = #|S|%:R :> R.
Proof. by rewrite -natr_sum -big_mkcond sum1_card. Qed.

Lemma sum_const_ne k (c : R) : \sum_(l | l != k) c = (m%:R - 1) * c.
Proof.
rewrite sumr_const (_ : #|_| = m.-1); last by rewrite (cardC1 k) card_ord.
case: m k => [[]//|n] k /=.
by rewrite mulrS addrAC subrr add0r mulr_natl.
Qed.

(* P(k in S) = pi_1. *)
Lemma inclusion_oneP k : mean_S (fun S => (k \in S)%:R) = inclusion_one R m r.
Proof.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0; case: m k => [[]//|].
apply: (mulfI m0); rewrite /inclusion_one mulrCA divff // mulr1.
transitivity (\sum_l mean_S (fun S => (l \in S)%:R)).
  rewrite (eq_bigr (fun _ => mean_S (fun S => (k \in S)%:R))); last first.
    by move=> l _; apply: mean_one_same.
  by rewrite sumr_const card_ord mulr_natl.
rewrite -mean_sum -[RHS](mean_const (random_subset R le_rm)).
by apply: eq_mean_subset => S <-; apply: sum_mem.
Qed.

(* P(k in S, l in S) = pi_2 for two different rows. *)
Lemma inclusion_twoP k l : k != l ->
  mean_S (fun S => (k \in S)%:R * (l \in S)%:R) = inclusion_two R m r.
Proof.
move=> ne; set p := LHS.
have m1 := two_rows ne.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n ltnW.
have mm0 : m%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1; case: m m1 => [|[]].
have k_mean : mean_S (fun S => (k \in S)%:R * (r%:R - 1)) = (m%:R - 1) * p.
  rewrite -(sum_const_ne k p).
  rewrite [RHS](eq_bigr (fun l' => mean_S (fun S => (k \in S)%:R * (l' \in S)%:R))); last first.
    by move=> l' ne'; apply: mean_two_same; rewrite // eq_sym.
  rewrite -mean_sum; apply: eq_mean_subset => S <-; rewrite -big_distrr /= -(sum_mem S).
  rewrite (bigD1 k) //=; case: (k \in S); rewrite ?mul0r // !mul1r addrAC subrr add0r //.
apply: (mulfI mm0); rewrite -k_mean.
have -> : mean_S (fun S => (k \in S)%:R * (r%:R - 1)) = (r%:R - 1) * inclusion_one R m r.
  by rewrite -(inclusion_oneP k) -meanZ; apply: eq_mean => S; rewrite mulrC.
by rewrite /inclusion_one /inclusion_two; field; rewrite m0 mm0.
Qed.

(* P(k, l, j in S) = pi_3 for three different rows. *)
Lemma inclusion_threeP k l j : k != l -> k != j -> l != j ->
  mean_S (fun S => (k \in S)%:R * (l \in S)%:R * (j \in S)%:R) = inclusion_three R m r.
Proof.
move=> kl kj lj; pose p j' := mean_S (fun S => (k \in S)%:R * (l \in S)%:R * (j' \in S)%:R).
have same j' : (j' != k) && (j' != l) -> p j' = p j.
  case/andP=> kj' lj'; rewrite /p -(mean_subset_perm (tperm j' j)); apply: eq_mean => S.
  have fixed i : i != j' -> i != j -> (i \in tperm j' j @: S) = (i \in S).
    by move=> ne' ne; rewrite -{1}(tpermD (x := j') (y := j) (z := i)) 1?eq_sym // mem_imset_perm.
  have -> : (j' \in tperm j' j @: S) = (j \in S) by rewrite -[RHS](mem_imset_perm (tperm j' j)) tpermR.
  by rewrite !fixed // eq_sym.
have sum_rest (c : 'I_m -> R) : \sum_i c i - c k - c l = \sum_(i | (i != k) && (i != l)) c i.
  by rewrite (bigD1 k) //= (bigD1 l) 1?eq_sym //=; ring.
have m_gt2 : (2 < m)%N.
  have := max_card (mem [set k; l; j]); rewrite card_ord setUC cardsU1 cards2 !inE kl.
  by rewrite ![j == _]eq_sym (negbTE kj) (negbTE lj).
have m2 : m%:R - 2%:R != 0 :> R by rewrite subr_eq0 eqr_nat neq_ltn m_gt2 orbT.
have two_mean : mean_S (fun S => (k \in S)%:R * (l \in S)%:R * (r%:R - 2%:R)) = (m%:R - 2%:R) * p j.
  transitivity (\sum_(j' | (j' != k) && (j' != l)) p j').
    rewrite -mean_sum; apply: eq_mean_subset => S <-; rewrite -big_distrr /= -sum_rest sum_mem.
    case: (k \in S); last by rewrite !mul0r.
    case: (l \in S); last by rewrite mulr0 !mul0r.
    by rewrite /= !mul1r; ring.
  rewrite (eq_bigr _ same) -(sum_rest (fun=> p j)) sumr_const card_ord -mulr_natl.
  by ring.
apply: (mulfI m2); rewrite -/(p j) -two_mean /inclusion_three -(inclusion_twoP kl).
rewrite [RHS]mulrC divfK // [RHS]mulrC -meanZ; apply: eq_mean => S.
by rewrite mulrC.
Qed.
End Inclusion.
