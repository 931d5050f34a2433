(* Columns of an orthogonal matrix.

   Result: if O is orthogonal with columns u_k, then the sum of all u_k u_k' is the
   identity, so that for every linear map H and every Z
       sum over k, l of  u_k u_k' H[u_l u_l' Z]  =  H[Z].
   A random weight of mean 1 in front of every term keeps H[Z] as the mean: every
   proof of unbiasedness here ends with this fact (mean_of_terms).

   Model: R any ordered field; blocks are m x n matrices; H is a linear map from one
   block to another or to itself.  u' is the transpose of u.
   Source: docs/theory/estimators.md, Notation and subset-samplers. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dyads.
Variable R : realFieldType.

Definition orthogonal m (O : 'M[R]_m) := O *m O^T = 1%:M.

(* u_k u_k' for column k of O. *)
Definition dyad m (O : 'M[R]_m) (k : 'I_m) : 'M[R]_m := col k O *m (col k O)^T.

Lemma dyadE m (O : 'M[R]_m) k i j : dyad O k i j = O i k * O j k.
Proof. by rewrite !mxE big_ord1 !mxE. Qed.

Lemma sum_dyad m (O : 'M[R]_m) : orthogonal O -> \sum_k dyad O k = 1%:M.
Proof.
move=> <-; apply/matrixP => i j; rewrite summxE mxE.
by apply: eq_bigr => k _; rewrite dyadE !mxE.
Qed.

(* u_k' u_k = 1. *)
Lemma column_norm m (O : 'M[R]_m) k : orthogonal O -> (col k O)^T *m col k O = 1%:M.
Proof.
move=> /mulmx1C ortho; apply/matrixP => i j; rewrite !ord1 mxE mxE eqxx.
transitivity ((O^T *m O) k k); last by rewrite ortho mxE eqxx.
by rewrite mxE; apply: eq_bigr => l _; rewrite !mxE.
Qed.

Lemma dyad_idempotent m (O : 'M[R]_m) k : orthogonal O -> dyad O k *m dyad O k = dyad O k.
Proof.
by move=> ortho; rewrite /dyad mulmxA -[_ *m _ *m col k O]mulmxA column_norm // mulmx1.
Qed.
End Dyads.

Section Terms.
Variables (R : realFieldType) (m n m' n' : nat).
Variables (O : 'M[R]_m) (O' : 'M[R]_m').
Variables (H : {linear 'M[R]_(m', n') -> 'M[R]_(m, n)}) (Z : 'M[R]_(m', n')).

(* u_k u_k' H[v_l v_l' Z]: the part of H[Z] from column l to column k. *)
Definition term k l := dyad O k *m H (dyad O' l *m Z).

Lemma sum_terms : orthogonal O -> orthogonal O' -> \sum_k \sum_l term k l = H Z.
Proof.
move=> ortho ortho'; rewrite /term.
rewrite (eq_bigr (fun k => dyad O k *m H Z)) => [|k _].
  by rewrite -mulmx_suml sum_dyad // mul1mx.
by rewrite -mulmx_sumr -linear_sum -mulmx_suml sum_dyad // mul1mx.
Qed.

(* Random weights of mean 1 on all terms give H[Z] in the mean. *)
Lemma mean_of_terms (T : finType) (d : distribution R T) (c : 'I_m -> 'I_m' -> T -> R) :
  orthogonal O -> orthogonal O' -> (forall k l, mean d (c k l) = 1) ->
  vector_mean d (fun x => \sum_k \sum_l c k l x *: term k l) = H Z.
Proof.
move=> ortho ortho' c1; rewrite vector_mean_sum -(sum_terms ortho ortho').
apply: eq_bigr => k _; rewrite vector_mean_sum; apply: eq_bigr => l _.
by rewrite vector_meanZ c1 scale1r.
Qed.
End Terms.

(* The same for any matrix P in place of O: P diag(delta) P' = sum_i delta_i p_i p_i'. *)
Section Columns.
Variables (R : realFieldType) (m r : nat) (P : 'M[R]_(m, r)).

Lemma diag_columns (delta : 'I_r -> R) :
  P *m diag_mx (\row_i delta i) *m P^T = \sum_i delta i *: (col i P *m (col i P)^T).
Proof.
apply/matrixP => a b; rewrite mul_mx_diag !mxE summxE.
by apply: eq_bigr => i _; rewrite !mxE big_ord1 !mxE mulrAC mulrC.
Qed.

Lemma gram_columns : P *m P^T = \sum_i col i P *m (col i P)^T.
Proof.
have := diag_columns (fun _ => 1); rewrite (_ : diag_mx _ = 1%:M) ?mulmx1 => [->|].
  by apply: eq_bigr => i _; rewrite scale1r.
by apply/matrixP => i j; rewrite !mxE.
Qed.
End Columns.

(* P: the columns of O that the rows of the projected block take, in the order e,
   times the root of rho = m / r. *)
Section Sampled.
Variables (R : realFieldType) (m r : nat) (root_rho : R) (O : 'M[R]_m) (e : 'I_r -> 'I_m).

Definition sampled : 'M[R]_(m, r) := root_rho *: \matrix_(i, j) O i (e j).

(* p_i p_i' = rho u u' for the column u of O that row i takes. *)
Lemma sampled_dyad i :
  col i sampled *m (col i sampled)^T = (root_rho ^+ 2) *: dyad O (e i).
Proof.
have -> : col i sampled = root_rho *: col (e i) O by apply/matrixP => a b; rewrite !mxE.
by rewrite linearZ -scalemxAl -scalemxAr scalerA.
Qed.

(* Q = P P'. *)
Lemma sampled_projection : sampled *m sampled^T = (root_rho ^+ 2) *: \sum_i dyad O (e i).
Proof. by rewrite gram_columns scaler_sumr; apply: eq_bigr => i _; apply: sampled_dyad. Qed.
End Sampled.

(* An order lists the elements of every r-subset, in any way. *)
Definition ordering m r (e : {set 'I_m} -> 'I_r -> 'I_m) :=
  forall S : {set 'I_m}, #|S| = r -> injective (e S) /\ (forall i, e S i \in S).

Lemma sum_ordering (V : zmodType) m r (e : {set 'I_m} -> 'I_r -> 'I_m) (S : {set 'I_m}) (F : 'I_m -> V) :
  ordering e -> #|S| = r -> \sum_i F (e S i) = \sum_(k in S) F k.
Proof.
move=> order card_S; have [inj mem] := order S card_S.
have image : e S @: setT = S.
  apply/eqP; rewrite eqEcard card_imset // cardsT card_ord card_S leqnn andbT.
  by apply/subsetP => k /imsetP[i _ ->].
rewrite -[in RHS]image big_imset /=; first by apply: eq_bigl => i; rewrite inE.
by move=> i j _ _; apply: inj.
Qed.

(* Such an order exists, for example the increasing one; and some matrix is orthogonal. *)
Definition increasing_order m r (le_rm : (r <= m)%N) (S : {set 'I_m}) (i : 'I_r) : 'I_m :=
  nth (widen_ord le_rm i) (enum S) i.

Lemma increasing_ordering m r (le_rm : (r <= m)%N) : ordering (increasing_order le_rm).
Proof.
move=> S card_S; have size_S : size (enum S) = r by rewrite -cardE.
split=> [i j | i]; last by rewrite -mem_enum mem_nth // size_S.
rewrite /increasing_order (set_nth_default (widen_ord le_rm i) (widen_ord le_rm j)) ?size_S //.
by move=> /eqP; rewrite nth_uniq ?size_S ?enum_uniq // => /eqP/val_inj.
Qed.

Lemma identity_orthogonal (R : realFieldType) m : orthogonal (1%:M : 'M[R]_m).
Proof. by rewrite /orthogonal trmx1 mulmx1. Qed.
