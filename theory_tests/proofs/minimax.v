(* The best an unbiased Hessian action can be (claim minimax-action): the lower bounds.

   Result: 1. Every unbiased T = G(V1^T H V2), G linear and random in any way, has E|T|^2 >= m^2/(r1 r2) at some H with
   |H| <= 1 and some unit vector z (one of e_1..e_m).  2. With the full tangent (r2 = m) this is m/r1, at every unit z.
   Source: docs/theory/minimax.md#minimax-action.  That they are attained: minimax_attained.v.

   Model: any ordered field.  V1, V2 and G live on any set of outcomes with any mean E (means.v): finite laws
   and integrals of probability measures alike.  H is averaged over a finite law with E[H_ij H_kl] = [i=k][j=l]/m; the
   signed shifts are one.
   Hypotheses: V1^T V1 = I, V2^T V2 = I; T has the mean H z for every H, at the z used; E|T|^2 is finite for the H and z
   used (otherwise there is nothing to prove); |V2^T e_j|^2 is integrable (it is bounded by 1).
   Differences from the document: m = n + 1 for the signed shifts; n = 1 and one block; symmetric H is not treated. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second isotropic.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Bound.
Variables (R : realFieldType) (m r1 r2 : nat).

(* m^2 / (left right): two_subspace_bound of theory/estimators/minimax_bounds.hpp. *)
Definition two_subspace_bound (m left right : nat) : R := m%:R ^+ 2 / (left%:R * right%:R).

(* Cauchy-Schwarz without roots, for one outcome: the square of |A - t J P| is not negative, where
   (J P)(e_i e_j^T) = (Q1 e_i) u_j and u = Q2 z. *)
Lemma pointwise_bound (t : R) (A : {linear 'M[R]_m -> 'cV[R]_m}) (Q : 'M[R]_m) (u : 'cV[R]_m) :
  Q^T = Q -> Q *m Q = Q -> \tr Q = r1%:R ->
  2%:R * t * (\sum_a A (Q *m delta_mx a 0 *m u^T) a 0) - t ^+ 2 * (r1%:R * square_norm u)
  <= frobenius A.
Proof.
move=> Qsym Qidem Qtr.
have column a i : (Q *m delta_mx a (0 : 'I_1)) i 0 = Q i a.
  rewrite mxE (bigD1 a) //= big1 ?addr0 => [|b /negPf ba]; first by rewrite mxE !eqxx mulr1.
  by rewrite mxE ba mulr0.
have entry a i j : (Q *m delta_mx a (0 : 'I_1) *m u^T) i j = Q i a * u j 0.
  by rewrite mxE big_ord1 column mxE.
have traceE : r1%:R * square_norm u = \sum_a \sum_i \sum_j (Q i a * u j 0) ^+ 2.
  rewrite -Qtr -{1}Qidem /mxtrace mulr_suml; apply: eq_bigr => a _.
  rewrite mxE mulr_suml; apply: eq_bigr => i _; rewrite /square_norm mulr_sumr.
  by apply: eq_bigr => j _; rewrite exprMn -{1}Qsym mxE expr2.
rewrite traceE !mulr_sumr -sumrB; apply: ler_sum => a _.
rewrite linear_entry !mulr_sumr -sumrB; apply: ler_sum => i _.
rewrite !mulr_sumr -sumrB; apply: ler_sum => j _; rewrite entry.
apply: (@le_by _ _ _ ((A (delta_mx i j) a 0 - t * (Q i a * u j 0)) ^+ 2)); last exact: sqr_ge0.
by move: (A _ _ _) (Q i a) (u j 0) => *; ring.
Qed.

Variables (S : finType) (d : distribution R S) (H : S -> 'M[R]_m).
Hypothesis isotropic_H : forall i j k l,
  mean d (fun s => H s i j * H s k l) = ((i == k) && (j == l))%:R / m%:R.
Variables (Omega : Type) (E : expectation R Omega).
Variables (V1 : Omega -> 'M[R]_(m, r1)) (V2 : Omega -> 'M[R]_(m, r2)).
Hypotheses (orthonormal1 : forall w, (V1 w)^T *m V1 w = 1%:M)
  (orthonormal2 : forall w, (V2 w)^T *m V2 w = 1%:M).
(* G may depend on z and on the outcome; the law of V1 and V2 does not depend on z or H. *)
Variable G : 'cV[R]_m -> Omega -> {linear 'M[R]_(r1, r2) -> 'cV[R]_m}.

(* T = G(V1^T H V2), E|T|^2, and the mean of it over H. *)
Definition estimate z w (X : 'M[R]_m) : 'cV[R]_m := G z w ((V1 w)^T *m X *m V2 w).
Definition second_moment_at z X : R := expect E (fun w => square_norm (estimate z w X)).
Definition risk z : R := mean d (fun s => second_moment_at z (H s)).

(* At this z: T has the mean H z for every H; E|T|^2 is finite for every H of the family. *)
Definition unbiased_at z := forall X i,
  integrable E (fun w => estimate z w X i 0) /\
  expect E (fun w => estimate z w X i 0) = (X *m z) i 0.
Definition finite_at z := forall s, integrable E (fun w => square_norm (estimate z w (H s))).

Lemma estimate_linear z w : linear (estimate z w).
Proof.
move=> a X Y; rewrite /estimate mulmxDr mulmxDl -scalemxAr -scalemxAl.
exact: linearP.
Qed.
Canonical estimate_map z w := Linear (estimate_linear z w).

Lemma projected_data z w X :
  estimate z w (V1 w *m (V1 w)^T *m X *m (V2 w *m (V2 w)^T)) = estimate z w X.
Proof.
rewrite /estimate; congr (G z w _).
rewrite !mulmxA orthonormal1 mul1mx -(mulmxA _ (V2 w)^T (V2 w)) orthonormal2.
by rewrite mulmx1.
Qed.

Lemma risk_frobenius z : (0 < m)%N -> finite_at z ->
  integrable E (fun w => frobenius (estimate z w)) /\
  expect E (fun w => frobenius (estimate z w)) = m%:R * risk z.
Proof.
move=> m0 fin; have [||int ->] := @expect_sum _ _ E _ (fun s => m%:R * d s)
  (fun s w => square_norm (estimate z w (H s))) (fun w => frobenius (estimate z w)) => //.
  move=> w; have -> : frobenius (estimate z w) = m%:R * (frobenius (estimate z w) / m%:R).
    by rewrite mulrC divfK // pnatr_eq0 -lt0n.
  rewrite -(lemma_D isotropic_H (estimate_map z w)) mulr_sumr.
  by apply: eq_bigr => s _; rewrite mulrA.
by split=> //; rewrite mulr_sumr; apply: eq_bigr => s _; rewrite mulrA.
Qed.

(* |Q2 z|^2. *)
Definition kept z w : R := square_norm (V2 w *m (V2 w)^T *m z).

(* Steps 1 and 2 of the proof in the document, before the best t is chosen: m risk(z) >= 2 t m |z|^2 - t^2 r1 q(z). *)
Theorem risk_bound (t : R) z : (0 < m)%N -> unbiased_at z -> finite_at z -> integrable E (kept z) ->
  2%:R * t * (m%:R * square_norm z) - t ^+ 2 * (r1%:R * expect E (kept z)) <= m%:R * risk z.
Proof.
move=> m0 unb fin intk; have [intF <-] := risk_frobenius m0 fin.
have [||intJ JE] := @expect_sum _ _ E _ (fun=> 1)
   (fun a w => estimate z w (delta_mx a 0 *m z^T) a 0)
   (fun w => \sum_a estimate z w (delta_mx a 0 *m z^T) a 0).
- by move=> a; case: (unb (delta_mx a 0 *m z^T) a).
- by move=> w; apply: eq_bigr => a _; rewrite mul1r.
have {}JE : expect E (fun w => \sum_a estimate z w (delta_mx a 0 *m z^T) a 0)
    = m%:R * square_norm z.
  rewrite JE mulr_natl -[X in _ *+ X](card_ord m) -sumr_const; apply: eq_bigr => a _.
  rewrite mul1r (unb (delta_mx a 0 *m z^T) a).2 -mulmxA square_norm_mulmx.
  by move: (z^T *m z) => y; rewrite mxE big_ord1 mxE !eqxx mul1r.
have combine w : 2%:R * t * (\sum_a estimate z w (delta_mx a 0 *m z^T) a 0)
    - t ^+ 2 * (r1%:R * kept z w)
   = 2%:R * t * (\sum_a estimate z w (delta_mx a 0 *m z^T) a 0)
    + (- (t ^+ 2 * r1%:R) * kept z w) by ring.
have [intk' kE] := expect_scale intk (fun w => erefl (- (t ^+ 2 * r1%:R) * kept z w)).
have [intC CE] := expect_linear intJ intk' combine.
have := expect_le intC intF; rewrite CE kE JE => le.
apply: le_trans (le _) => [|w]; first by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
have Q_idem (r : nat) (V : 'M[R]_(m, r)) : V^T *m V = 1%:M -> V *m V^T *m (V *m V^T) = V *m V^T.
  by move=> orth; rewrite mulmxA -(mulmxA V) orth mulmx1.
have := @pointwise_bound t (estimate_map z w) (V1 w *m (V1 w)^T) (V2 w *m (V2 w)^T *m z).
rewrite trmx_mul trmxK Q_idem // mxtrace_mulC orthonormal1 mxtrace1 => /(_ erefl erefl erefl).
apply: le_trans; rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_ * _ - _).
apply: eq_bigr => a _; rewrite -[LHS](congr1 (fun v : 'cV_m => v a 0) (projected_data z w _)).
by rewrite /= trmx_mul trmx_mul trmxK !mulmxA.
Qed.

Definition axis (j : 'I_m) : 'cV[R]_m := delta_mx j 0.

Lemma square_norm_axis j : square_norm (axis j) = 1.
Proof.
rewrite /square_norm (bigD1 j) //= big1 ?addr0 => [|i /negPf ij]; rewrite mxE ?eqxx ?expr1n //.
by rewrite ij expr0n.
Qed.

Lemma kept_axes w : \sum_j kept (axis j) w = r2%:R.
Proof.
pose P := V2 w *m (V2 w)^T.
have Psym : P^T = P by rewrite /P trmx_mul trmxK.
have Pidem : P *m P = P by rewrite /P mulmxA -(mulmxA (V2 w)) orthonormal2 mulmx1.
have <- : \tr P = r2%:R by rewrite mxtrace_mulC orthonormal2 mxtrace1.
apply: eq_bigr => j _; rewrite /kept -/P square_norm_mulmx trmx_mul mulmxA -(mulmxA _ P^T) Psym Pidem.
by rewrite -colE trmx_delta -rowE !mxE.
Qed.

Hypotheses (m_gt0 : (0 < m)%N) (r1_gt0 : (0 < r1)%N) (r2_gt0 : (0 < r2)%N).

(* The mean over H of the family and over z = e_1..e_m is at least m^2/(r1 r2). *)
Theorem minimax_action_mean :
  (forall j, [/\ unbiased_at (axis j), finite_at (axis j) & integrable E (kept (axis j))]) ->
  two_subspace_bound m r1 r2 <= (\sum_j risk (axis j)) / m%:R.
Proof.
move=> hyp; have mR : 0 < m%:R :> R by rewrite ltr0n.
have [r1R r2R] : 0 < r1%:R :> R /\ 0 < r2%:R :> R by rewrite !ltr0n.
have [nm n1 n2] : [/\ m%:R != 0 :> R, r1%:R != 0 :> R & r2%:R != 0 :> R] by rewrite !gt_eqF.
pose t : R := m%:R ^+ 2 / (r1%:R * r2%:R).
have keptE : \sum_j expect E (kept (axis j)) = r2%:R.
  have [||_] := @expect_sum _ _ E _ (fun=> 1) (fun j => kept (axis j)) (fun=> r2%:R).
  - by move=> j; case: (hyp j).
  - by move=> w; rewrite -(kept_axes w); apply: eq_bigr => j _; rewrite mul1r.
  have [//|_ ->] := @expect_constant _ _ E r2%:R (fun=> r2%:R).
  by move=> ->; apply: eq_bigr => j _; rewrite mul1r.
have : \sum_j (2%:R * t * (m%:R * square_norm (axis j)) - t ^+ 2 * (r1%:R * expect E (kept (axis j))))
    <= \sum_j m%:R * risk (axis j).
  by apply: ler_sum => j _; have [unb fin int] := hyp j; apply: risk_bound.
rewrite sumrB -!mulr_sumr keptE (eq_bigr (fun=> 1)) => [|j _]; last exact: square_norm_axis.
rewrite sumr_const card_ord => le; rewrite ler_pdivl_mulr // -(ler_pmul2l mR).
apply: le_trans le; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by rewrite /t /two_subspace_bound; field; rewrite n1 n2.
Qed.

(* Hence some H of the family and some z = e_j reach it. *)
Theorem minimax_action :
  (forall j, [/\ unbiased_at (axis j), finite_at (axis j) & integrable E (kept (axis j))]) ->
  exists s j, two_subspace_bound m r1 r2 <= second_moment_at (axis j) (H s).
Proof.
move=> /minimax_action_mean le.
have [j] := average_attained m_gt0 le.
by case/mean_attained=> s le_s; exists s, j.
Qed.

End Bound.

Section FullTangent.
Variables (R : realFieldType) (m r : nat).
Variables (S : finType) (d : distribution R S) (H : S -> 'M[R]_m).
Hypothesis isotropic_H : forall i j k l,
  mean d (fun s => H s i j * H s k l) = ((i == k) && (j == l))%:R / m%:R.
Variables (Omega : Type) (E : expectation R Omega) (V : Omega -> 'M[R]_(m, r)).
Hypothesis orthonormal : forall w, (V w)^T *m V w = 1%:M.
Variable G : 'cV[R]_m -> Omega -> {linear 'M[R]_(r, m) -> 'cV[R]_m}.
Hypotheses (m_gt0 : (0 < m)%N) (r_gt0 : (0 < r)%N).

(* Full tangent: V2 = I, the data are V^T H (V^T H z is a part of them).  At every unit z the mean over H, and so some
   H, is at least m^2/(r m) = m/r. *)
Theorem minimax_full_tangent z : square_norm z = 1 ->
  unbiased_at E V (fun=> 1%:M) G z -> finite_at H E V (fun=> 1%:M) G z ->
  two_subspace_bound R m r m <= risk d H E V (fun=> 1%:M) G z /\
  exists s, two_subspace_bound R m r m <= second_moment_at E V (fun=> 1%:M) G z (H s).
Proof.
move=> z1 unb fin; have one2 (w : Omega) : (1%:M : 'M[R]_m)^T *m 1%:M = 1%:M by rewrite trmx1 mulmx1.
suff le : two_subspace_bound R m r m <= risk d H E V (fun=> 1%:M) G z.
  by split=> //; apply: mean_attained le.
have keptE (w : Omega) : kept (fun=> 1%:M : 'M[R]_m) z w = 1 by rewrite /kept trmx1 !mul1mx.
have [intk kE] := expect_constant E keptE.
have mR : 0 < m%:R :> R by rewrite ltr0n.
have [nm n1] : m%:R != 0 :> R /\ r%:R != 0 :> R by rewrite !pnatr_eq0 -!lt0n.
have := risk_bound isotropic_H orthonormal one2 (m%:R / r%:R) m_gt0 unb fin intk.
rewrite kE z1 => le; rewrite -(ler_pmul2l mR).
apply: le_trans le; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by rewrite /two_subspace_bound; field; rewrite n1 nm.
Qed.
End FullTangent.

Section SignedShifts.
Variables (R : realFieldType) (n : nat).
Let m := n.+1.
Let S := [finType of {ffun 'I_m -> bool} * 'I_m].

(* Signed shifts: row i of H has one entry, +-1, in column i + k (cyclically); k uniform, signs fair and independent. *)
Definition signed_shift (s : S) : 'M[R]_m :=
  \matrix_(i, j) ((-1) ^+ s.1 i * (j == i + s.2)%:R).

Lemma signed_shift_orthogonal s : signed_shift s *m (signed_shift s)^T = 1%:M.
Proof.
apply/matrixP=> i k; rewrite !mxE (bigD1 (i + s.2)) //= big1 ?addr0 => [|j /negPf ji].
  rewrite !mxE eqxx mulr1 (inj_eq (addIr _)); case: eqP => [->|_]; last by rewrite !mulr0.
  by rewrite mulr1 -expr2 sqrr_sign.
by rewrite !mxE ji mulr0 mul0r.
Qed.

Lemma nonempty : (0 < #|[set: S]|)%N.
Proof. by apply/card_gt0P; exists ([ffun=> true], ord0); rewrite inE. Qed.
Definition signed_shifts : distribution R S := uniform R nonempty.

Lemma sum_signs (i k : 'I_m) :
  \sum_(s : {ffun 'I_m -> bool}) (-1) ^+ s i * (-1) ^+ s k = (2 ^ m)%:R * (i == k)%:R :> R.
Proof.
have [<-|ik] := eqVneq i k.
  rewrite mulr1 (eq_bigr (fun=> 1)) => [|s _]; last by rewrite -expr2 sqrr_sign.
  by rewrite sumr_const card_ffun card_bool card_ord.
rewrite mulr0; pose flip (s : {ffun 'I_m -> bool}) := [ffun j => s j (+) (j == i)].
have flipK : involutive flip by move=> s; apply/ffunP=> j; rewrite !ffunE addbK.
apply/eqP; rewrite -eqNr; apply/eqP; rewrite [RHS](reindex_inj (inv_inj flipK)) -sumrN.
apply: eq_bigr => s _; rewrite !ffunE eqxx eq_sym (negPf ik) addbF addbT.
by rewrite signrN mulNr.
Qed.

(* They satisfy the hypothesis on H, and they are orthogonal. *)
Lemma signed_shifts_isotropic i j k l :
  mean signed_shifts (fun s => signed_shift s i j * signed_shift s k l)
  = ((i == k) && (j == l))%:R / m%:R.
Proof.
rewrite mean_uniform cardsT card_prod card_ffun card_bool card_ord natrM.
have -> : \sum_(s in [set: S]) signed_shift s i j * signed_shift s k l
    = (2 ^ m)%:R * ((i == k) && (j == l))%:R.
  transitivity (\sum_(s : {ffun 'I_m -> bool}) \sum_(a : 'I_m)
      (-1) ^+ s i * (-1) ^+ s k * ((j == i + a) && (l == k + a))%:R : R).
    rewrite pair_big; apply: eq_big => s; first by rewrite inE.
    by rewrite !mxE -mulnb natrM mulrACA.
  rewrite -big_distrlr /= sum_signs; have [<-|_] := eqVneq i k; last by rewrite !mulr0 mul0r.
  rewrite mulr1 /=; congr (_ * _); rewrite (bigD1 (j - i)) //= big1 ?addr0 => [|a]; last first.
    by rewrite eq_sym subr_eq addrC => /negPf ->.
  by rewrite addrCA subrr addr0 eqxx eq_sym.
by rewrite -mulf_div divff ?mul1r // pnatr_eq0 expn_eq0.
Qed.

End SignedShifts.

Section LowerBound.
Variables (R : realFieldType) (n r1 r2 : nat).
Let m := n.+1.
Variables (Omega : Type) (E : expectation R Omega).
Variables (V1 : Omega -> 'M[R]_(m, r1)) (V2 : Omega -> 'M[R]_(m, r2)).
Variable G : 'cV[R]_m -> Omega -> {linear 'M[R]_(r1, r2) -> 'cV[R]_m}.

(* minimax-action: for every such T there are |H| <= 1 and |z| = 1 with E|T|^2 >= m^2/(r1 r2). *)
Theorem minimax_action_worst_case :
  (0 < r1)%N -> (0 < r2)%N ->
  (forall w, (V1 w)^T *m V1 w = 1%:M) -> (forall w, (V2 w)^T *m V2 w = 1%:M) ->
  (forall j : 'I_m, [/\ unbiased_at E V1 V2 G (axis R j),
     finite_at (@signed_shift R n) E V1 V2 G (axis R j) & integrable E (kept V2 (axis R j))]) ->
  exists H z, [/\ contraction H, square_norm z = 1
    & two_subspace_bound R m r1 r2 <= second_moment_at E V1 V2 G z H].
Proof.
move=> r1_gt0 r2_gt0 o1 o2 hyp.
have [s [j le]] := minimax_action (@signed_shifts_isotropic R n) o1 o2 isT r1_gt0 r2_gt0 hyp.
exists (signed_shift R s), (axis R j); split=> //; last exact: square_norm_axis.
exact: orthogonal_contraction (signed_shift_orthogonal R s).
Qed.
End LowerBound.
