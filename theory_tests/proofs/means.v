(* Means: positive linear functionals with E[1] = 1, of which the integrals of probability measures and the finite laws
   are instances.

   Result: what the files on haar-second, naive-bias and minimax use of a mean: linearity, monotonicity, finite sums;
   finite_law makes every finite distribution one.  No measure theory.
   Model: any ordered field R, any set of outcomes; "integrable" is any linear space of functions that contains the
   constants. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* To show a <= b: write b - a in a form that is visibly not negative. *)
Lemma le_by (R : realFieldType) (a b c : R) : b - a = c -> 0 <= c -> a <= b.
Proof. by move=> <-; rewrite subr_ge0. Qed.

Section Expectation.
Variables (R : realFieldType) (Omega : Type).

(* A mean.  mean_linear's form also says: a function equal to a f + g at every outcome is integrable and has the mean
   a E[f] + E[g]. *)
Record expectation := Expectation {
  integrable : (Omega -> R) -> Prop;
  expect : (Omega -> R) -> R;
  integrable_one : integrable (fun=> 1);
  expect_one : expect (fun=> 1) = 1;
  expect_linear : forall (a : R) (f g h : Omega -> R),
    integrable f -> integrable g -> (forall w, h w = a * f w + g w) ->
    integrable h /\ expect h = a * expect f + expect g;
  expect_positive : forall f, integrable f -> (forall w, 0 <= f w) -> 0 <= expect f }.

Variable E : expectation.

Lemma expect_constant (a : R) f :
  (forall w, f w = a) -> integrable E f /\ expect E f = a.
Proof.
move=> fE; have one := integrable_one E.
have [|intf ->] := expect_linear (a := a - 1) (h := f) one one.
  by move=> w; rewrite fE; ring.
by split=> //; rewrite expect_one; ring.
Qed.

Lemma expect_sum (I : finType) (a : I -> R) (f : I -> Omega -> R) h :
  (forall i, integrable E (f i)) -> (forall w, h w = \sum_i a i * f i w) ->
  integrable E h /\ expect E h = \sum_i a i * expect E (f i).
Proof.
move=> intf; suff: forall s h, (forall w, h w = \sum_(i <- s) a i * f i w) ->
    integrable E h /\ expect E h = \sum_(i <- s) a i * expect E (f i) by apply.
elim=> [|i s IH] {}h hE.
  by rewrite big_nil; apply: expect_constant => w; rewrite hE big_nil.
have [intg gE] := IH _ (fun w => erefl).
have [|inth ->] := expect_linear (a := a i) (h := h) (intf i) intg.
  by move=> w; rewrite hE big_cons.
by rewrite big_cons gE.
Qed.

Lemma expect_scale (a : R) f h :
  integrable E f -> (forall w, h w = a * f w) ->
  integrable E h /\ expect E h = a * expect E f.
Proof.
move=> intf hE.
have [//|w|inth ->] := @expect_sum [finType of 'I_1] (fun=> a) (fun=> f) h.
  by rewrite big_ord1.
by split=> //; rewrite big_ord1.
Qed.

Lemma expect_equal f g :
  integrable E f -> (forall w, g w = f w) -> integrable E g /\ expect E g = expect E f.
Proof.
move=> intf gE; rewrite -[expect E f]mul1r.
by apply: expect_scale => // w; rewrite mul1r.
Qed.

End Expectation.

Section FiniteLaw.
Variables (R : realFieldType) (T : finType) (d : distribution R T).

(* A distribution on a finite set is a mean; every function is integrable. *)
Definition finite_law : expectation R T.
Proof.
apply: (@Expectation R T (fun=> True) (@probability_finite.mean R T d)) => //.
- exact: mean_const.
- by move=> a f g h _ _ hE; split=> //; rewrite (eq_mean d hE) meanD meanZ.
- move=> f _ f_ge0; rewrite -(mean_const d 0); exact: le_mean.
Defined.

End FiniteLaw.
