(* Moments of random signs.

   Result, for the laws of signs that the actions draw:
     Rademacher signs s_1 .. s_q:   E[s_i] = 0,  E[s_i s_j] = [i = j];
     centred signs s_i - mean(s):   E = 0,  E of a product = [i = j] - 1/q;
     balanced signs e (q even, q/2 plus and q/2 minus):
                                    E[e_i] = 0,  E[e_i e_j] = -1/(q-1) for i <> j.
   Model: all sign vectors, or all with q/2 plus signs, are equally likely.
   Source: docs/theory/estimators.md, biprobe-unbiased, step 2. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rademacher.
Variables (R : realFieldType) (q : nat).

(* A vector of q bits; bit i stands for the sign (-1)^bit. *)
Definition sign (s : {ffun 'I_q -> bool}) (i : 'I_q) : R := (-1) ^+ s i.

Lemma bits_exist : (0 < #|[set: {ffun 'I_q -> bool}]|)%N.
Proof. by apply/card_gt0P; exists [ffun=> false]; rewrite inE. Qed.

Definition rademacher := uniform R bits_exist.

Lemma sign_square s i : sign s i * sign s i = 1.
Proof. by rewrite /sign -expr2 sqrr_sign. Qed.

(* The vector s with sign i changed. *)
Definition flip (i : 'I_q) (s : {ffun 'I_q -> bool}) : {ffun 'I_q -> bool} :=
  [ffun j => (j == i) (+) s j].

Lemma flipK i : involutive (flip i).
Proof. by move=> s; apply/ffunP => j; rewrite !ffunE addbA addbb. Qed.

Lemma sign_flip i s j : sign (flip i s) j = (if j == i then -1 else 1) * sign s j.
Proof. by rewrite /sign ffunE signr_addb; case: eqP. Qed.

Lemma mean_flip i f : mean rademacher (fun s => f (flip i s)) = mean rademacher f.
Proof.
rewrite !mean_uniform; congr (_ / _).
rewrite [RHS](reindex_inj (inv_inj (flipK i))) /=.
by apply: eq_bigl => s; rewrite !inE.
Qed.

(* A mean that changes its sign under a flip is 0. *)
Lemma odd_mean i f : (forall s, f (flip i s) = - f s) -> mean rademacher f = 0.
Proof.
move=> odd; have /eqP : mean rademacher f = - mean rademacher f.
  by rewrite -{1}(mean_flip i) -meanN; apply: eq_mean.
by rewrite -addr_eq0 -mulr2n mulrn_eq0 => /eqP.
Qed.

Lemma mean_sign i : mean rademacher (fun s => sign s i) = 0.
Proof. by apply: (odd_mean (i := i)) => s; rewrite sign_flip eqxx mulN1r. Qed.

Lemma mean_sign_sign i j : mean rademacher (fun s => sign s i * sign s j) = (i == j)%:R.
Proof.
have [<-|ne] := eqVneq i j.
  by rewrite -[RHS](mean_const rademacher); apply: eq_mean => s; rewrite sign_square.
apply: (odd_mean (i := i)) => s; rewrite !sign_flip eqxx [j == i]eq_sym (negbTE ne).
by rewrite mul1r mulN1r mulNr.
Qed.

(* Centred signs: s_i minus the mean of all q signs. *)
Definition centred_sign s i : R := sign s i - (\sum_j sign s j) / q%:R.

Lemma mean_centred_sign i : mean rademacher (fun s => centred_sign s i) = 0.
Proof.
rewrite meanD mean_sign add0r meanN (eq_mean _ (fun s => mulrC _ _)) meanZ mean_sum.
by rewrite big1 ?mulr0 ?oppr0 // => j _; apply: mean_sign.
Qed.

Lemma mean_sign_sum i : mean rademacher (fun s => sign s i * \sum_j sign s j) = 1.
Proof.
rewrite (eq_mean _ (fun s => mulr_sumr _ _ _ _)) mean_sum (bigD1 i) //= mean_sign_sign eqxx.
by rewrite big1 ?addr0 // => j ne; rewrite mean_sign_sign eq_sym (negbTE ne).
Qed.

Lemma mean_centred_centred i j :
  mean rademacher (fun s => centred_sign s i * centred_sign s j) = (i == j)%:R - q%:R^-1.
Proof.
have q0 : q%:R != 0 :> R by rewrite pnatr_eq0; case: q i => [[]//|].
transitivity (mean rademacher (fun s => sign s i * sign s j
    + (- q%:R^-1 * (sign s i * \sum_k sign s k)
    + (- q%:R^-1 * (sign s j * \sum_k sign s k)
    + q%:R^-2 * (\sum_k sign s k * \sum_l sign s l))))).
  apply: eq_mean => s; rewrite /centred_sign -big_distrl /=.
  by move: (\sum_k _) => t; field.
rewrite !meanD !meanZ !mean_sign_sum mean_sign_sign mean_sum.
rewrite (eq_bigr (fun _ => 1)); last by move=> k _; apply: mean_sign_sum.
by rewrite sumr_const card_ord; field.
Qed.
End Rademacher.

Section Balanced.
Variables (R : realFieldType) (q : nat).

Lemma half_le : (q./2 <= q)%N.
Proof. by rewrite -{2}(odd_double_half q) -addnn addnCA leq_addr. Qed.

(* A uniformly random set of q/2 plus signs; all other signs are minus. *)
Definition random_half := random_subset R half_le.
Definition half_sign (A : {set 'I_q}) (i : 'I_q) : R := if i \in A then 1 else -1.

Lemma half_signE A i : half_sign A i = 2%:R * (i \in A)%:R - 1.
Proof. by rewrite /half_sign; case: (i \in A); rewrite ?mulr1 ?mulr0 ?add0r // mulr2n addrK. Qed.

Lemma half_sign_square A i : half_sign A i * half_sign A i = 1.
Proof. by rewrite /half_sign; case: ifP; rewrite ?mulrNN mulr1. Qed.

Hypothesis even_q : ~~ odd q.

Let half_q : q%:R = 2%:R * q./2%:R :> R.
Proof. by have := odd_double_half q; rewrite (negbTE even_q) -natrM mul2n add0n => ->. Qed.

Lemma mean_half_sign i : mean random_half (fun A => half_sign A i) = 0.
Proof.
have q0 : q%:R != 0 :> R by rewrite pnatr_eq0; case: q i => [[]//|].
rewrite (eq_mean _ (fun A => half_signE A i)) meanD mean_const meanZ inclusion_oneP.
by rewrite /inclusion_one mulrA -half_q // divff ?subrr.
Qed.

Lemma mean_half_half i j : i != j ->
  mean random_half (fun A => half_sign A i * half_sign A j) = - (q%:R - 1)^-1.
Proof.
move=> ne; have q1 := two_rows ne.
have q0 : q%:R != 0 :> R by rewrite pnatr_eq0 -lt0n ltnW.
have qq0 : q%:R - 1 != 0 :> R by rewrite subr_eq0 pnatr_eq1; case: q q1 => [|[]].
transitivity (mean random_half (fun A => 4%:R * ((i \in A)%:R * (j \in A)%:R)
   + ((- 2%:R) * (i \in A)%:R + ((- 2%:R) * (j \in A)%:R + 1)))).
  by apply: eq_mean => A; rewrite !half_signE; move: (i \in A)%:R (j \in A)%:R => x y; ring.
rewrite !meanD !meanZ mean_const inclusion_twoP // !inclusion_oneP /inclusion_one /inclusion_two.
have -> : q./2%:R = q%:R / 2%:R :> R by rewrite half_q mulrC mulKf ?pnatr_eq0.
by field; rewrite q0 qq0.
Qed.
End Balanced.
