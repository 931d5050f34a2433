(* rank-one-impossible: with rank 1 no correction inside the subspace is unbiased.

   Result: let m >= 2, p any random vector of R^m and lambda any random number.
     1. E[lambda p p' H p p'] = H does not hold for all symmetric H.
     2. On an m x n block, no estimate p G(U, W) has mean H[Z] for all symmetric H and
        all Z, where U is the projected Hessian W -> p' H[p W], W = p' Z, and G is
        random and homogeneous in U and in W (so in particular linear in each).

   Model: any probability space and any law, Haar included.  The mean E enters by two
   facts only: it depends on the values of a random number only, and
   E[f + f] = E[f] + E[f].  The mean of a matrix is taken entry by entry.  (Where the
   mean does not exist, give E the value 0: both facts still hold.)
   Other blocks do not help: theorem no_rank_one_data lets G use any data.  With H and Z
   in the first column of one block, the data of all blocks together are multiples of
   fixed data, as it asks.
   Source: docs/theory/estimators.md, rank-one-impossible. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section AnyLaw.
Variables (R : realFieldType) (m : nat).
Hypothesis two_le_m : (2 <= m)%N.
Variables (Omega : Type) (E : (Omega -> R) -> R).
Hypothesis E_values : forall f g, f =1 g -> E f = E g.
Hypothesis E_double : forall f, E (fun w => f w + f w) = E f + E f.
Variable p : Omega -> 'cV[R]_m.

Let k0 : 'I_m := Ordinal (ltnW two_le_m).
Let k1 : 'I_m := Ordinal two_le_m.

(* The entry (i, j) of lambda p p' H p p' is lambda p_i (p' H p) p_j. *)
Definition quadratic (x : 'cV[R]_m) (H : 'M[R]_m) : R := \sum_a \sum_b x a 0 * H a b * x b 0.

Lemma quadratic_delta x a b : quadratic x (delta_mx a b) = x a 0 * x b 0.
Proof.
rewrite /quadratic (bigD1 a) //= [X in _ + X]big1 => [|c ne]; last first.
  by rewrite big1 // => d _; rewrite mxE (negbTE ne) mulr0 mul0r.
rewrite addr0 (bigD1 b) //= big1 => [|d ne]; first by rewrite mxE !eqxx mulr1 addr0.
by rewrite mxE (negbTE ne) andbF mulr0 mul0r.
Qed.

Lemma quadraticD x A B : quadratic x (A + B) = quadratic x A + quadratic x B.
Proof.
rewrite -big_split; apply: eq_bigr => a _; rewrite -big_split; apply: eq_bigr => b _.
by rewrite mxE /=; ring.
Qed.

(* The contradiction: H = e_1 e_1' at (2, 2) wants E[lambda p_1^2 p_2^2] = 0, and
   H = e_1 e_2' + e_2 e_1' at (1, 2) wants twice the same to be 1. *)
Lemma entries_contradict (lambda : Omega -> R) :
  ~ (forall H, H^T = H -> forall i j, E (fun w => lambda w * p w i 0 * quadratic (p w) H * p w j 0) = H i j).
Proof.
move=> unbiased; pose X w := lambda w * (p w k0 0 * p w k0 0 * p w k1 0 * p w k1 0).
have X0 : E X = 0.
  have sym : (delta_mx k0 k0 : 'M[R]_m)^T = delta_mx k0 k0 by rewrite trmx_delta.
  transitivity ((delta_mx k0 k0 : 'M[R]_m) k1 k1); last by rewrite mxE.
  rewrite -(unbiased _ sym).
  by apply: E_values => w; rewrite quadratic_delta /X; ring.
have sym : (delta_mx k0 k1 + delta_mx k1 k0 : 'M[R]_m)^T = delta_mx k0 k1 + delta_mx k1 k0.
  by rewrite linearD /= !trmx_delta addrC.
have twice : E X + E X = 1.
  transitivity ((delta_mx k0 k1 + delta_mx k1 k0 : 'M[R]_m) k0 k1).
    rewrite -(unbiased _ sym) -E_double; apply: E_values => w.
    by rewrite quadraticD !quadratic_delta /X; ring.
  by rewrite !mxE !eqxx /= addr0.
by move: twice; rewrite X0 addr0 => /esym/eqP; rewrite oner_eq0.
Qed.

Lemma sandwich_one (x : 'cV[R]_m) H : (x^T *m H *m x) 0 0 = quadratic x H.
Proof.
rewrite /quadratic exchange_big mxE; apply: eq_bigr => b _; rewrite mxE big_distrl.
by apply: eq_bigr => a _; rewrite !mxE.
Qed.

Lemma sandwich (x : 'cV[R]_m) H i j :
  (x *m x^T *m H *m x *m x^T) i j = x i 0 * quadratic x H * x j 0.
Proof.
rewrite -(mulmxA x x^T H) -(mulmxA x _ x) mxE big_ord1 [(x^T) _ _]mxE; congr (_ * _).
by rewrite mxE big_ord1 sandwich_one.
Qed.

(* rank-one-impossible, first statement. *)
Theorem rank_one_impossible (lambda : Omega -> R) :
  ~ (forall H : 'M[R]_m, H^T = H -> forall i j,
      E (fun w => (lambda w *: (p w *m (p w)^T *m H *m p w *m (p w)^T)) i j) = H i j).
Proof.
move=> unbiased; apply: (@entries_contradict lambda) => H sym i j; rewrite -[RHS]unbiased //.
by apply: E_values => w; rewrite mxE sandwich; ring.
Qed.

(* Second statement, for any data.  In place of U and W an estimate may use everything
   that the projected problem shows: U in a module of data, W in another.  For a symmetric
   h in the first column of the block and z in the first column of Z these data are
   (p' h p) U0 and (p' z) W0, with U0, W0 independent of h and z.  The value of G is the
   first column of the row that the block gets. *)
Theorem no_rank_one_data (Us Ws : lmodType R) (U0 : Omega -> Us) (W0 : Omega -> Ws)
    (G : Omega -> Us -> Ws -> R) :
  (forall w a b U W, G w (a *: U) (b *: W) = a * b * G w U W) ->
  ~ (forall h : 'M[R]_m, h^T = h -> forall (z : 'cV[R]_m) i,
      E (fun w => p w i 0 * G w (((p w)^T *m h *m p w) 0 0 *: U0 w) (((p w)^T *m z) 0 0 *: W0 w))
      = (h *m z) i 0).
Proof.
move=> homogeneous unbiased; apply: (@entries_contradict (fun w => G w (U0 w) (W0 w))).
move=> h sym i j; have := unbiased h sym (delta_mx j 0) i; rewrite -colE [RHS]mxE => <-.
apply: E_values => w; rewrite homogeneous sandwich_one -colE !mxE.
by rewrite -!mulrA mulrC -!mulrA.
Qed.

Section Block.
Variable n : nat.
Local Notation block := 'M[R]_(m, n.+1).

(* U: the matrix of W -> p' H[p W] on the rows W. *)
Definition projected_matrix (x : 'cV[R]_m) (H : {linear block -> block}) : 'M[R]_n.+1 :=
  lin1_mx (fun W => x^T *m H (x *m W)).

(* H is symmetric in the inner product of the block. *)
Definition symmetric (H : {linear block -> block}) :=
  forall X Y, \tr (X^T *m H Y) = \tr ((H X)^T *m Y).

(* H[X] = h X E, where E keeps the first column: H acts on the first column only. *)
Let first : 'M[R]_n.+1 := delta_mx 0 0.
Definition on_first_column (h : 'M[R]_m) (X : block) : block := h *m X *m first.

Fact on_first_column_is_linear h : linear (on_first_column h).
Proof. by move=> c X Y; rewrite /on_first_column mulmxDr mulmxDl -scalemxAr -scalemxAl. Qed.
Canonical on_first_column_linear h := Linear (on_first_column_is_linear h).

Lemma on_first_column_symmetric h : h^T = h -> symmetric [linear of on_first_column h].
Proof.
move=> sym X Y; rewrite /= /on_first_column !trmx_mul sym trmx_delta !mulmxA.
by rewrite mxtrace_mulC !mulmxA.
Qed.

(* For this H, U is (p' h p) times a fixed matrix. *)
Lemma projected_on_first x h :
  projected_matrix x [linear of on_first_column h] = quadratic x h *: first.
Proof.
apply/matrixP => a b; rewrite mxE /= /on_first_column mulmxA mulmxA mulmxA.
rewrite (_ : x^T *m h *m x = (quadratic x h)%:M); last first.
  by apply/matrixP => i j; rewrite !ord1 sandwich_one mxE eqxx mulr1n.
by rewrite mul_scalar_mx -scalemxAl -rowE !mxE.
Qed.

(* Second statement, on one m x n block, with U and W written out. *)
Theorem no_rank_one_correction (G : Omega -> 'M[R]_n.+1 -> 'rV[R]_n.+1 -> 'rV[R]_n.+1) :
  (forall w a b U W, G w (a *: U) (b *: W) = (a * b) *: G w U W) ->
  ~ (forall H : {linear block -> block}, symmetric H -> forall (Z : block) i j,
      E (fun w => (p w *m G w (projected_matrix (p w) H) ((p w)^T *m Z)) i j) = H Z i j).
Proof.
move=> homogeneous unbiased.
apply: (no_rank_one_data (U0 := fun _ => first) (W0 := fun _ => delta_mx 0 0 : 'rV[R]_n.+1)
  (G := fun w U W => G w U W 0 0)) => [w a b U W|h sym z i]; first by rewrite homogeneous mxE.
pose Z : block := z *m delta_mx 0 0.
have := unbiased _ (on_first_column_symmetric sym) Z i 0.
have -> : [linear of on_first_column h] Z i 0 = (h *m z) i 0.
  rewrite /= /on_first_column /Z !mulmxA -(mulmxA _ (delta_mx 0 0)) mul_delta_mx mxE big_ord1.
  by rewrite [X in _ * X]mxE !eqxx mulr1.
move=> <-; apply: E_values => w.
have -> : (p w)^T *m Z = ((p w)^T *m z) 0 0 *: (delta_mx 0 0 : 'rV[R]_n.+1).
  by rewrite mulmxA [X in X *m _]mx11_scalar mul_scalar_mx.
by rewrite projected_on_first sandwich_one [RHS]mxE big_ord1.
Qed.
End Block.
End AnyLaw.

(* The mean of a finite distribution is such an E. *)
Corollary rank_one_impossible_finite (R : realFieldType) m (T : finType) (d : distribution R T)
    (p : T -> 'cV[R]_m) (lambda : T -> R) : (2 <= m)%N ->
  ~ (forall H : 'M[R]_m, H^T = H ->
      vector_mean d (fun w => lambda w *: (p w *m (p w)^T *m H *m p w *m (p w)^T)) = H).
Proof.
move=> two_le_m unbiased.
apply: (rank_one_impossible two_le_m (eq_mean d) _ (p := p) (lambda := lambda)) => [f|H sym i j].
  by rewrite meanD.
by rewrite -[in RHS](unbiased H sym) summxE; apply: eq_bigr => w _; rewrite [RHS]mxE.
Qed.
