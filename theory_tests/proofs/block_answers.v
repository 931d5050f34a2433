(* Actions on several blocks, as the code computes them.

   Result: lifted by P_a, block a of every answer B is a sum of terms
   p_i p_i' H_ab[p_j p_j' Z_b] over all blocks b, rows i of block a and rows j of block b,
   with the weights
       two_probe (biprobe, balanced, centred)   1 + delta_i delta'_j,
       exact_weights                            1 + C_ij,
   where C_ij = 0 between different blocks.

   Model: m a, n a, r a are the sizes of block a of L blocks.  A point Z gives a matrix for
   every block.  H is given by its sub-blocks H_ab, linear maps from block b to block a.
   The matrices P_a are arbitrary here; nothing is random.
   Source: docs/theory/estimators.md, Notation and biprobe-unbiased, step 1;
   lib/bros/action/two_probe.hpp, exact_weights.hpp, one_sided.hpp, decoupled.hpp. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From BROS Require Import probability_finite subsets columns weights subset_samplers estimators.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The product space and the actions as the code computes them. *)
Section Answers.
Variables (R : realFieldType) (L : nat) (m n r : 'I_L -> nat).
Variables (P : forall a, 'M[R]_(m a, r a)).
Variables (H : forall a b, {linear 'M[R]_(m b, n b) -> 'M[R]_(m a, n a)}).
Implicit Types (Z : forall a, 'M[R]_(m a, n a)) (W : forall a, 'M[R]_(r a, n a)).

(* One number for every row of every projected block. *)
Definition row_weights := forall a, 'I_(r a) -> R.
Implicit Types delta : row_weights.

(* (H Z)_a, and U(W)_a = P_a' (H[P W])_a. *)
Definition hessian Z a : 'M[R]_(m a, n a) := \sum_b H a b (Z b).
Definition blocks_projected_hessian W a : 'M[R]_(r a, n a) := (P a)^T *m hessian (fun b => P b *m W b) a.
Definition blocks_restricted Z a : 'M[R]_(r a, n a) := (P a)^T *m Z a.
Definition blocks_scale (delta : row_weights) W a : 'M[R]_(r a, n a) := scale_rows (delta a) (W a).

(* e_j o W, where j is a row of block b: row j of block b alone is kept. *)
Definition blocks_unit_row b (j : 'I_(r b)) a (i : 'I_(r a)) : R :=
  (Tagged (fun c => 'I_(r c)) i == Tagged (fun c => 'I_(r c)) j)%:R.

Definition blocks_two_probe (delta delta' : row_weights) Z a : 'M[R]_(r a, n a) :=
  blocks_projected_hessian (blocks_restricted Z) a
  + blocks_scale delta (blocks_projected_hessian (blocks_scale delta' (blocks_restricted Z))) a.

(* sum over all rows j of all blocks b of
   U(e_j o W) + tau_b^2 / r_b (U(e_j o W), block b only) - tau_b^2 e_j o U(e_j o W). *)
Definition blocks_exact_weights Z a : 'M[R]_(r a, n a) :=
  \sum_b \sum_(j : 'I_(r b))
    let answer := blocks_projected_hessian (blocks_scale (blocks_unit_row j) (blocks_restricted Z)) in
    (answer a + (if a == b then (tau_squared R (m b) (r b) / (r b)%:R) *: answer a else 0)
     - tau_squared R (m b) (r b) *: blocks_scale (blocks_unit_row j) answer a).

Definition blocks_one_sided Z a : 'M[R]_(r a, n a) := (P a)^T *m hessian Z a.
Definition blocks_decoupled (P2 : forall a, 'M[R]_(m a, r a)) Z a : 'M[R]_(r a, n a) :=
  (P a)^T *m hessian (fun b => P2 b *m ((P2 b)^T *m Z b)) a.

Variable Z : forall a, 'M[R]_(m a, n a).
Let X a b := projected_term (P a) (P b) (H a b) (Z b).
Arguments X : clear implicits.

Lemma blocks_lifted_scaling (delta delta' : row_weights) a :
  P a *m blocks_scale delta (blocks_projected_hessian (blocks_scale delta' (blocks_restricted Z))) a
  = \sum_b \sum_i \sum_j (delta a i * delta' b j) *: X a b i j.
Proof.
rewrite /blocks_scale /blocks_projected_hessian /hessian /scale_rows !mulmx_sumr.
by apply: eq_bigr => b _; apply: lifted_pair.
Qed.

Lemma blocks_lifted_hessian (delta' : row_weights) a :
  P a *m blocks_projected_hessian (blocks_scale delta' (blocks_restricted Z)) a
  = \sum_b \sum_i \sum_j delta' b j *: X a b i j.
Proof.
rewrite -[blocks_projected_hessian _ a]scale_rows_one.
rewrite (blocks_lifted_scaling (fun _ _ => 1)); apply: eq_bigr => b _.
by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mul1r.
Qed.

Lemma blocks_lifted_two_probe (delta delta' : row_weights) a :
  P a *m blocks_two_probe delta delta' Z a
  = \sum_b \sum_i \sum_j (1 + delta a i * delta' b j) *: X a b i j.
Proof.
rewrite mulmxDr blocks_lifted_scaling.
have -> : blocks_projected_hessian (blocks_restricted Z) a
        = blocks_projected_hessian (blocks_scale (fun _ _ => 1) (blocks_restricted Z)) a.
  by congr (_ *m _); apply: eq_bigr => b _; rewrite /blocks_scale scale_rows_one.
rewrite blocks_lifted_hessian -big_split; apply: eq_bigr => b _.
rewrite -big_split; apply: eq_bigr => i _; rewrite -big_split; apply: eq_bigr => j _.
by rewrite scalerDl.
Qed.

(* A sum over all rows of all blocks, against e_j. *)
Lemma sum_unit_row (V : lmodType R) b (j : 'I_(r b)) (F : forall c, 'I_(r c) -> V) :
  \sum_c \sum_k blocks_unit_row j k *: F c k = F b j.
Proof.
rewrite (sig_big_dep xpredT (fun _ => xpredT) (fun c k => blocks_unit_row j k *: F c k)) /=.
rewrite (bigD1 (Tagged (fun c => 'I_(r c)) j)) //= big1 => [|[c k] ne].
  by rewrite /blocks_unit_row eqxx scale1r addr0.
by rewrite /blocks_unit_row (negbTE ne) scale0r.
Qed.

(* C of (5): 0 between two different blocks. *)
Definition block_correction a (i : 'I_(r a)) b (j : 'I_(r b)) : R :=
  if a == b then
    correction R (m b) (r b) (Tagged (fun c => 'I_(r c)) i == Tagged (fun c => 'I_(r c)) j)
  else 0.

Lemma lifted_row a b (j : 'I_(r b)) :
  P a *m blocks_projected_hessian (blocks_scale (blocks_unit_row j) (blocks_restricted Z)) a
  = \sum_i X a b i j.
Proof.
rewrite blocks_lifted_hessian exchange_big; apply: eq_bigr => i _.
exact: (sum_unit_row j (fun c k => X a c i k)).
Qed.

Lemma lifted_own_row a b (j : 'I_(r b)) :
  P a *m blocks_scale (blocks_unit_row j)
    (blocks_projected_hessian (blocks_scale (blocks_unit_row j) (blocks_restricted Z))) a
  = \sum_i blocks_unit_row j i *: X a b i j.
Proof.
rewrite blocks_lifted_scaling exchange_big; apply: eq_bigr => i _.
rewrite -(sum_unit_row j (fun c k => X a c i k)) scaler_sumr; apply: eq_bigr => c _.
by rewrite scaler_sumr; apply: eq_bigr => k _; rewrite scalerA.
Qed.

Lemma blocks_lifted_exact_weights a :
  P a *m blocks_exact_weights Z a
  = \sum_b \sum_i \sum_j (1 + block_correction i j) *: X a b i j.
Proof.
rewrite mulmx_sumr; apply: eq_bigr => b _; rewrite mulmx_sumr [RHS]exchange_big.
apply: eq_bigr => j _; rewrite mulmxBr mulmxDr -scalemxAr lifted_own_row lifted_row.
rewrite /block_correction; case: eqP => [eq_ab|/eqP ne].
  rewrite -scalemxAr lifted_row !scaler_sumr -big_split -sumrB; apply: eq_bigr => i _ /=.
  by rewrite scalerA /correction scalerDl scale1r scalerBl addrA.
rewrite mulmx0 addr0 scaler_sumr -sumrB; apply: eq_bigr => i _.
rewrite /blocks_unit_row (_ : (_ == _) = false) ?scale0r ?scaler0 ?subr0 ?addr0 ?scale1r //.
by apply: contraNF ne => /eqP/(congr1 tag)/= ->.
Qed.
End Answers.
