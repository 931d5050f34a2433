(* A random H with E[H_ij H_kl] = [i=k][j=l]/m averages linear maps: Lemma D of docs/theory/minimax.md.

   Result: for such a law of H and linear A, the mean of |A(H)|^2 is the squared Frobenius norm of A divided by m
   (lemma_D).  Also: an orthogonal H has |H| <= 1; means are monotone, and some outcome is at least the mean.
   Model: any ordered field; H has a finite law.  Used by minimax.v and shared_subspace.v. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Frobenius.
Variables (R : realFieldType) (m : nat).

(* |v|^2; |H| <= 1 in operator norm; the square of the Frobenius norm of a linear map of matrices to vectors. *)
Definition square_norm (v : 'cV[R]_m) : R := \sum_i v i 0 ^+ 2.
Definition contraction (H : 'M[R]_m) := forall v, square_norm (H *m v) <= square_norm v.
Definition frobenius (A : 'M[R]_m -> 'cV[R]_m) : R :=
  \sum_a \sum_i \sum_j A (delta_mx i j) a 0 ^+ 2.

Lemma square_norm_mulmx (v : 'cV[R]_m) : square_norm v = (v^T *m v) 0 0.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE expr2. Qed.

Lemma orthogonal_contraction (H : 'M[R]_m) : H *m H^T = 1%:M -> contraction H.
Proof.
move=> /mulmx1C orth v; rewrite !square_norm_mulmx trmx_mul mulmxA -(mulmxA _ H^T) orth.
by rewrite mulmx1.
Qed.

Lemma linear_entry (A : {linear 'M[R]_m -> 'cV[R]_m}) (X : 'M[R]_m) a :
  A X a 0 = \sum_i \sum_j X i j * A (delta_mx i j) a 0.
Proof.
rewrite {1}(matrix_sum_delta X) linear_sum summxE; apply: eq_bigr => i _.
rewrite linear_sum summxE; apply: eq_bigr => j _.
by rewrite linearZ mxE.
Qed.

Variables (S : finType) (d : distribution R S) (H : S -> 'M[R]_m).
Hypothesis isotropic_H : forall i j k l,
  mean d (fun s => H s i j * H s k l) = ((i == k) && (j == l))%:R / m%:R.

(* Lemma D: the mean of |A(H)|^2 is the squared Frobenius norm of A divided by m. *)
Lemma lemma_D (A : {linear 'M[R]_m -> 'cV[R]_m}) :
  mean d (fun s => square_norm (A (H s))) = frobenius A / m%:R.
Proof.
rewrite /square_norm mean_sum /frobenius mulr_suml; apply: eq_bigr => a _.
pose c (p : 'I_m * 'I_m) := A (delta_mx p.1 p.2) a 0.
transitivity (mean d (fun s => \sum_p \sum_q c p * c q * (H s p.1 p.2 * H s q.1 q.2))).
  apply: eq_mean => s; have -> : A (H s) a 0 = \sum_p H s p.1 p.2 * c p.
    by rewrite linear_entry pair_big.
  rewrite expr2 mulr_suml; apply: eq_bigr => p _.
  by rewrite mulr_sumr; apply: eq_bigr => q _; rewrite mulrACA mulrC.
have -> : \sum_i \sum_j A (delta_mx i j) a 0 ^+ 2 = \sum_p c p ^+ 2 by rewrite pair_big.
rewrite mean_sum mulr_suml; apply: eq_bigr => p _ /=; rewrite mean_sum (bigD1 p) //=.
rewrite big1 ?addr0 => [|q qp]; rewrite meanZ isotropic_H; first by rewrite !eqxx mul1r /c; ring.
rewrite -[(_ == _) && _]/(p == q) eq_sym (negPf qp).
by rewrite mul0r mulr0.
Qed.

End Frobenius.

Section ExpectOrder.
Variables (R : realFieldType) (Omega : Type) (E : expectation R Omega).

Lemma expect_le f g : integrable E f -> integrable E g -> (forall w, f w <= g w) ->
  expect E f <= expect E g.
Proof.
move=> intf intg le; have diff w : g w - f w = -1 * f w + g w by rewrite mulN1r addrC.
have [intd dE] := expect_linear intf intg diff.
have := @expect_positive _ _ E _ intd; rewrite dE mulN1r addrC subr_ge0; apply => w.
by rewrite subr_ge0.
Qed.
End ExpectOrder.

Section MeanAttained.
Variable R : realFieldType.

(* A mean, or an average, is at most the greatest value. *)
Lemma mean_attained (S : finType) (d : distribution R S) (c : R) f : c <= mean d f -> exists s, c <= f s.
Proof.
move=> le; have [/existsP|/existsPn none] := boolP [exists s, c <= f s]; first by [].
suff /eqP : mean d (fun=> 1) = 0 by rewrite mean_const oner_eq0.
have gap : mean d (fun s => c - f s) = 0.
  apply/eqP; rewrite eq_le; apply/andP; split.
    by rewrite meanD mean_const meanN subr_le0.
  by rewrite -(mean_const d 0); apply: le_mean => s; rewrite subr_ge0 ltW // ltNge none.
have pos s : 0 <= d s * (c - f s).
  by rewrite mulr_ge0 ?weight_ge0 // subr_ge0 ltW // ltNge none.
rewrite /mean big1 // => s _; have /eqP : d s * (c - f s) = 0.
  exact: psumr_eq0P (fun s _ => pos s) gap _ isT.
rewrite mulf_eq0 => /orP[/eqP ->|]; first by rewrite mul0r.
by rewrite subr_eq0 => /eqP cE; have := none s; rewrite cE lexx.
Qed.
Lemma average_attained m (c : R) (f : 'I_m -> R) :
  (0 < m)%N -> c <= (\sum_j f j) / m%:R -> exists j, c <= f j.
Proof.
move=> m_gt0 le; have nonempty : (0 < #|[set: 'I_m]|)%N by rewrite cardsT card_ord.
apply: (mean_attained (d := uniform R nonempty)); rewrite mean_uniform cardsT card_ord.
by rewrite (eq_bigl xpredT) // => j; rewrite inE.
Qed.
End MeanAttained.
