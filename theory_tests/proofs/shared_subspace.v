(* With one shared subspace, V1 = V2, the bound is that of Haar, for every law of V (claim shared-subspace-bound).

   Result: for every law of V and unbiased T = G(V^T H V), 2 <= r <= m, the mean of E|T|^2 over H and z = e_j, and so its
   value at some H with |H| <= 1 and some e_j, is at least shared_subspace_bound.
   Source: docs/theory/minimax.md#shared-subspace-bound.  Model and hypotheses: as minimax.v.
   The proof is step 4 of the document without Haar measure and without the inverse of the sampler's own S: the test map X
   of the Cauchy-Schwarz step is the inverse of Haar's S, and the sum of |Q0 X(A) Q0|^2 over unit matrices A, which is
   tr(X^2 P) there, is computed to be the same for all projections of rank r.  Not treated: the bound tr(S^-1)/m^2 for the
   sampler's own S, its value for coordinates, that S^-1(Q0 H Q0) z attains the Bayes risk. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second isotropic minimax minimax_attained.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SharedSubspace.
Variables (R : realFieldType) (m r : nat).

(* The Bayes risk of Haar, arguments (m, r): shared_subspace_bound of theory/estimators/minimax_bounds.hpp with
   SamplerKind::haar. *)
Definition shared_subspace_bound (m r : nat) : R :=
  let pairs := m%:R * (m%:R - 1) / 2%:R in
  let two := m%:R * (m%:R - 1) / (r%:R * (r%:R - 1)) in
  let symmetric := m%:R * (m%:R - 1) * (m%:R + 2%:R) / (r%:R * (r%:R * m%:R + (m%:R - 2%:R))) in
  (pairs * two + (pairs + (m%:R - 1)) * symmetric + m%:R / r%:R) / m%:R ^+ 2.

Lemma row_young (A : {linear 'M[R]_m -> 'cV[R]_m}) (N : 'M[R]_m) a :
  2%:R * A N a 0 - (\sum_k \sum_l N k l ^+ 2) <= \sum_k \sum_l A (delta_mx k l) a 0 ^+ 2.
Proof.
rewrite linear_entry mulr_sumr -sumrB; apply: ler_sum => k _.
rewrite mulr_sumr -sumrB; apply: ler_sum => l _.
apply: (@le_by _ _ _ ((A (delta_mx k l) a 0 - N k l) ^+ 2)); last exact: sqr_ge0.
by move: (A _ _ _) (N k l) => *; ring.
Qed.

Variables (x y : R).
Variable c : R.
(* X(B) = x B + y B^T + c tr(B) I; later x, y, c make it the inverse of the S of haar-second. *)
Definition test_map (B : 'M[R]_m) : 'M[R]_m := x *: B + y *: B^T + (c * \tr B)%:M.

Lemma projected_test (Q : 'M[R]_m) a j k l : Q^T = Q -> Q *m Q = Q ->
  (Q *m test_map (delta_mx a j) *m Q) k l
  = x * (Q k a * Q j l) + y * (Q k j * Q a l) + c * (a == j)%:R * Q k l.
Proof.
move=> Qsym Qidem.
have sandwich i i' : (Q *m delta_mx i i' *m Q) k l = Q k i * Q i' l.
  rewrite mxE (bigD1 i') //= big1 ?addr0 => [|b /negPf bi].
    rewrite mxE (bigD1 i) //= big1 ?addr0 => [|b /negPf bi]; first by rewrite mxE !eqxx mulr1.
    by rewrite mxE bi mulr0.
  by rewrite mxE big1 ?mul0r // => b' _; rewrite mxE bi andbF mulr0.
have trE : \tr (delta_mx a j : 'M[R]_m) = (a == j)%:R.
  rewrite /mxtrace (bigD1 a) //= big1 ?addr0 ?mxE ?eqxx // => b /negPf ba.
  by rewrite mxE ba.
rewrite /test_map trmx_delta trE !mulmxDr !mulmxDl mul_mx_scalar -!scalemxAr -!scalemxAl Qidem.
have entry (A B C : 'M[R]_m) (u v w : R) :
  (u *: A + v *: B + w *: C) k l = u * A k l + v * B k l + w * C k l by rewrite !mxE.
by rewrite entry !sandwich.
Qed.

(* The sum of |Q0 X(A) Q0|^2 over A = e_a e_j^T depends on m and r only, not on the projection Q0. *)
Lemma sum4 (Q : 'M[R]_m) : Q^T = Q -> Q *m Q = Q -> \tr Q = r%:R ->
  \sum_j \sum_a \sum_k \sum_l (Q *m test_map (delta_mx a j) *m Q) k l ^+ 2
  = (x ^+ 2 + y ^+ 2) * r%:R ^+ 2 + (2%:R * x * y + 2%:R * (x + y) * c + m%:R * c ^+ 2) * r%:R.
Proof.
move=> Qsym Qidem Qtr.
have sq k l : \sum_a Q k a * Q a l = Q k l by rewrite -{3}Qidem mxE.
have sym k l : Q k l = Q l k by rewrite -{1}Qsym mxE.
have row k : \sum_l Q k l * Q k l = Q k k.
  by rewrite -[RHS](sq k k); apply: eq_bigr => l _; rewrite [X in _ * X]sym.
pose total (f : 'I_m -> 'I_m -> 'I_m -> 'I_m -> R) := \sum_j \sum_a \sum_k \sum_l f j a k l.
have totalD f g : total (fun j a k l => f j a k l + g j a k l) = total f + total g.
  rewrite /total -big_split; apply: eq_bigr => j _; rewrite -big_split; apply: eq_bigr => a _.
  by rewrite -big_split; apply: eq_bigr => k _; rewrite -big_split.
have totalZ u f : total (fun j a k l => u * f j a k l) = u * total f.
  rewrite /total mulr_sumr; apply: eq_bigr => j _; rewrite mulr_sumr; apply: eq_bigr => a _.
  by rewrite mulr_sumr; apply: eq_bigr => k _; rewrite mulr_sumr.
have eq_total f g : (forall j a k l, f j a k l = g j a k l) -> total f = total g.
  by move=> e; do 4!(apply: eq_bigr => ? _); apply: e.
have t1 : total (fun j a k l => Q k a * Q k a * (Q j l * Q j l)) = r%:R ^+ 2.
  transitivity (\sum_j \sum_a Q a a * Q j j).
    apply: eq_bigr => j _; apply: eq_bigr => a _; rewrite -[Q a a]row mulr_suml.
    by apply: eq_bigr => k _; rewrite -mulr_sumr row (sym k a).
  by rewrite expr2 -Qtr /mxtrace mulr_sumr; apply: eq_bigr => j _; rewrite mulr_suml.
have t2 : total (fun j a k l => Q k j * Q k j * (Q a l * Q a l)) = r%:R ^+ 2.
  by rewrite -t1 /total exchange_big.
have t4 : total (fun j a k l => Q k a * Q k j * (Q j l * Q a l)) = r%:R.
  rewrite -Qtr; apply: eq_bigr => j _; rewrite -[Q j j](sq j j); apply: eq_bigr => a _.
  rewrite -[X in X * _](sq j a) mulr_suml; apply: eq_bigr => k _; rewrite -mulr_sumr.
  have -> : \sum_l Q j l * Q a l = Q j a by rewrite -(sq j a); apply: eq_bigr => l _; rewrite (sym a l).
  by rewrite (sym k j) (sym j a); ring.
have t3 : total (fun j a k l => (a == j)%:R * (Q k l * Q k l)) = m%:R * r%:R.
  rewrite mulr_natl -[X in _ *+ X](card_ord m) -sumr_const; apply: eq_bigr => j _.
  rewrite -[RHS](sum_delta j (fun=> r%:R)); apply: eq_bigr => a _; rewrite eq_sym -Qtr mulr_sumr.
  by apply: eq_bigr => k _; rewrite -mulr_sumr row.
have t5 : total (fun j a k l => (a == j)%:R * (Q k j * (Q j l * Q k l))) = r%:R.
  rewrite -Qtr; apply: eq_bigr => j _; rewrite -[RHS](sum_delta j (fun=> Q j j)).
  apply: eq_bigr => a _; rewrite eq_sym -[Q j j](sq j j) mulr_sumr; apply: eq_bigr => k _.
  rewrite -mulr_sumr -mulr_sumr (sym j k); congr (_ * (_ * _)); rewrite -(sq k j) .
  by apply: eq_bigr => l _; rewrite mulrC (sym l j).
transitivity (total (fun j a k l => x ^+ 2 * (Q k a * Q k a * (Q j l * Q j l))
  + (y ^+ 2 * (Q k j * Q k j * (Q a l * Q a l))
  + (2%:R * x * y * (Q k a * Q k j * (Q j l * Q a l))
  + (c ^+ 2 * ((a == j)%:R * (Q k l * Q k l))
  + 2%:R * (x + y) * c * ((a == j)%:R * (Q k j * (Q j l * Q k l)))))))).
  apply: eq_total => j a k l; rewrite projected_test //.
  by case: (eqVneq a j) => [->|_] /=; ring.
by rewrite !totalD !totalZ t1 t2 t3 t4 t5; ring.
Qed.

Variables (S : finType) (d : distribution R S) (H : S -> 'M[R]_m).
Hypothesis isotropic_H : forall i j k l,
  mean d (fun s => H s i j * H s k l) = ((i == k) && (j == l))%:R / m%:R.
Variables (Omega : Type) (E : expectation R Omega) (V : Omega -> 'M[R]_(m, r)).
Hypothesis orthonormal : forall w, (V w)^T *m V w = 1%:M.
Variable G : 'cV[R]_m -> Omega -> {linear 'M[R]_(r, r) -> 'cV[R]_m}.
Hypothesis m_gt0 : (0 < m)%N.
Let T j w := estimate V V G (axis R j) w.
Let K := (x ^+ 2 + y ^+ 2) * r%:R ^+ 2
  + (2%:R * x * y + 2%:R * (x + y) * c + m%:R * c ^+ 2) * r%:R.

Lemma shared_pointwise w :
  2%:R * (\sum_j \sum_a T j w (test_map (delta_mx a j)) a 0) - K <= \sum_j frobenius (T j w).
Proof.
pose Q := V w *m (V w)^T.
have Qsym : Q^T = Q by rewrite /Q trmx_mul trmxK.
have Qidem : Q *m Q = Q by rewrite /Q mulmxA -(mulmxA (V w)) orthonormal mulmx1.
have Qtr : \tr Q = r%:R by rewrite mxtrace_mulC orthonormal mxtrace1.
rewrite /K -(sum4 Qsym Qidem Qtr) mulr_sumr -sumrB; apply: ler_sum => j _.
rewrite mulr_sumr -sumrB; apply: ler_sum => a _.
rewrite /T -(projected_data orthonormal orthonormal) -/Q.
exact: (row_young (estimate_map V V G (axis R j) w)).
Qed.

Lemma test_sum : \sum_j \sum_a (test_map (delta_mx a j) *m axis R j) a 0
  = x * m%:R ^+ 2 + (y + c) * m%:R.
Proof.
have inner j : \sum_a (test_map (delta_mx a j) *m axis R j) a 0 = x * m%:R + (y + c).
  transitivity (\sum_a (x + (j == a)%:R * (y + c))).
    apply: eq_bigr => a _; rewrite -colE mxE /test_map trmx_delta.
    have -> : \tr (delta_mx a j : 'M[R]_m) = (a == j)%:R.
      rewrite /mxtrace (bigD1 a) //= big1 ?addr0 ?mxE ?eqxx // => b /negPf ba.
      by rewrite mxE ba.
    by rewrite !mxE !eqxx (eq_sym j) !andbT ?andTb; move: (a == j) => b; case: b => /=; ring.
  by rewrite big_split /= (sum_delta j (fun=> y + c)) sumr_const card_ord; ring.
by rewrite (eq_bigr _ (fun j _ => inner j)) sumr_const card_ord; ring.
Qed.

Hypothesis unbiased : forall j, unbiased_at E V V G (axis R j).
Hypothesis finite : forall j, finite_at H E V V G (axis R j).

Lemma shared_risk : 2%:R * (x * m%:R ^+ 2 + (y + c) * m%:R) - K
  <= m%:R * \sum_j risk d H E V V G (axis R j).
Proof.
have [||intF FE] := @expect_sum _ _ E _ (fun=> 1) (fun j w => frobenius (T j w))
    (fun w => \sum_j frobenius (T j w)).
- by move=> j; case: (risk_frobenius isotropic_H m_gt0 (finite j)).
- by move=> w; apply: eq_bigr => j _; rewrite mul1r.
have [||intJ JE] := @expect_sum _ _ E _ (fun=> 2%:R)
    (fun p w => T p.1 w (test_map (delta_mx p.2 p.1)) p.2 0)
    (fun w => 2%:R * \sum_j \sum_a T j w (test_map (delta_mx a j)) a 0).
- by move=> [j a]; case: (unbiased j (test_map (delta_mx a j)) a).
- by move=> w; rewrite pair_big /= mulr_sumr.
have [intK KE] := @expect_constant _ _ E (- K) (fun=> - K) (fun=> erefl).
have shift w : 2%:R * (\sum_j \sum_a T j w (test_map (delta_mx a j)) a 0) - K
    = 1 * (2%:R * \sum_j \sum_a T j w (test_map (delta_mx a j)) a 0) + - K by rewrite mul1r.
have [intL LE] := expect_linear intJ intK shift.
have := expect_le intL intF shared_pointwise; rewrite LE KE JE FE => le.
have <- : \sum_j 1 * expect E (fun w => frobenius (T j w))
    = m%:R * \sum_j risk d H E V V G (axis R j).
  rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mul1r.
  by case: (risk_frobenius isotropic_H m_gt0 (finite j)).
apply: le_trans le; rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite mul1r; congr (_ - _).
rewrite -test_sum pair_big mulr_sumr; apply: eq_bigr => -[j a] _ /=.
by have [_ ->] := unbiased j (test_map (delta_mx a j)) a.
Qed.

End SharedSubspace.

Section SharedSubspaceBound.
Variables (R : realFieldType) (m r : nat).
Variables (S : finType) (d : distribution R S) (H : S -> 'M[R]_m).
Hypothesis isotropic_H : forall i j k l,
  mean d (fun s => H s i j * H s k l) = ((i == k) && (j == l))%:R / m%:R.
Variables (Omega : Type) (E : expectation R Omega) (V : Omega -> 'M[R]_(m, r)).
Hypothesis orthonormal : forall w, (V w)^T *m V w = 1%:M.
Variable G : 'cV[R]_m -> Omega -> {linear 'M[R]_(r, r) -> 'cV[R]_m}.
Hypothesis unbiased : forall j, unbiased_at E V V G (axis R j).
Hypothesis finite : forall j, finite_at H E V V G (axis R j).

(* shared-subspace-bound: whatever the law of V, 2 <= r <= m, the mean of E|T|^2 over H and z = e_j is at least Haar's
   value. *)
Theorem shared_subspace_lower : (1 < r)%N -> (r <= m)%N ->
  shared_subspace_bound R m r <= (\sum_j risk d H E V V G (axis R j)) / m%:R.
Proof.
move=> r_gt1 r_le; have m_gt1 := leq_trans r_gt1 r_le; have m_gt0 := ltnW m_gt1.
pose skew : R := m%:R * (m%:R - 1) / (r%:R * (r%:R - 1)).
pose sym : R := m%:R * (m%:R - 1) * (m%:R + 2%:R) / (r%:R * (r%:R * m%:R + (m%:R - 2%:R))).
pose x := (sym + skew) / 2%:R; pose y := (sym - skew) / 2%:R.
pose c : R := (m%:R / r%:R - sym) / m%:R.
have le := @shared_risk R m r x y c _ d H isotropic_H _ E V orthonormal G m_gt0 unbiased finite.
have mR : 0 < m%:R :> R by rewrite ltr0n.
rewrite ler_pdivl_mulr // -(ler_pmul2l mR); apply: le_trans le.
rewrite le_eqVlt; apply/orP; left; apply/eqP.
have [n0 n1 n2] : [/\ m%:R != 0 :> R, m%:R - 1 != 0 :> R & m%:R + 2%:R != 0 :> R].
  by rewrite pnatr_eq0 -lt0n m_gt0 subr_eq0 pnatr_eq1 gtn_eqF // -natrD pnatr_eq0 addn2.
have [r0 r1] : r%:R != 0 :> R /\ r%:R - 1 != 0 :> R.
  by rewrite pnatr_eq0 -lt0n (ltnW r_gt1) subr_eq0 pnatr_eq1 gtn_eqF.
have rm : r%:R * m%:R + (m%:R - 2%:R) != 0 :> R.
  by rewrite gt_eqF // addrC ltr_paddl ?subr_ge0 ?ler_nat // mulr_gt0 ?ltr0n // ltnW.
rewrite /shared_subspace_bound /c /x /y /sym /skew; field.
by rewrite ?n0 ?n1 ?n2 ?r0 ?r1 ?rm.
Qed.

(* Hence some H of the family and some e_j reach it; the signed shifts have |H| <= 1. *)
Theorem shared_subspace_worst_case : (1 < r)%N -> (r <= m)%N ->
  exists s j, shared_subspace_bound R m r <= second_moment_at E V V G (axis R j) (H s).
Proof.
move=> r_gt1 r_le; have m_gt0 : (0 < m)%N by apply: leq_trans r_le; apply: ltnW.
have [j /mean_attained[s le]] := average_attained m_gt0 (shared_subspace_lower r_gt1 r_le).
by exists s, j.
Qed.

End SharedSubspaceBound.
