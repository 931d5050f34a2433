(* weights: which fixed weights make a projected action unbiased.

   Result (theorem weights): let 2 <= r <= m and let W be a fixed r x r matrix.  Let
   p_1 .. p_r be the columns of P = sqrt(m/r) V.  Then
       sum_ij W_ij p_i p_i' H p_j p_j'  has mean H for every H
   if and only if the diagonal of W adds up to r^2/m, and the rest of W adds up to
   r^2 (m-1) / m.  The solution that is constant on and off the diagonal is
   diagonal_weight, off_diagonal_weight (lemmas of section Constants).

   Model: V is the first r columns of O Pi, where Pi is a uniformly random
   permutation matrix and O is an orthogonal matrix of any law.  For Haar O this V
   is Haar (Lemma S of the document).  The law of O enters only by a mean operator
   M: from values f(O), matrices, M makes a matrix.  Of M two facts are used: it
   looks at orthogonal O only, and the mean of a constant is the constant.  The mean
   for Haar O is such an M, the value at one fixed O is another.
   Source: docs/theory/estimators.md, weights.  The document states it for Haar V;
   here it is proved for every law of O.  Its proof differs too: H = I and one
   skew H are enough for "only if". *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets columns random_permutation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The constants of lib/bros/action/weights.hpp, same names and arguments. *)
Definition off_diagonal_weight (F : fieldType) (m r : nat) : F :=
  r%:R * (m%:R - 1) / (m%:R * (r%:R - 1)).
Definition diagonal_weight (F : fieldType) (m r : nat) : F := r%:R / m%:R.
Definition tau_squared (F : fieldType) (m r : nat) : F :=
  if r == m then 0 else r%:R * (m%:R - r%:R) / (m%:R * (r%:R - 1)).

(* What the two sums of W must be: over i = j, and over i <> j. *)
Definition diagonal_sum (F : fieldType) (m r : nat) : F := r%:R ^+ 2 / m%:R.
Definition off_diagonal_sum (F : fieldType) (m r : nat) : F := r%:R ^+ 2 * (m%:R - 1) / m%:R.

(* C of (5) for i, j in one block; `same` says whether i = j. *)
Definition correction (F : fieldType) (m r : nat) (same : bool) : F :=
  tau_squared F m r / r%:R - tau_squared F m r * same%:R.

Section Constants.
Variables (F : realFieldType) (m r : nat).
Hypotheses (two_le_r : (2 <= r)%N) (le_rm : (r <= m)%N).

Lemma rank_facts : [/\ m%:R != 0 :> F, r%:R != 0 :> F, m%:R - 1 != 0 :> F & r%:R - 1 != 0 :> F].
Proof.
have ne1 k : (2 <= k)%N -> k%:R - 1 != 0 :> F by case: k => [|[|k]] // _; rewrite subr_eq0 pnatr_eq1.
have ne0 k : (2 <= k)%N -> k%:R != 0 :> F by case: k => [|[|k]] // _; rewrite pnatr_eq0.
have two_le_m := leq_trans two_le_r le_rm.
by split; [exact: ne0|exact: ne0|exact: ne1|exact: ne1].
Qed.

(* (4): the weights are 1 + C. *)
Lemma off_diagonal_weightE : off_diagonal_weight F m r = 1 + correction F m r false.
Proof.
have [m0 r0 m1 r1] := rank_facts; rewrite /correction /off_diagonal_weight /tau_squared mulr0 subr0.
by case: eqP => [->|_]; field; rewrite ?m0 ?r0 ?r1 ?m1.
Qed.

Lemma diagonal_weightE : diagonal_weight F m r = 1 + correction F m r true.
Proof.
have [m0 r0 m1 r1] := rank_facts; rewrite /correction /diagonal_weight /tau_squared mulr1.
by case: eqP => [->|_]; field; rewrite ?m0 ?r0 ?r1 ?m1.
Qed.

(* The constant solution has the required sums, over r and r (r - 1) places, ... *)
Lemma constant_weights_solve :
  r%:R * diagonal_weight F m r = diagonal_sum F m r /\
  r%:R * (r%:R - 1) * off_diagonal_weight F m r = off_diagonal_sum F m r.
Proof.
have [m0 r0 m1 r1] := rank_facts.
rewrite /diagonal_weight /off_diagonal_weight /diagonal_sum /off_diagonal_sum.
by split; field; rewrite ?m0 ?r1.
Qed.

(* ... it is the only constant one, ... *)
Lemma constant_weights_unique x y :
  r%:R * x = diagonal_sum F m r -> r%:R * (r%:R - 1) * y = off_diagonal_sum F m r ->
  x = diagonal_weight F m r /\ y = off_diagonal_weight F m r.
Proof.
have [m0 r0 m1 r1] := rank_facts; have [<- <-] := constant_weights_solve.
by move=> /(mulfI r0)-> /(mulfI (mulf_neq0 r0 r1))->.
Qed.

