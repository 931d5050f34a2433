(* Values of arithmetic expressions in rational numbers, by computation.

   The tactic by_computation proves a = b and a <= b for real numbers that are written with integers, +, -, *, /, unary
   minus, inverse and natural powers, if they are true and no divisor is 0.  It turns both sides into expressions
   (reify), evaluates them in Q, which is a computation, and rests on value_of: what is computed in Q is the value
   in R.  Used by the statements that compare the constants of these files with those of the library. *)
From Coq Require Import Reals QArith Qreals Lra.

Inductive expression :=
| Integer (z : Z)
| Plus (a b : expression) | Minus (a b : expression) | Times (a b : expression) | Over (a b : expression)
| Opposite (a : expression) | Inverse (a : expression) | Power (a : expression) (n : nat).

Fixpoint value (e : expression) : R :=
  (match e with
  | Integer z => IZR z
  | Plus a b => value a + value b
  | Minus a b => value a - value b
  | Times a b => value a * value b
  | Over a b => value a / value b
  | Opposite a => - value a
  | Inverse a => / value a
  | Power a n => value a ^ n
  end)%R.

(* The value in Q; None if a divisor is 0. *)
Definition two (f : Q -> Q -> Q) (a b : option Q) : option Q :=
  match a, b with Some p, Some q => Some (Qred (f p q)) | _, _ => None end.
Definition inverse (a : option Q) : option Q :=
  match a with Some p => if Qeq_bool p 0 then None else Some (Qinv p) | None => None end.
Fixpoint computed (e : expression) : option Q :=
  match e with
  | Integer z => Some (inject_Z z)
  | Plus a b => two Qplus (computed a) (computed b)
  | Minus a b => two Qminus (computed a) (computed b)
  | Times a b => two Qmult (computed a) (computed b)
  | Over a b => two Qmult (computed a) (inverse (computed b))
  | Opposite a => two Qminus (Some (0 # 1)%Q) (computed a)
  | Inverse a => inverse (computed a)
  | Power a n => nat_rect (fun _ => option Q) (Some (1 # 1)%Q) (fun _ p => two Qmult (computed a) p) n
  end.

Lemma two_computed f a b q : two f a b = Some q ->
  exists p p', a = Some p /\ b = Some p' /\ Q2R q = Q2R (f p p').
Proof.
  destruct a as [p|], b as [p'|]; try discriminate; intros H; exists p, p'.
  assert (Qred (f p p') = q) as <- by (unfold two in H; congruence).
  repeat split; apply Qeq_eqR, Qred_correct.
Qed.

Lemma inverse_computed a q : inverse a = Some q -> exists p, a = Some p /\ Q2R q = (/ Q2R p)%R.
Proof.
  destruct a as [p|]; [|discriminate]; unfold inverse; destruct (Qeq_bool p 0) eqn:zero; [discriminate|].
  intros H; exists p; assert (Qinv p = q) as <- by congruence.
  split; [reflexivity|]; apply Q2R_inv; now apply Qeq_bool_neq.
Qed.

(* What is computed is the value. *)
Lemma value_of e : forall q, computed e = Some q -> value e = Q2R q.
Proof.
  induction e as [z|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa|a IHa|a IHa n];
    cbn [value computed]; intros q H.
  - assert (inject_Z z = q) as <- by congruence; unfold Q2R, inject_Z, Qnum, Qden; lra.
  - destruct (two_computed _ _ _ _ H) as (p & p' & A & B & ->); now rewrite Q2R_plus, (IHa p), (IHb p').
  - destruct (two_computed _ _ _ _ H) as (p & p' & A & B & ->); now rewrite Q2R_minus, (IHa p), (IHb p').
  - destruct (two_computed _ _ _ _ H) as (p & p' & A & B & ->); now rewrite Q2R_mult, (IHa p), (IHb p').
  - destruct (two_computed _ _ _ _ H) as (p & i & A & I & ->); destruct (inverse_computed _ _ I) as (p' & B & E).
    now rewrite Q2R_mult, (IHa p), E, (IHb p').
  - destruct (two_computed _ _ _ _ H) as (p & p' & A & B & ->); rewrite Q2R_minus, (IHa p' B).
    assert ((0 # 1)%Q = p) as <- by congruence; unfold Q2R; simpl; lra.
  - destruct (inverse_computed _ _ H) as (p & A & ->); now rewrite (IHa p).
  - revert q H; induction n as [|n IH]; intros q H.
    + assert ((1 # 1)%Q = q) as <- by (simpl in H; congruence); unfold Q2R; simpl; lra.
    + change (value a * value a ^ n = Q2R q)%R; destruct (two_computed _ _ _ _ H) as (p & p' & A & B & ->); now rewrite Q2R_mult, (IH p' B), (IHa p A).
Qed.

Definition compared (test : Q -> Q -> bool) (a b : expression) : bool :=
  match computed a, computed b with Some p, Some q => test p q | _, _ => false end.

Lemma equal_by_computation a b : compared Qeq_bool a b = true -> value a = value b.
Proof.
  unfold compared; destruct (computed a) as [p|] eqn:A, (computed b) as [q|] eqn:B; try discriminate; intros H.
  rewrite (value_of a p A), (value_of b q B); now apply Qeq_eqR, Qeq_bool_iff.
Qed.

Lemma at_most_by_computation a b : compared Qle_bool a b = true -> (value a <= value b)%R.
Proof.
  unfold compared; destruct (computed a) as [p|] eqn:A, (computed b) as [q|] eqn:B; try discriminate; intros H.
  rewrite (value_of a p A), (value_of b q B); now apply Qle_Rle, Qle_bool_iff.
Qed.

Ltac reify t :=
  match t with
  | IZR ?z => constr:(Integer z)
  | (?a + ?b)%R => let x := reify a in let y := reify b in constr:(Plus x y)
  | (?a - ?b)%R => let x := reify a in let y := reify b in constr:(Minus x y)
  | (?a * ?b)%R => let x := reify a in let y := reify b in constr:(Times x y)
  | (?a / ?b)%R => let x := reify a in let y := reify b in constr:(Over x y)
  | (- ?a)%R => let x := reify a in constr:(Opposite x)
  | (/ ?a)%R => let x := reify a in constr:(Inverse x)
  | (?a ^ ?n)%R => let x := reify a in constr:(Power x n)
  end.
Ltac by_computation :=
  match goal with
  | |- ?a = ?b => let x := reify a in let y := reify b in
                  exact (equal_by_computation x y ltac:(vm_compute; exact eq_refl))
  | |- (?a <= ?b)%R => let x := reify a in let y := reify b in
                  exact (at_most_by_computation x y ltac:(vm_compute; exact eq_refl))
  end.
