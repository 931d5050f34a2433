(* The mean of a run follows the recursion of the means (claim counterexample, step 2).

   Result: with fresh draws from one finite law, E[Q] = I, cross term of mean I and an estimate of mean M, the mean of
   (x, Y, Z, h) follows the recursion with M in the place of the estimate, from every start.
   Source: docs/theory/estimators.md#counterexample.  Model: any ordered field; run_mean k f s is E[f(s^k)] for the
   start s. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite means haar_coefficients haar_second seven_planes.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Recursion.
Variable R : realFieldType.

(* The state (x, y, z, h) of the method, d = n = 1. *)
Record state := State { x_of : R; y_of : 'cV[R]_3; z_of : 'cV[R]_3; h_of : R }.

(* H = diag(1, 2, 3) and e = e_1 of the document: counterexample_hessian of verified/counterexample.hpp. *)
Definition hessian : 'M[R]_3 := diagonal3 1 2%:R 3%:R.
Definition e1 : 'cV[R]_3 := delta_mx ord0 0.

(* One outcome w gives Q, the estimate of the Hessian (T = estimate z) and the matrix of the cross term: Q for actions
   that take it along P W, the identity for the full tangent. *)
Variables (T : finType) (d : distribution R T).
Variables (Q estimate cross : T -> 'M[R]_3) (alpha beta gamma theta : R).

(* One iteration (8) on the instance, everything at the old state: y moves along Q(Hy - xe), z along estimate z - Q e,
   x along the old h, and h towards D = x + e^T(cross z).  counterexample_step of verified/counterexample.hpp. *)
Definition counterexample_step (w : T) (s : state) : state := State
  (x_of s - alpha * h_of s)
  (y_of s - beta *: (Q w *m (hessian *m y_of s - x_of s *: e1)))
  (z_of s - gamma *: (estimate w *m z_of s - Q w *m e1))
  (h_of s + theta * (x_of s + (cross w *m z_of s) ord0 0 - h_of s)).

(* E[f(s^k)] for the run that starts at s: outcomes are independent, with the law d in each iteration. *)
Fixpoint run_mean (k : nat) (f : state -> R) (s : state) : R :=
  if k is k'.+1 then run_mean k' (fun s => mean d (fun w => f (counterexample_step w s))) s
  else f s.

Lemma eq_run_mean k f g s : f =1 g -> run_mean k f s = run_mean k g s.
Proof.
elim: k f g s => [|k IH] f g s fg /=; first exact: fg.
by apply: IH => s'; apply: eq_mean => w; apply: fg.
Qed.

Lemma run_mean_linear k a f g s :
  run_mean k (fun s => a * f s + g s) s = a * run_mean k f s + run_mean k g s.
Proof.
elim: k f g s => [//|k IH] f g s /=; rewrite -IH; apply: eq_run_mean => s'.
by rewrite meanD meanZ.
Qed.

Lemma run_mean_const k c s : run_mean k (fun=> c) s = c.
Proof. by elim: k s => [//|k IH] s /=; rewrite -[RHS](IH s); apply: eq_run_mean => s'; exact: mean_const. Qed.

Lemma run_mean_ge0 k f s : (forall s, 0 <= f s) -> 0 <= run_mean k f s.
Proof.
elim: k f s => [//|k IH] f s f_ge0 /=; apply: IH => s'.
by rewrite -(mean_const d 0); apply: le_mean.
Qed.

(* (E f)^2 <= E[f^2]. *)
Lemma jensen k f s : run_mean k f s ^+ 2 <= run_mean k (fun s => f s ^+ 2) s.
Proof.
set c := run_mean k f s; rewrite -subr_ge0.
have : 0 <= run_mean k (fun s => (f s - c) ^+ 2) s by apply: run_mean_ge0 => s'; exact: sqr_ge0.
suff -> : run_mean k (fun s => (f s - c) ^+ 2) s = run_mean k (fun s => f s ^+ 2) s - c ^+ 2 by [].
transitivity (run_mean k (fun s => - (2%:R * c) * f s + (1 * f s ^+ 2 + c ^+ 2)) s).
  by apply: eq_run_mean => s'; ring.
by rewrite !run_mean_linear run_mean_const -/c; ring.
Qed.

(* From here on: E[Q] = I, E[cross] = I, E[estimate] = M. *)
Variables (M : 'M[R]_3) (s0 : state).
Hypotheses (Q_mean : vector_mean d Q = 1%:M) (M_mean : vector_mean d estimate = M).
Hypothesis cross_mean : vector_mean d cross = 1%:M.

Definition x_mean k := run_mean k x_of s0.
Definition z_mean k : 'cV[R]_3 := \col_i run_mean k (fun s => z_of s i 0) s0.
Definition h_mean k := run_mean k h_of s0.

Lemma mean_mulmx (f : T -> 'M[R]_3) (v : 'cV[R]_3) i :
  mean d (fun w => (f w *m v) i 0) = (vector_mean d f *m v) i 0.
Proof.
rewrite -vector_mean_mulmxr /vector_mean summxE; apply: eq_bigr => w _.
by rewrite [in RHS]mxE.
Qed.

Lemma run_mean_sum k (a : 'I_3 -> R) (f : 'I_3 -> state -> R) s :
  run_mean k (fun s => \sum_j a j * f j s) s = \sum_j a j * run_mean k (f j) s.
Proof.
elim: (index_enum _) => [|j r IH].
  by rewrite big_nil -[RHS](run_mean_const k 0 s); apply: eq_run_mean => s'; rewrite big_nil.
rewrite big_cons -IH -run_mean_linear; apply: eq_run_mean => s'.
by rewrite big_cons.
Qed.

Lemma run_mean_mulmx k i : run_mean k (fun s => (M *m z_of s) i 0) s0 = (M *m z_mean k) i 0.
Proof.
rewrite mxE -[LHS](@eq_run_mean k (fun s => \sum_j M i j * z_of s j 0)) => [|s]; last by rewrite mxE.
by rewrite run_mean_sum; apply: eq_bigr => j _; rewrite mxE.
Qed.

(* The mean recursion is exact: step 2 of the proof in the document, for every M and every start. *)
Theorem mean_recursion k :
  [/\ x_mean k.+1 = x_mean k - alpha * h_mean k,
      z_mean k.+1 = z_mean k - gamma *: (M *m z_mean k - e1)
    & h_mean k.+1 = h_mean k + theta * (x_mean k + z_mean k ord0 0 - h_mean k)].
Proof.
split.
- transitivity (run_mean k (fun s => - alpha * h_of s + x_of s) s0).
    by rewrite /x_mean /=; apply: eq_run_mean => s; rewrite mean_const /=; ring.
  by rewrite run_mean_linear -/(x_mean k) -/(h_mean k); ring.
- apply/colP=> i.
  transitivity (run_mean k (fun s =>
      - gamma * (M *m z_of s) i 0 + (1 * z_of s i 0 + gamma * e1 i 0)) s0).
    rewrite mxE /=; apply: eq_run_mean => s.
    transitivity (mean d (fun w => - gamma * (estimate w *m z_of s) i 0
        + (gamma * (Q w *m e1) i 0 + z_of s i 0))).
      apply: eq_mean => w /=; move: (estimate w *m z_of s) (Q w *m e1) => u v.
      by rewrite !mxE; move: (u i 0) (v i 0) (z_of s i 0) => *; ring.
    by rewrite meanD meanZ meanD meanZ mean_const !mean_mulmx M_mean Q_mean mul1mx mul1r [X in _ + X]addrC.
  rewrite !run_mean_linear run_mean_const run_mean_mulmx.
  have -> : run_mean k (fun s => z_of s i 0) s0 = z_mean k i 0 by rewrite mxE.
  move: (M *m z_mean k) (z_mean k) => u v; rewrite !mxE.
  by move: (u i 0) (v i 0) => *; ring.
transitivity (run_mean k (fun s =>
    (1 - theta) * h_of s + (theta * x_of s + (theta * z_of s ord0 0 + 0))) s0).
  rewrite /h_mean /=; apply: eq_run_mean => s.
  transitivity (mean d (fun w => theta * (cross w *m z_of s) ord0 0
      + (h_of s + theta * (x_of s - h_of s)))).
    by apply: eq_mean => w /=; ring.
  by rewrite meanD meanZ mean_const mean_mulmx cross_mean mul1mx; move: (z_of s _ _) => u; ring.
rewrite !run_mean_linear run_mean_const -/(x_mean k) -/(h_mean k) [z_mean k _ _]mxE.
by move: (run_mean k (fun s => z_of s _ _) s0) => u; ring.
Qed.

End Recursion.
