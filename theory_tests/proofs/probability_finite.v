(* Finite probability.

   Result: the few facts about finite distributions that the other files use.
   A distribution on a finite set gives every outcome a weight that is not
   negative, and the weights add up to 1.  The mean of a number, or of a vector,
   is the weighted sum over all outcomes.

   Model: R is any ordered field, for example the rationals or the reals.  Vectors
   are elements of any R-module, for example matrices.
   Source: docs/theory/estimators.md, Notation. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record distribution (R : realFieldType) (T : finType) := Distribution {
  weight :> T -> R;
  weight_ge0 : forall x, 0 <= weight x;
  weight_sum : \sum_x weight x = 1 }.

(* E[f] for a number f, and for a vector f. *)
Definition mean (R : realFieldType) (T : finType) (d : distribution R T) (f : T -> R) : R :=
  \sum_x d x * f x.
Definition vector_mean (R : realFieldType) (T : finType) (d : distribution R T) (V : lmodType R)
  (f : T -> V) : V := \sum_x d x *: f x.

Section Mean.
Variables (R : realFieldType) (T : finType) (d : distribution R T).
Implicit Types (f g : T -> R) (c : R).

Lemma eq_mean f g : f =1 g -> mean d f = mean d g.
Proof. by move=> e; apply: eq_bigr => x _; rewrite e. Qed.

Lemma mean_const c : mean d (fun _ => c) = c.
Proof. by rewrite /mean -big_distrl /= weight_sum mul1r. Qed.

Lemma meanD f g : mean d (fun x => f x + g x) = mean d f + mean d g.
Proof. by rewrite -big_split; apply: eq_bigr => x _; rewrite mulrDr. Qed.

Lemma meanZ c f : mean d (fun x => c * f x) = c * mean d f.
Proof. by rewrite /mean big_distrr; apply: eq_bigr => x _ /=; rewrite mulrCA. Qed.

Lemma meanN f : mean d (fun x => - f x) = - mean d f.
Proof. by rewrite /mean -sumrN; apply: eq_bigr => x _; rewrite mulrN. Qed.

Lemma mean_sum (I : finType) (P : pred I) (f : I -> T -> R) :
  mean d (fun x => \sum_(i | P i) f i x) = \sum_(i | P i) mean d (f i).
Proof. by rewrite exchange_big; apply: eq_bigr => x _; rewrite big_distrr. Qed.

Lemma le_mean f g : (forall x, f x <= g x) -> mean d f <= mean d g.
Proof. by move=> le; apply: ler_sum => x _; apply: ler_wpmul2l; rewrite ?weight_ge0. Qed.
End Mean.

Section VectorMean.
Variables (R : realFieldType) (T : finType) (d : distribution R T).

Lemma eq_vector_mean (V : lmodType R) (f g : T -> V) :
  f =1 g -> vector_mean d f = vector_mean d g.
Proof. by move=> e; apply: eq_bigr => x _; rewrite e. Qed.

Lemma vector_mean_const (V : lmodType R) (v : V) : vector_mean d (fun _ => v) = v.
Proof. by rewrite /vector_mean -scaler_suml weight_sum scale1r. Qed.

(* A random number times a fixed vector. *)
Lemma vector_meanZ (V : lmodType R) (f : T -> R) (v : V) :
  vector_mean d (fun x => f x *: v) = mean d f *: v.
Proof. by rewrite scaler_suml; apply: eq_bigr => x _; rewrite scalerA. Qed.

Lemma vector_mean_sum (V : lmodType R) (I : finType) (P : pred I) (f : I -> T -> V) :
  vector_mean d (fun x => \sum_(i | P i) f i x) = \sum_(i | P i) vector_mean d (f i).
Proof. by rewrite exchange_big; apply: eq_bigr => x _; rewrite scaler_sumr. Qed.

(* The mean commutes with every linear map. *)
Lemma vector_mean_linear (U V : lmodType R) (h : {linear U -> V}) (f : T -> U) :
  h (vector_mean d f) = vector_mean d (fun x => h (f x)).
Proof. by rewrite linear_sum; apply: eq_bigr => x _; rewrite linearZ. Qed.

Lemma vector_mean_mulmxr p q s (f : T -> 'M[R]_(p, q)) (B : 'M_(q, s)) :
  vector_mean d (fun x => f x *m B) = vector_mean d f *m B.
Proof. by rewrite mulmx_suml; apply: eq_bigr => x _; rewrite scalemxAl. Qed.
End VectorMean.

(* Uniform distribution on a set A that is not empty. *)
Section Uniform.
Variables (R : realFieldType) (T : finType) (A : {set T}).
Hypothesis A_not_empty : (0 < #|A|)%N.

Definition uniform_weight (x : T) : R := (x \in A)%:R / #|A|%:R.

Lemma uniform_weight_ge0 x : 0 <= uniform_weight x.
Proof. by rewrite divr_ge0 ?ler0n. Qed.

Lemma uniform_weight_sum : \sum_x uniform_weight x = 1.
Proof.
rewrite -big_distrl -natr_sum /= -big_mkcond sum1_card divff //.
by rewrite pnatr_eq0 -lt0n.
Qed.

Definition uniform := Distribution uniform_weight_ge0 uniform_weight_sum.

(* The mean under it is the average over A. *)
Lemma mean_uniform f : mean uniform f = (\sum_(x in A) f x) / #|A|%:R.
Proof.
rewrite /mean [in RHS]big_mkcond big_distrl; apply: eq_bigr => x _ /=.
by rewrite /uniform_weight; case: ifP => _; rewrite ?mul0r ?mul1r // mulrC.
Qed.
End Uniform.

(* Two independent draws: the weights multiply. *)
Section Product.
Variables (R : realFieldType) (S T : finType) (c : distribution R S) (d : distribution R T).

Definition product_weight (x : S * T) : R := c x.1 * d x.2.

Lemma product_weight_ge0 x : 0 <= product_weight x.
Proof. by rewrite mulr_ge0 ?weight_ge0. Qed.

Lemma product_weight_sum : \sum_x product_weight x = 1.
Proof.
rewrite -(pair_bigA _ (fun x y => c x * d y)) /= -[RHS](weight_sum c).
by apply: eq_bigr => x _; rewrite -big_distrr /= weight_sum mulr1.
Qed.

Definition product := Distribution product_weight_ge0 product_weight_sum.

(* Fubini. *)
Lemma vector_mean_product (V : lmodType R) (f : S * T -> V) :
  vector_mean product f = vector_mean c (fun x => vector_mean d (fun y => f (x, y))).
Proof.
transitivity (\sum_x \sum_y (c x * d y) *: f (x, y)).
  by rewrite pair_bigA; apply: eq_bigr => -[x y].
apply: eq_bigr => x _; rewrite /vector_mean scaler_sumr; apply: eq_bigr => y _ /=.
by rewrite scalerA.
Qed.
End Product.

(* X has the law l: every value y has its probability.  Independence of X and Y: the
   pair (X, Y) has the product of two laws. *)
Section Law.
Variables (R : realFieldType) (Omega T : finType) (d : distribution R Omega).

Definition has_law (X : Omega -> T) (l : distribution R T) :=
  forall y, \sum_(w | X w == y) d w = l y.

Lemma vector_mean_law (X : Omega -> T) (l : distribution R T) (V : lmodType R) (f : T -> V) :
  has_law X l -> vector_mean d (fun w => f (X w)) = vector_mean l f.
Proof.
move=> lawX; rewrite /vector_mean (partition_big X xpredT) //=; apply: eq_bigr => y _.
rewrite -(lawX y) scaler_suml; apply: eq_bigr => w /eqP<- //.
Qed.
End Law.

(* In a product of two spaces, X from the first and Y from the second are independent. *)
Lemma product_law (R : realFieldType) (Omega Psi S T : finType)
    (c : distribution R Omega) (d : distribution R Psi) (X : Omega -> S) (Y : Psi -> T)
    (l : distribution R S) (k : distribution R T) :
  has_law c X l -> has_law d Y k -> has_law (product c d) (fun x => (X x.1, Y x.2)) (product l k).
Proof.
move=> X_law Y_law [s t]; rewrite /= /product_weight /= -(X_law s) -(Y_law t) big_distrlr /=.
by rewrite pair_big.
Qed.
