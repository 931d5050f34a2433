(* A uniformly random permutation of m rows.

   Result: the image of one row is uniform, the images of two different rows are a uniform
   pair of different rows:
     E[F(s(i))]       = 1/m sum_k F(k),
     E[F(s(i), s(j))] = 1/(m (m - 1)) sum_{k <> l} F(k, l)   for i <> j.
   So (s(1), .., s(r)) is a uniformly random r-subset in uniformly random order.
   Source: docs/theory/estimators.md, Lemma S (the permutation matrix Pi). *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section RandomPermutation.
Variables (R : realFieldType) (m : nat).

Lemma permutations_exist : (0 < #|[set: {perm 'I_m}]|)%N.
Proof. by apply/card_gt0P; exists 1%g; rewrite inE. Qed.

Definition random_permutation := uniform R permutations_exist.
Let E := @mean R _ random_permutation.

Lemma mean_permM (t : {perm 'I_m}) f : E (fun s => f (s * t)%g) = E f.
Proof.
rewrite /E !mean_uniform; congr (_ / _).
rewrite [RHS](reindex_inj (mulIg t)) /=; by apply: eq_bigl => s; rewrite !inE.
Qed.

Lemma mean_image (i k : 'I_m) : E (fun s => (s i == k)%:R) = m%:R^-1.
Proof.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0; case: m k => [[]//|].
have same l : E (fun s => (s i == l)%:R) = E (fun s => (s i == k)%:R).
  rewrite -(mean_permM (tperm l k) (fun s => (s i == k)%:R)).
  apply: eq_mean => s; rewrite permM; congr (nat_of_bool _)%:R.
  by rewrite -(inj_eq (@perm_inj _ (tperm l k))) tpermL.
apply: (mulfI m0); rewrite divff // -[RHS](mean_const random_permutation).
transitivity (\sum_l E (fun s => (s i == l)%:R)).
  by rewrite (eq_bigr _ (fun l _ => same l)) sumr_const card_ord mulr_natl.
rewrite -mean_sum; apply: eq_mean => s; rewrite (bigD1 (s i)) //= eqxx big1 ?addr0 // => l.
by rewrite eq_sym => /negbTE->.
Qed.

Lemma sum_two_images i j (s : {perm 'I_m}) : i != j ->
  \sum_k \sum_(l | l != k) (s i == k)%:R * (s j == l)%:R = 1 :> R.
Proof.
move=> ne; rewrite (bigD1 (s i)) //= [X in _ + X]big1 => [|k]; last first.
  by rewrite eq_sym => /negbTE-> ; rewrite big1 // => l _; rewrite mul0r.
rewrite (bigD1 (s j)) /=; last by rewrite (inj_eq perm_inj) eq_sym.
by rewrite !eqxx big1 ?addr0 ?mulr1 // => l /andP[_]; rewrite eq_sym => /negbTE->; rewrite mulr0.
Qed.

Lemma mean_two_images (i j k l : 'I_m) : i != j -> k != l ->
  E (fun s => (s i == k)%:R * (s j == l)%:R) = (m%:R * (m%:R - 1))^-1.
Proof.
move=> ne ne'; have m1 := two_rows ne; set p := LHS.
have m0 : m%:R != 0 :> R by rewrite pnatr_eq0 -lt0n ltnW.
have mm0 : m%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1; case: m m1 => [|[]].
have same k' l' : k' != l' -> E (fun s => (s i == k')%:R * (s j == l')%:R) = p.
  move=> ne''; have [t [tk tl]] := perm_of_pair ne'' ne'.
  rewrite /p -(mean_permM t (fun s => (s i == k)%:R * (s j == l)%:R)).
  by apply: eq_mean => s; rewrite !permM -tk -tl !(inj_eq perm_inj).
apply: (mulfI (mulf_neq0 m0 mm0)); rewrite divff ?mulf_neq0 //.
rewrite -[RHS](mean_const random_permutation) -(eq_mean _ (fun s => sum_two_images s ne)).
rewrite mean_sum (eq_bigr (fun _ => (m%:R - 1) * p)) => [|k' _].
  by rewrite sumr_const card_ord -[RHS]mulr_natl mulrA.
rewrite mean_sum -(sum_const_ne k' p); apply: eq_bigr => l'; rewrite eq_sym; exact: same.
Qed.

Lemma vector_mean_image (V : lmodType R) i (F : 'I_m -> V) :
  vector_mean random_permutation (fun s => F (s i)) = m%:R^-1 *: \sum_k F k.
Proof.
transitivity (vector_mean random_permutation (fun s => \sum_k (s i == k)%:R *: F k)).
  apply: eq_vector_mean => s; rewrite (bigD1 (s i)) //= eqxx scale1r big1 ?addr0 // => k.
  by rewrite eq_sym => /negbTE->; rewrite scale0r.
rewrite vector_mean_sum scaler_sumr; apply: eq_bigr => k _.
by rewrite vector_meanZ; congr (_ *: _); apply: mean_image.
Qed.

Lemma vector_mean_two_images (V : lmodType R) i j (F : 'I_m -> 'I_m -> V) : i != j ->
  vector_mean random_permutation (fun s => F (s i) (s j))
  = (m%:R * (m%:R - 1))^-1 *: \sum_k \sum_(l | l != k) F k l.
Proof.
move=> ne; pose G s k l := ((s i == k)%:R * (s j == l)%:R : R) *: F k l.
transitivity (vector_mean random_permutation (fun s => \sum_k \sum_(l | l != k) G s k l)).
  apply: eq_vector_mean => s; rewrite /G (bigD1 (s i)) //= [X in _ + X]big1 => [|k]; last first.
    by rewrite eq_sym => /negbTE->; rewrite big1 // => l _; rewrite mul0r scale0r.
  rewrite (bigD1 (s j)) /=; last by rewrite (inj_eq perm_inj) eq_sym.
  rewrite !eqxx mulr1 scale1r addr0 big1 ?addr0 // => l /andP[_].
  by rewrite eq_sym => /negbTE->; rewrite mulr0 scale0r.
rewrite vector_mean_sum scaler_sumr; apply: eq_bigr => k _.
rewrite vector_mean_sum scaler_sumr; apply: eq_bigr => l ne'.
by rewrite vector_meanZ; congr (_ *: _); apply: mean_two_images; rewrite // eq_sym.
Qed.
End RandomPermutation.