(* ... and the mean of W over all (i, j) is 1, for every solution. *)
Lemma weights_mean_one : (diagonal_sum F m r + off_diagonal_sum F m r) / r%:R ^+ 2 = 1.
Proof.
have [m0 r0 m1 r1] := rank_facts; rewrite /diagonal_sum /off_diagonal_sum.
by field; rewrite m0 r0.
Qed.
End Constants.

Section Weights.
Variables (R : realFieldType) (m r : nat).
Hypotheses (two_le_r : (2 <= r)%N) (le_rm : (r <= m)%N).
Variables (root_rho : R) (W : 'M[R]_r).
Hypothesis rho_root : root_rho ^+ 2 = m%:R / r%:R.

(* P = sqrt(m/r) times the first r columns of O Pi; p_i is its column i. *)
Definition first_columns (O : 'M[R]_m) (s : {perm 'I_m}) : 'M[R]_(m, r) :=
  sampled root_rho O (fun i => s (widen_ord le_rm i)).

(* sum_ij W_ij p_i p_i' H p_j p_j'. *)
Definition weighted (P : 'M[R]_(m, r)) (H : 'M[R]_m) : 'M[R]_m :=
  \sum_i \sum_j W i j *: (col i P *m (col i P)^T *m H *m (col j P *m (col j P)^T)).

