(* Theorem V (estimator-variance) for one_sided and decoupled, any number of blocks.

   Result: with rho_a = m_a / r_a,
       one_sided:  E |T|^2 = sum_a rho_a |(H Z)_a|^2,
       decoupled:  E |T|^2 = sum_a rho_a ( |(H Z)_a|^2 + sum_b v_ab ),
       v_ab = (rho_b - 1) m_b / (m_b - 1) ( sum_j |y_j|^2 - |sum_j y_j|^2 / m_b ),   y_j = H_ab[u_j u_j' Z_b],
   u_j the columns of the basis of the second subspace.  v_ab is the sum of the v_ib of the document over the rows i of
   block a, in any orthonormal basis: squared norms are sums over rows.
   Step 2, the fluctuation lemma: E |sum_j (rho 1_j - 1) y_j|^2 = v for any matrices y_j and a random r-subset.

   Model: that of biprobe_unbiased.v: independent subsets for all blocks, and again for the second subspace; given the
   bases; H fixed; every rank.
   Source: docs/theory/estimators.md, estimator-variance, Theorem V, step 2. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite product_space subsets columns weights subset_samplers estimators block_answers
  biprobe_unbiased haar_first gram_sums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* v. *)
Definition fluctuation (R : realFieldType) m (r : nat) p q (y : 'I_m -> 'M[R]_(p, q)) : R :=
  (m%:R / r%:R - 1) * (m%:R / (m%:R - 1)) * (\sum_j square (y j) - square (\sum_j y j) / m%:R).

(* Over the rows i of y_j: v = sum_i v_i. *)
Lemma fluctuation_rows (R : realFieldType) m r p q (y : 'I_m -> 'M[R]_(p, q)) :
  fluctuation r y = \sum_i fluctuation r (fun j => row i (y j)).
Proof.
have rows (X : 'M[R]_(p, q)) : square X = \sum_i square (row i X).
  rewrite /square /frobenius mxtrace_mulC {1}/mxtrace; apply: eq_bigr => i _.
  by rewrite mxtrace_mulC /mxtrace big_ord1 !mxE; apply: eq_bigr => j _; rewrite !mxE.
rewrite /fluctuation -mulr_sumr; congr (_ * _); rewrite sumrB -mulr_suml [in RHS]exchange_big /= (rows (\sum_j y j)).
congr (_ - _ / _); first by apply: eq_bigr => j _; apply: rows.
by apply: eq_bigr => i _; rewrite linear_sum.
Qed.

Section Fluctuation.
Variables (R : realFieldType) (m r p q : nat).
Hypotheses (le_rm : (r <= m)%N) (r_gt0 : (0 < r)%N).
Variable y : 'I_m -> 'M[R]_(p, q).
Let rho : R := m%:R / r%:R.
Let r0 : r%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.
Let m0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n (leq_trans r_gt0). Qed.

(* Cov(rho 1_j, rho 1_k). *)
Lemma indicator_covariance (j k : 'I_m) :
  mean (random_subset R le_rm) (fun S : {set 'I_m} => (rho * (j \in S)%:R - 1) * (rho * (k \in S)%:R - 1))
  = if j == k then rho - 1 else - (rho - 1) / (m%:R - 1).
Proof.
rewrite (@eq_mean _ _ _ _ (fun S : {set 'I_m} => rho ^+ 2 * ((j \in S)%:R * (k \in S)%:R)
    + (- rho * (j \in S)%:R + (- rho * (k \in S)%:R + 1)))) => [|S]; last by ring.
rewrite !meanD !meanZ mean_const !inclusion_oneP /inclusion_one.
have [->|ne] := eqVneq j k.
  rewrite (@eq_mean _ _ _ _ (fun S : {set 'I_m} => (k \in S)%:R)) => [|S]; last by rewrite -natrM mulnb andbb.
  by rewrite inclusion_oneP /inclusion_one /rho; field; rewrite m0 r0.
have m1 : m%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1; case: m (two_rows ne) => [|[]].
by rewrite inclusion_twoP // /inclusion_two /rho; field; rewrite m0 r0 m1.
Qed.

Lemma fluctuationP :
  mean (random_subset R le_rm) (fun S : {set 'I_m} => square (\sum_j (rho * (j \in S)%:R - 1) *: y j))
  = fluctuation r y.
Proof.
rewrite (eq_mean _ (fun S => square_weighted_sum y _)) mean_sum.
pose v := rho - 1; pose w := - v / (m%:R - 1).
transitivity (\sum_j (w * frobenius (y j) (\sum_k y k) + (v - w) * square (y j))).
  apply: eq_bigr => j _; rewrite mean_sum frobenius_sumr mulr_sumr [RHS]addrC.
  rewrite (bigD1 j) //= [in RHS](bigD1 j) //= (eq_bigr (fun k => w * frobenius (y j) (y k))) => [|k ne].
    rewrite (eq_mean _ (fun S => mulrC _ _)) meanZ indicator_covariance eqxx -/v /square.
    by move: (\sum_(k | _) _) => rest; ring.
  by rewrite (eq_mean _ (fun S => mulrC _ _)) meanZ indicator_covariance eq_sym (negbTE ne) mulrC.
rewrite big_split /= -!mulr_sumr -frobenius_suml -/(square (\sum_k y k)) /fluctuation -/rho -/v.
move: (square _) (\sum_j square _) => h s; have [m1|m1] := eqVneq m 1%N.
  have -> : w = 0.
    rewrite /w /v /rho (_ : r = m) ?divff ?subrr ?oppr0 ?mul0r //.
    by apply/eqP; rewrite eqn_leq le_rm m1.
  have -> : v = 0; last by ring.
  by rewrite /v /rho (_ : r = m) ?divff ?subrr //; apply/eqP; rewrite eqn_leq le_rm m1.
have m1' : m%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1.
by rewrite /w; field; rewrite m0 m1'.
Qed.
End Fluctuation.

(* Means of inner products. *)
Section InnerProducts.
Variables (R : realFieldType) (p q : nat).

Lemma mean_frobenius (T : finType) (d : distribution R T) (X : 'M[R]_(p, q)) (f : T -> 'M[R]_(p, q)) :
  mean d (fun x => frobenius X (f x)) = frobenius X (vector_mean d f).
Proof. by rewrite /vector_mean frobenius_sumr; apply: eq_bigr => x _; rewrite frobeniusZr. Qed.

Lemma mean_law (Omega T : finType) (d : distribution R Omega) (l : distribution R T) (X : Omega -> T) (f : T -> R) :
  has_law d X l -> mean d (fun w => f (X w)) = mean l f.
Proof. exact: (@vector_mean_law R Omega T d X l [lmodType R of R^o] f). Qed.

Lemma mean_frobenius_product (S T : finType) (c : distribution R S) (d : distribution R T)
    (f : S -> 'M[R]_(p, q)) (g : T -> 'M[R]_(p, q)) :
  vector_mean c f = 0 -> mean (product c d) (fun x => frobenius (f x.1) (g x.2)) = 0.
Proof.
move=> f0; rewrite (_ : mean _ _ = mean c (fun x => frobenius (vector_mean d g) (f x))).
  by rewrite mean_frobenius f0 /frobenius mulmx0 mxtrace0.
rewrite [LHS](@vector_mean_product R S T c d [lmodType R of R^o]).
apply: eq_bigr => x _; congr (_ * _); rewrite frobeniusC.
exact: (mean_frobenius d (f x) g).
Qed.
End InnerProducts.

Section Blocks.
Variables (R : rcfType) (L : nat) (m n r : 'I_L -> nat).
Hypotheses (le_rm : forall a, (r a <= m a)%N) (r_gt0 : forall a, (0 < r a)%N).
Variables (O : forall a, 'M[R]_(m a)) (e : forall a, {set 'I_(m a)} -> 'I_(r a) -> 'I_(m a)).
Hypotheses (ortho : forall a, orthogonal (O a)) (order : forall a, ordering (@e a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}) (Z : forall a, 'M[R]_(m a, n a)).
Let root_rho a : R := Num.sqrt ((m a)%:R / (r a)%:R).
Let roots a : root_rho a ^+ 2 = (m a)%:R / (r a)%:R := rho_root R (m a) (r a).
Let subsets := choices (fun a => random_subset R (le_rm a)).
Let rho a : R := (m a)%:R / (r a)%:R.

(* |Q X|^2, the subsets drawn and X fixed. *)
Lemma mean_square_projected (X : forall a, 'M[R]_(m a, n a)) :
  mean subsets (fun S => \sum_a square (subspace O e S a *m ((subspace O e S a)^T *m X a)))
  = \sum_a rho a * square (X a).
Proof.
rewrite -(haar_first_blocks r_gt0 roots ortho order
  (@draw_law _ _ _ (fun a => random_subset R (le_rm a))) X).
by apply: eq_mean => S; apply: eq_bigr => a _; rewrite /square mulmxA.
Qed.

Theorem one_sided_second_moment :
  mean subsets (fun S => \sum_a square (one_sided_estimate O e Z H S a)) = \sum_a rho a * square (hessian H Z a).
Proof. exact: mean_square_projected. Qed.

Variable O2 : forall a, 'M[R]_(m a).
Hypothesis ortho2 : forall a, orthogonal (O2 a).

(* y_j, and the fluctuation of H_ab[Q_b Z_b]. *)
Definition column_part a b (j : 'I_(m b)) : 'M[R]_(m a, n a) := H a b (dyad (O2 b) j *m Z b).
Let N a b (A : {set 'I_(m b)}) : 'M[R]_(m a, n a) :=
  H a b (projection (root_rho b) (O2 b) (@e b) A *m Z b) - H a b (Z b).

Lemma N_mean a b : vector_mean (random_subset R (le_rm b)) (@N a b) = 0.
Proof.
have NE A : N a A = ([linear of H a b \o mulmxr (Z b)] : {linear _ -> _})
    (projection (root_rho b) (O2 b) (@e b) A - 1%:M).
  by rewrite /N /= mulmxBl mul1mx linearB.
rewrite (eq_vector_mean _ NE) -vector_mean_linear /=.
pose l := random_subset R (le_rm b); pose Q := projection (root_rho b) (O2 b) (@e b).
rewrite (_ : vector_mean _ _ = 0) ?mul0mx ?linear0 //.
transitivity (vector_mean l Q - vector_mean l (fun _ => 1%:M)).
  by rewrite /vector_mean -sumrB; apply: eq_bigr => A _; rewrite scalerBr.
by rewrite (mean_projection (le_rm b) (r_gt0 b) (roots b) (ortho2 b) (@order b)) vector_mean_const subrr.
Qed.

Lemma N_square a b : mean (random_subset R (le_rm b)) (fun A => square (N a A)) = fluctuation (r b) (@column_part a b).
Proof.
rewrite -(fluctuationP (le_rm b) (r_gt0 b)); apply: eq_mean_subset => A card_A; congr square.
rewrite /N /projection sampled_projection roots (sum_indicator (dyad (O2 b)) (@order b) card_A).
rewrite -[in X in _ - X](mul1mx (Z b)) -(sum_dyad (ortho2 b)) scaler_sumr !mulmx_suml !linear_sum -big_split.
by apply: eq_bigr => j _; rewrite scalerA -scalemxAl linearZ scalerBl scale1r.
Qed.

Theorem decoupled_second_moment :
  mean (product subsets subsets) (fun S => \sum_a square (decoupled_estimate O e Z O2 H S a))
  = \sum_a rho a * (square (hessian H Z a) + \sum_b fluctuation (r b) (@column_part a b)).
Proof.
pose T := {dffun forall a, {set 'I_(m a)}}.
pose X (S2 : T) a := hessian H (fun b => sampled (root_rho b) (O2 b) (e (S2 b))
  *m ((sampled (root_rho b) (O2 b) (e (S2 b)))^T *m Z b)) a.
have XE S2 a : X S2 a = hessian H Z a + \sum_b N a (S2 b).
  by rewrite /X /hessian -big_split; apply: eq_bigr => b _; rewrite /N /projection -mulmxA /= addrC subrK.
transitivity (mean subsets (fun S2 => \sum_a rho a * square (X S2 a))).
  rewrite [LHS](@vector_mean_product R _ _ _ _ [lmodType R of R^o]) /vector_mean.
  rewrite (eq_bigr _ (fun S _ => scaler_sumr _ _ _ _)) exchange_big; apply: eq_bigr => S2 _ /=.
  rewrite -mean_square_projected /mean mulr_sumr; apply: eq_bigr => S _.
  by rewrite /GRing.scale /= mulrCA.
rewrite mean_sum; apply: eq_bigr => a _; rewrite meanZ; congr (_ * _).
rewrite (@eq_mean _ _ _ _ (fun S2 : T => square (hessian H Z a)
    + (2%:R * frobenius (hessian H Z a) (\sum_b N a (S2 b)) + square (\sum_b N a (S2 b))))) => [|S2]; last first.
  by rewrite XE squareD addrA.
rewrite !meanD mean_const meanZ mean_frobenius vector_mean_sum big1 => [|b _]; last first.
  by rewrite (vector_mean_law (@N a b) (@draw_law _ _ _ (fun a => random_subset R (le_rm a)) b)) N_mean.
rewrite /frobenius mulmx0 mxtrace0 mulr0 add0r; congr (_ + _).
rewrite (eq_mean _ (fun S2 : T => square_sum (fun b => N a (S2 b)) xpredT)) mean_sum; apply: eq_bigr => b _.
rewrite mean_sum (bigD1 b) //= big1 ?addr0 => [|c ne].
  by rewrite -N_square -(mean_law _ (@draw_law _ _ _ (fun a => random_subset R (le_rm a)) b)).
pose f (x : {set 'I_(m b)} * {set 'I_(m c)}) := frobenius (N a x.1) (N a x.2) : R.
rewrite eq_sym in ne; have := @draw_independent _ _ _ (fun a => random_subset R (le_rm a)) b c ne.
by move/(mean_law f) => ->; apply: mean_frobenius_product; apply: N_mean.
Qed.
End Blocks.
