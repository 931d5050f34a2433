(* Independent draws exist.

   Result: for finitely many finite distributions, one a block, there is a finite
   probability space with one random draw a block, each of its law, the draws of any two
   different blocks independent.  It is the product: an outcome chooses one value for
   every block, and its weight is the product of the weights.  So the premises of
   blocks.v about the draws can be met, and its theorems hold for this space. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section ProductSpace.
Variables (R : realFieldType) (I : finType) (T : I -> finType) (l : forall a, distribution R (T a)).

(* Some outcome of every block. *)
Lemma some_outcome a : {x : T a | true}.
Proof.
apply: sigW; apply/existsP; apply: contraT => /existsPn none.
have := oner_neq0 R; rewrite -(weight_sum (l a)) big1 ?eqxx // => x _.
by have := none x.
Qed.

Definition default a : T a := sval (some_outcome a).

(* Sum over all choices of a product = product of the sums. *)
Lemma sum_product (F : forall a, T a -> R) :
  \sum_(w : {dffun forall a, T a}) \prod_a F a (w a) = \prod_a \sum_x F a x.
Proof.
pose J := [finType of {a : I & T a}]; pose G a (u : J) := F a (tagged_as (Tagged T (default a)) u).
pose own a := [pred u : J | tag u == a].
transitivity (\prod_a \sum_(u | own a u) G a u); last first.
  apply: eq_bigr => a _.
  transitivity (\sum_(c | c == a) \sum_(x : T c) G a (Tagged T x)).
    rewrite (sig_big_dep (fun c => c == a) (fun _ => xpredT) (fun c x => G a (Tagged T x))) /=.
    by apply: eq_big => [u|[c x] _]; rewrite /= ?andbT.
  by rewrite big_pred1_eq; apply: eq_bigr => x _; rewrite /G tagged_asE.
rewrite bigA_distr_big_dep.
rewrite (reindex (fun w : {dffun forall a, T a} => [ffun a => Tagged T (w a)])) /=.
  apply: eq_big => [w|w _].
    by apply/esym/familyP => a; rewrite ffunE; apply: eqxx.
  by apply: eq_bigr => a _; rewrite ffunE /G tagged_asE.
exists (fun f : {ffun I -> J} => [ffun a => tagged_as (Tagged T (default a)) (f a)] : {dffun forall a, T a}).
  by move=> w _; apply/ffunP => a; rewrite !ffunE tagged_asE.
move=> f /familyP own_f; apply/ffunP => a; rewrite !ffunE.
have : tag (f a) == a := own_f a; case: (f a) => b x /eqP /= eq_ba.
by case: a / eq_ba {own_f}; rewrite tagged_asE.
Qed.

Definition choice_weight (w : {dffun forall a, T a}) : R := \prod_a l a (w a).

Lemma choice_weight_ge0 w : 0 <= choice_weight w.
Proof. by apply: prodr_ge0 => a _; apply: weight_ge0. Qed.

Lemma choice_weight_sum : \sum_w choice_weight w = 1.
Proof. by rewrite /choice_weight (sum_product (fun a x => l a x)) big1 // => a _; apply: weight_sum. Qed.

Definition choices := Distribution choice_weight_ge0 choice_weight_sum.
Definition draw a (w : {dffun forall a, T a}) : T a := w a.

(* The weight of all choices that have given values in some blocks. *)
Lemma choices_with (F : forall a, T a -> bool) :
  \sum_(w : {dffun forall a, T a} | [forall a, F a (w a)]) choices w
  = \prod_a \sum_(x | F a x) l a x.
Proof.
transitivity (\sum_(w : {dffun forall a, T a}) \prod_a (if F a (w a) then l a (w a) else 0)).
  rewrite big_mkcond; apply: eq_bigr => w _; case: forallP => [all|/forallP].
    by apply: eq_bigr => a _; rewrite all.
  by rewrite negb_forall => /existsP[a /negbTE no]; rewrite (bigD1 a) //= no mul0r.
rewrite (sum_product (fun a x => if F a x then l a x else 0)).
by apply: eq_bigr => a _; rewrite -big_mkcond.
Qed.

(* The value in block a is y; nothing is asked of other blocks. *)
Definition is_at a (y : T a) c (x : T c) := (c == a) ==> (Tagged T x == Tagged T y).

Lemma is_at_own a (y x : T a) : is_at y x = (x == y).
Proof. by rewrite /is_at eqxx eq_Tagged. Qed.

Lemma is_at_other a (y : T a) c (x : T c) : c != a -> is_at y x.
Proof. by rewrite /is_at => /negbTE->. Qed.

Lemma all_is_at a (y : T a) (w : {dffun forall a, T a}) : [forall c, is_at y (w c)] = (w a == y).
Proof.
apply/forallP/idP => [/(_ a)|eq_y c]; first by rewrite is_at_own.
by apply/implyP => /eqP->; rewrite eq_Tagged.
Qed.

Theorem draw_law a : has_law choices (@draw a) (l a).
Proof.
move=> y; rewrite (eq_bigl _ _ (fun w => esym (all_is_at y w))).
rewrite (choices_with (fun c x => is_at y x)) (bigD1 a) //= (eq_bigl _ _ (is_at_own y)) big_pred1_eq.
rewrite big1 ?mulr1 // => c ne; rewrite -[RHS](weight_sum (l c)).
by apply: eq_bigl => x; apply: is_at_other.
Qed.

Theorem draw_independent a b : a != b ->
  has_law choices (fun w => (draw a w, draw b w)) (product (l a) (l b)).
Proof.
move=> ne [y z]; pose F c (x : T c) := is_at y x && is_at z x.
transitivity (\sum_(w : {dffun forall a, T a} | [forall c, F c (w c)]) choices w).
  apply: eq_bigl => w; rewrite xpair_eqE /draw -!all_is_at.
  apply/andP/forallP => [[/forallP Fy /forallP Fz] c | both]; first by rewrite /F Fy Fz.
  by split; apply/forallP => c; have /andP[] := both c.
rewrite choices_with (bigD1 a) // (bigD1 b) 1?eq_sym //= /product_weight; congr (_ * _).
  transitivity (\sum_(x | x == y) l a x); last by rewrite big_pred1_eq.
  apply: eq_bigl => x.
  by rewrite /F is_at_own is_at_other ?andbT.
rewrite [X in _ * X]big1 ?mulr1 => [|c /andP[nea neb]]; last first.
  by rewrite -[RHS](weight_sum (l c)); apply: eq_bigl => x; rewrite /F !is_at_other.
transitivity (\sum_(x | x == z) l b x); last by rewrite big_pred1_eq.
apply: eq_bigl => x.
by rewrite /F is_at_own is_at_other // eq_sym.
Qed.
End ProductSpace.
