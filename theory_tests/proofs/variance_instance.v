(* estimator-variance, the instance m = 3, r = 2, H = diag(1,2,3), z = e_1, |Hz|^2 = 1, Haar.

   Result: with the Haar averages alpha = 8/5, beta = 96/35, gamma = 16/5 the rows of Theorem V give
       exact_weights = balanced = 72/35, single-block form 12/5, biprobe 96/35, centred 18/5, plain 216/35,
       one_sided 3/2, decoupled 189/40.
   So no constant 2 bounds the second moment of biprobe.
   Model: the rows are linear in the four numbers |d|^2, <d, o>, |o|^2, s, so that averages over O may stand in their
   place: beta, alpha - beta, |Hz|^2 - 2 alpha + beta, gamma - beta.  The values of alpha, beta, gamma are taken from the
   document: that they are Haar's averages is not proved here.
   Source: docs/theory/estimators.md, estimator-variance, The instance. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import subsets weights variance_rows.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The sums over the rows of the four numbers, from the averages. *)
Definition averaged_terms (R : fieldType) (square_h alpha beta gamma : R) : terms R :=
  Terms beta (alpha - beta) (square_h - 2%:R * alpha + beta) (gamma - beta).

(* rho (|h|^2 + v), v from gamma, the sum over j of |H[u_j u_j' z]|^2. *)
Definition decoupled_row (R : fieldType) (m r : nat) (square_h gamma : R) : R :=
  rho R m r * (square_h + (rho R m r - 1) * (m%:R / (m%:R - 1)) * (gamma - square_h / m%:R)).

Section Instance.
Variable R : realFieldType.
Let t : terms R := averaged_terms 1 (8%:R / 5%:R) (96%:R / 35%:R) (16%:R / 5%:R).

Theorem variance_instance :
  [/\ exact_weights_row 3 2 t = 72%:R / 35%:R, balanced_row 3 2 t = 72%:R / 35%:R,
      single_block_row 3 2 t = 12%:R / 5%:R, biprobe_row 3 2 t = 96%:R / 35%:R &
  [/\ centred_row 3 2 t = 18%:R / 5%:R, plain_row 3 2 t = 216%:R / 35%:R,
      rho R 3 2 * 1 = 3%:R / 2%:R & decoupled_row 3 2 1 (16%:R / 5%:R) = 189%:R / 40%:R :> R]].
Proof.
rewrite /t /averaged_terms /decoupled_row /balanced_row /single_block_row /biprobe_row /centred_row /centred_G /centred_G'.
rewrite /plain_row /exact_weights_row /hh /sigma /rho /inclusion_three /inclusion_two /inclusion_one /tau_squared /=.
by split; [field | field | field | field | split; field].
Qed.
End Instance.