(* Its mean over Pi, for one O. *)
Definition weighted_mean (H O : 'M[R]_m) : 'M[R]_m :=
  vector_mean (random_permutation R m) (fun s => weighted (first_columns O s) H).

Definition same_part (H O : 'M[R]_m) := \sum_k dyad O k *m H *m dyad O k.
Definition other_part (H O : 'M[R]_m) := \sum_k \sum_(l | l != k) dyad O k *m H *m dyad O l.
Let d : R := \sum_i W i i.
Let o : R := \sum_i \sum_(j | j != i) W i j.

Lemma weighted_meanE H O : weighted_mean H O
  = (m%:R * d / r%:R ^+ 2) *: same_part H O
  + (m%:R * o / (r%:R ^+ 2 * (m%:R - 1))) *: other_part H O.
Proof.
have [m0 r0 m1 r1] := rank_facts R two_le_r le_rm.
pose F k l := dyad O k *m H *m dyad O l.
pose e i := widen_ord le_rm i.
transitivity (vector_mean (random_permutation R m) (fun s =>
    \sum_i \sum_j ((m%:R / r%:R) ^+ 2 * W i j) *: F (s (e i)) (s (e j)))).
  apply: eq_vector_mean => s; apply: eq_bigr => i _; apply: eq_bigr => j _.
  rewrite !sampled_dyad rho_root -scalemxAl -!scalemxAr -scalemxAl !scalerA /F.
  by congr (_ *: _); ring.
rewrite vector_mean_sum.
transitivity (\sum_i ((m%:R / r%:R ^+ 2 * W i i) *: same_part H O
    + \sum_(j | j != i) (m%:R / (r%:R ^+ 2 * (m%:R - 1)) * W i j) *: other_part H O)).
  apply: eq_bigr => i _; rewrite vector_mean_sum (bigD1 i) //=; congr (_ + _).
    rewrite (vector_mean_image (e i) (fun k => ((m%:R / r%:R) ^+ 2 * W i i) *: F k k)).
    by rewrite -scaler_sumr scalerA; congr (_ *: _); field; rewrite m0 r0.
  apply: eq_bigr => j ne.
  rewrite (vector_mean_two_images (fun k l => ((m%:R / r%:R) ^+ 2 * W i j) *: F k l)); last first.
    by rewrite -val_eqE /= val_eqE eq_sym.
  rewrite (eq_bigr (fun k => ((m%:R / r%:R) ^+ 2 * W i j) *: \sum_(l | l != k) F k l)) => [|k _].
    by rewrite -scaler_sumr scalerA; congr (_ *: _); field; rewrite m0 r0 m1.
  by rewrite scaler_sumr.
rewrite big_split /= -scaler_suml; congr (_ *: _ + _).
  by rewrite -big_distrr /= -/d; field.
transitivity (\sum_i (m%:R / (r%:R ^+ 2 * (m%:R - 1)) * \sum_(j | j != i) W i j) *: other_part H O).
  by apply: eq_bigr => i _; rewrite -scaler_suml -big_distrr.
by rewrite -scaler_suml -big_distrr /= -/o; congr (_ *: _); field; rewrite r0 m1.
Qed.

(* Together the two parts are H. *)
Lemma parts_sum H O : orthogonal O -> same_part H O + other_part H O = H.
Proof.
move=> ortho; rewrite -[RHS]mul1mx -[RHS]mulmx1 -(sum_dyad ortho).
rewrite -big_split /= mulmx_suml mulmx_suml; apply: eq_bigr => k _.
by rewrite mulmx_sumr [RHS](bigD1 k).
Qed.

(* H = I has no other part, a skew H no same part. *)
Lemma same_part_identity O : orthogonal O -> same_part 1%:M O = 1%:M.
Proof.
move=> ortho; rewrite -[RHS](sum_dyad ortho); apply: eq_bigr => k _.
by rewrite mulmx1 dyad_idempotent.
Qed.

Lemma same_part_skew H O : H^T = - H -> same_part H O = 0.
Proof.
move=> skew; apply: big1 => k _; rewrite /dyad.
have x0 : (col k O)^T *m H *m col k O = 0.
  set x := _ *m _; have xT : x^T = - x.
    by rewrite /x !trmx_mul trmxK skew mulNmx mulmxN mulmxA.
  apply/matrixP => i j; rewrite !ord1; have /matrixP/(_ 0 0) := xT; rewrite !mxE => /eqP.
  by rewrite -addr_eq0 -mulr2n mulrn_eq0 => /eqP.
have -> : col k O *m (col k O)^T *m H *m (col k O *m (col k O)^T)
        = col k O *m ((col k O)^T *m H *m col k O) *m (col k O)^T by rewrite !mulmxA.
by rewrite x0 mulmx0 mul0mx.
Qed.

(* The mean over the law of O. *)
Variable M : ('M[R]_m -> 'M[R]_m) -> 'M[R]_m.
Hypothesis M_orthogonal : forall f g, (forall O, orthogonal O -> f O = g O) -> M f = M g.
Hypothesis M_const : forall A, M (fun _ => A) = A.

Lemma weights_sufficient H : d = diagonal_sum R m r -> o = off_diagonal_sum R m r -> M (weighted_mean H) = H.
Proof.
have [m0 r0 m1 r1] := rank_facts R two_le_r le_rm; rewrite /diagonal_sum /off_diagonal_sum => dE oE.
rewrite -[RHS]M_const; apply: M_orthogonal => O ortho; rewrite weighted_meanE.
rewrite -[RHS](parts_sum H ortho) dE oE; congr (_ + _); rewrite -[RHS]scale1r.
  by congr (_ *: _); field; rewrite m0 r0.
by congr (_ *: _); field; rewrite m0 r0 m1.
Qed.

(* The mean at H = I is (m d / r^2) I. *)
Lemma mean_at_identity : M (weighted_mean 1%:M) = (m%:R * d / r%:R ^+ 2)%:M.
Proof.
rewrite -[RHS]M_const; apply: M_orthogonal => O ortho.
have same := same_part_identity ortho; rewrite weighted_meanE same.
have := parts_sum 1%:M ortho; rewrite same -[RHS]addr0 => /addrI->.
by rewrite scaler0 addr0 scalemx1.
Qed.

(* At a skew H it is a multiple of H. *)
Lemma mean_at_skew H : H^T = - H -> M (weighted_mean H) = (m%:R * o / (r%:R ^+ 2 * (m%:R - 1))) *: H.
Proof.
move=> skew; rewrite -[RHS]M_const; apply: M_orthogonal => O ortho.
rewrite weighted_meanE same_part_skew // scaler0 add0r.
by have := parts_sum H ortho; rewrite same_part_skew // add0r => ->.
Qed.

(* weights.  The mean of sum_ij W_ij p_i p_i' H p_j p_j' is H for every H, if and
   only if the two sums of W are r^2/m and r^2 (m-1)/m. *)
Theorem weights :
  (forall H, M (weighted_mean H) = H) <->
  \sum_i W i i = diagonal_sum R m r /\
  \sum_i \sum_(j | j != i) W i j = off_diagonal_sum R m r.
Proof.
split=> [unbiased | [dE oE] H]; last exact: weights_sufficient.
have [m0 r0 m1 r1] := rank_facts R two_le_r le_rm.
have m_gt1 := leq_trans two_le_r le_rm; have m_gt0 := ltnW m_gt1.
pose k := Ordinal m_gt0; pose l := Ordinal m_gt1; split.
  have /matrixP/(_ k k) := unbiased 1%:M; rewrite mean_at_identity !mxE eqxx /= !mulr1n => dE.
  transitivity (diagonal_sum R m r * (m%:R * d / r%:R ^+ 2)); last by rewrite dE mulr1.
  by rewrite /diagonal_sum -/d; field; rewrite m0 r0.
pose H : 'M[R]_m := delta_mx k l - delta_mx l k.
have skew : H^T = - H by rewrite linearB /= !trmx_delta opprB.
have /matrixP/(_ k l) := unbiased H; rewrite (mean_at_skew skew) !mxE !eqxx /= subr0 mulr1 => oE.
transitivity (off_diagonal_sum R m r * (m%:R * o / (r%:R ^+ 2 * (m%:R - 1)))); last by rewrite oE mulr1.
by rewrite /off_diagonal_sum -/o; field; rewrite m0 r0 m1.
Qed.
End Weights.
