(* Expectations, finite probability spaces and runs.

   Result: the rules for E that the convergence proof uses.  An expectation is a functional on real functions of the
   outcome that is additive, homogeneous, monotone and normed (E 1 = 1).  Weighted sums over finite probability spaces
   are expectations (finite; and nothing else is one that is defined on all functions, so that Haar's law is not covered), so are products of two independent ones (independent) and the law of the first k
   iterations of a run (run): outcome by outcome, each with its conditional expectation given the past.  So the run is
   an adapted process, and no measure theory is needed.

   Source: E_k and F_k of docs/theory/convergence.md, assumptions: F_k is the list of the outcomes of the iterations
   before k, latest first, and E_k is the expectation `law past`. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product constants.
Open Scope R_scope.

Record Expectation (Omega : Type) := {
  mean :> (Omega -> R) -> R;
  mean_add : forall f g, mean (fun o => f o + g o) = mean f + mean g;
  mean_scale : forall c f, mean (fun o => c * f o) = c * mean f;
  mean_mono : forall f g, (forall o, f o <= g o) -> mean f <= mean g;
  mean_one : mean (fun _ => 1) = 1
}.
Arguments mean {_} _ _.
Arguments mean_add {_} _ _ _.
Arguments mean_scale {_} _ _ _.
Arguments mean_mono {_} _ _ _ _.
Arguments mean_one {_} _.

Section Rules.
Context {Omega : Type} (E : Expectation Omega).

Lemma mean_ext : forall f g, (forall o, f o = g o) -> E f = E g.
Proof. intros f g Eq; apply Rle_antisym; apply mean_mono; intro o; rewrite Eq; apply Rle_refl. Qed.
Lemma mean_const : forall c, E (fun _ => c) = c.
Proof.
intro c; rewrite (mean_ext _ (fun _ => c * 1)) by (intro; ring).
rewrite (mean_scale E c (fun _ => 1)), mean_one; ring.
Qed.
Lemma mean_minus : forall f g, E (fun o => f o - g o) = E f - E g.
Proof.
intros f g; rewrite (mean_ext _ (fun o => f o + -1 * g o)) by (intro; ring).
rewrite mean_add, mean_scale; ring.
Qed.
Lemma mean_add_const : forall f c, E (fun o => f o + c) = E f + c.
Proof. intros f c; rewrite (mean_add E f (fun _ => c)), mean_const; reflexivity. Qed.
Lemma mean_nonneg : forall f, (forall o, 0 <= f o) -> 0 <= E f.
Proof. intros f P; rewrite <- (mean_const 0); apply mean_mono, P. Qed.
Lemma mean_le_const : forall f c, (forall o, f o <= c) -> E f <= c.
Proof. intros f c Le; rewrite <- (mean_const c); apply mean_mono, Le. Qed.

(* E[U] = m for a random vector U: componentwise. *)
Definition has_mean {S : InnerProductSpace} (U : Omega -> S) (m : S) : Prop :=
  forall v, E (fun o => inner (U o) v) = inner m v.

Lemma has_mean_ext : forall {S : InnerProductSpace} (U U' : Omega -> S) m m',
  has_mean U m -> (forall o, U' o = U o) -> m' = m -> has_mean U' m'.
Proof. intros S U U' m m' M Eq Eqm v; rewrite Eqm, <- M; apply mean_ext; intro o; rewrite Eq; reflexivity. Qed.
Lemma has_mean_add : forall {S : InnerProductSpace} (U U' : Omega -> S) m m',
  has_mean U m -> has_mean U' m' -> has_mean (fun o => U o + U' o)%V (m + m')%V.
Proof.
intros S U U' m m' M M' v.
rewrite (mean_ext _ (fun o => inner (U o) v + inner (U' o) v)) by (intro; apply inner_add_l).
rewrite mean_add, M, M', inner_add_l; reflexivity.
Qed.
Lemma has_mean_scale : forall {S : InnerProductSpace} (U : Omega -> S) m c,
  has_mean U m -> has_mean (fun o => c * U o)%V (c * m)%V.
Proof.
intros S U m c M v; rewrite (mean_ext _ (fun o => c * inner (U o) v)) by (intro; apply inner_scale_l).
rewrite mean_scale, M, inner_scale_l; reflexivity.
Qed.
Lemma has_mean_const : forall {S : InnerProductSpace} (m : S), has_mean (fun _ => m) m.
Proof. intros S m v; apply mean_const. Qed.
Lemma has_mean_minus : forall {S : InnerProductSpace} (U U' : Omega -> S) m m',
  has_mean U m -> has_mean U' m' -> has_mean (fun o => U o - U' o)%V (m - m')%V.
Proof. intros S U U' m m' M M'; apply has_mean_add; [exact M | apply has_mean_scale, M']. Qed.

(* E||U + c||^2 = ||m + c||^2 + E||U - m||^2: square of the mean plus variance. *)
Lemma variance_split : forall {S : InnerProductSpace} (U : Omega -> S) m c, has_mean U m ->
  E (fun o => square (U o + c)%V) = square (m + c)%V + E (fun o => square (U o - m)%V).
Proof.
intros S U m c M.
rewrite (mean_ext (fun o => square (U o + c)%V)
  (fun o => square (U o - m)%V + (2 * inner (U o) (m + c)%V + (square (m + c)%V - 2 * inner m (m + c)%V))))
  by (intro; expand; ring).
rewrite mean_add, mean_add_const, mean_scale, M; ring.
Qed.
Lemma variance_split_scaled : forall {S : InnerProductSpace} (U : Omega -> S) m c k, has_mean U m ->
  E (fun o => square (c * U o + k)%V) = square (c * m + k)%V + c * c * E (fun o => square (U o - m)%V).
Proof.
intros S U m c k M; rewrite (variance_split _ _ k (has_mean_scale _ _ c M)), <- mean_scale; f_equal.
apply mean_ext; intro o; rewrite <- square_scale; f_equal; vector_ring.
Qed.
Lemma variance_of_square : forall {S : InnerProductSpace} (U : Omega -> S) m, has_mean U m ->
  E (fun o => square (U o)) = square m + E (fun o => square (U o - m)%V).
Proof.
intros S U m M; rewrite (mean_ext _ (fun o => square (U o + vzero)%V)) by (intro; rewrite vadd_zero; reflexivity).
rewrite (variance_split U m vzero M), vadd_zero; reflexivity.
Qed.
Lemma mean_square_minus_le : forall {S : InnerProductSpace} (U U' : Omega -> S),
  E (fun o => square (U o - U' o)%V) <= 2 * E (fun o => square (U o)) + 2 * E (fun o => square (U' o)).
Proof.
intros; rewrite <- !mean_scale, <- mean_add; apply mean_mono; intro; apply square_minus_le.
Qed.

End Rules.

(* A finite probability space: finitely many outcomes with weights >= 0 of sum 1. *)
Fixpoint weighted_sum {Omega : Type} (w : Omega -> R) (l : list Omega) (f : Omega -> R) : R :=
  match l with nil => 0 | o :: l' => w o * f o + weighted_sum w l' f end.
Record FiniteSpace (Omega : Type) := {
  outcomes : list Omega;
  probability : Omega -> R;
  probability_nonneg : forall o, 0 <= probability o;
  probability_total : weighted_sum probability outcomes (fun _ => 1) = 1
}.
Arguments outcomes {_} _.
Arguments probability {_} _ _.

Definition finite {Omega : Type} (P : FiniteSpace Omega) : Expectation Omega.
Proof.
refine {| mean := weighted_sum (probability P) (outcomes P) |}.
- intros f g; induction (outcomes P) as [| o l IH]; simpl; [ring | rewrite IH; ring].
- intros c f; induction (outcomes P) as [| o l IH]; simpl; [ring | rewrite IH; ring].
- intros f g Le; induction (outcomes P) as [| o l IH]; simpl; [lra |].
  apply Rplus_le_compat; [apply Rmult_le_compat_l; [apply probability_nonneg | apply Le] | exact IH].
- apply probability_total.
Defined.

(* The expectation over two independent outcomes. *)
Definition independent {A B : Type} (EA : Expectation A) (EB : Expectation B) : Expectation (A * B).
Proof.
refine {| mean := fun f => EB (fun b => EA (fun a => f (a, b))) |}.
- intros f g; rewrite <- mean_add; apply mean_ext; intro b; apply mean_add.
- intros c f; rewrite <- mean_scale; apply mean_ext; intro b; apply mean_scale.
- intros f g Le; apply mean_mono; intro b; apply mean_mono; intro a; apply Le.
- rewrite (mean_ext EB _ (fun _ => 1)) by (intro; apply mean_one); apply mean_one.
Defined.

(* Over a finite space the order of two expectations does not matter. *)
Lemma finite_swap : forall {A B : Type} (P : FiniteSpace A) (E : Expectation B) (f : A -> B -> R),
  E (fun b => finite P (fun a => f a b)) = finite P (fun a => E (fun b => f a b)).
Proof.
intros A B P E f; simpl; induction (outcomes P) as [| o l IH]; simpl; [apply mean_const |].
rewrite mean_add, mean_scale, IH; reflexivity.
Qed.

(* The mean of a random vector over a finite space is a weighted sum, and linear maps commute with it. *)
Fixpoint vector_sum {Omega : Type} {S : InnerProductSpace} (w : Omega -> R) (l : list Omega) (U : Omega -> S) : S :=
  match l with nil => vzero | o :: l' => (w o * U o + vector_sum w l' U)%V end.
Lemma inner_vector_sum : forall {Omega : Type} {S : InnerProductSpace} w l (U : Omega -> S) v,
  inner (vector_sum w l U) v = weighted_sum w l (fun o => inner (U o) v).
Proof.
intros Omega S w l U v; induction l as [| o l IH]; simpl; [apply inner_zero_l |].
rewrite inner_add_l, inner_scale_l, IH; reflexivity.
Qed.
Lemma finite_mean : forall {Omega : Type} {S : InnerProductSpace} (P : FiniteSpace Omega) (U : Omega -> S) m,
  has_mean (finite P) U m <-> vector_sum (probability P) (outcomes P) U = m.
Proof.
intros Omega S P U m; split; intro M.
- apply inner_ext; intro v; rewrite inner_vector_sum; apply M.
- intro v; rewrite <- M, inner_vector_sum; reflexivity.
Qed.
Lemma finite_mean_linear : forall {Omega : Type} {S S' : InnerProductSpace} (P : FiniteSpace Omega) (F : S -> S')
  (U : Omega -> S) m, linear F -> has_mean (finite P) U m -> has_mean (finite P) (fun o => F (U o)) (F m).
Proof.
intros Omega S S' P F U m LF M; apply finite_mean; apply finite_mean in M; rewrite <- M; clear M.
induction (outcomes P) as [| o l IH]; simpl; [symmetry; apply linear_zero, LF |].
rewrite IH, (linear_add _ LF), (linear_scale _ LF); reflexivity.
Qed.

(* Two independent outcomes a, b: U depends on b alone, and B has mean 0 given b.  Then E[U + B] = E[U], and
   E||U + B||^2 = E||U||^2 + E||B||^2. *)
Section TwoOutcomes.
Context {A B : Type} {S : InnerProductSpace} (EA : Expectation A) (EB : Expectation B).
Variables (U : B -> S) (W : A * B -> S).
Hypothesis conditional_mean : forall b, has_mean EA (fun a => W (a, b)) vzero.
Lemma mean_of_two : forall m, has_mean EB U m -> has_mean (independent EA EB) (fun o => U (snd o) + W o)%V m.
Proof.
intros m M v; simpl; rewrite <- M; apply mean_ext; intro b.
rewrite (mean_ext EA _ (fun a => inner (W (a, b)) v + inner (U b) v)) by (intro; rewrite inner_add_l; ring).
rewrite mean_add_const, conditional_mean, inner_zero_l; ring.
Qed.
Lemma square_of_two : independent EA EB (fun o => square (U (snd o) + W o)%V)
  = EB (fun b => square (U b)) + independent EA EB (fun o => square (W o)).
Proof.
simpl; rewrite <- mean_add; apply mean_ext; intro b.
rewrite (mean_ext EA _ (fun a => square (W (a, b)) + (2 * inner (W (a, b)) (U b) + square (U b)))) by (intro; expand; ring).
rewrite mean_add, mean_add_const, mean_scale, conditional_mean, inner_zero_l; ring.
Qed.
End TwoOutcomes.

(* The law of the first k outcomes of a run; law past is the law of the next outcome given the past. *)
Fixpoint run {Omega : Type} (law : list Omega -> Expectation Omega) (k : nat) : Expectation (list Omega).
Proof.
destruct k as [| k].
- refine {| mean := fun f => f nil |}; intros; auto.
- refine {| mean := fun f => run _ law k (fun past => law past (fun o => f (o :: past))) |}.
  + intros f g; rewrite <- mean_add; apply mean_ext; intro; apply mean_add.
  + intros c f; rewrite <- mean_scale; apply mean_ext; intro; apply mean_scale.
  + intros f g Le; apply mean_mono; intro; apply mean_mono; intro; apply Le.
  + rewrite (mean_ext _ _ (fun _ => 1)) by (intro; apply mean_one); apply mean_one.
Defined.

(* The past of iteration k has k outcomes: two functions that agree on those have the same mean. *)
Lemma run_mono_length : forall {Omega : Type} (law : list Omega -> Expectation Omega) k f g,
  (forall past, length past = k -> f past <= g past) -> run law k f <= run law k g.
Proof.
intros Omega law k; induction k as [| k IH]; simpl; intros f g Le; [apply Le; reflexivity |].
apply IH; intros past Hk; apply mean_mono; intro o; apply Le; simpl; rewrite Hk; reflexivity.
Qed.
