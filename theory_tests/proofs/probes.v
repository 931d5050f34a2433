(* Probes: the row weights that the actions draw, and their mean products.

   Result (step 2 of biprobe-unbiased): for the weights delta, delta' of biprobe,
   balanced and centred
       E[delta'_j] = 0   and   E[delta_i delta'_j] = C_ij = tau^2 / r - tau^2 [i = j]      (5).
   biprobe and centred: any r >= 1.  balanced: r even, or nothing projected (r = m).

   Model: the signs have the laws of signs.v.  The square roots u, sqrt(r), ... are
   numbers of which only the squares are given; they exist in the reals, and over the
   rationals where the squares are squares of rationals.
   Source: docs/theory/estimators.md, biprobe-unbiased; lib/bros/action/biprobe.hpp,
   balanced.hpp, centred.hpp. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets signs weights.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Random row weights left = delta, right = delta' of one block with m rows and rank r:
   what lib/bros/action/two_probe.hpp asks of its argument Signs. *)
Record probes (R : realFieldType) (m r : nat) := Probes {
  outcome : finType;
  law : distribution R outcome;
  left : outcome -> 'I_r -> R;
  right : outcome -> 'I_r -> R;
  right_mean : forall j, mean law (fun x => right x j) = 0;
  left_right_mean : forall i j,
    mean law (fun x => left x i * right x j) = correction R m r (i == j) }.

(* The squares of the scales, from tau^2 and r. *)
Definition biprobe_scale_squared (F : fieldType) (m r : nat) : F := tau_squared F m r / r%:R.
Definition balanced_scale_squared (F : fieldType) (m r : nat) : F :=
  tau_squared F m r * (r%:R - 1) / r%:R.
Definition centred_scale_squared (F : fieldType) (m r : nat) : F := tau_squared F m r.

(* biprobe: delta = u (eta + sqrt(r) s), delta' = u (eta - sqrt(r) s).  The first of
   the r + 1 signs is eta. *)
Section Biprobe.
Variables (R : realFieldType) (m r : nat) (u root_r : R).
Hypotheses (u_root : u ^+ 2 = biprobe_scale_squared R m r) (r_root : root_r ^+ 2 = r%:R).
Implicit Types s : {ffun 'I_r.+1 -> bool}.

Let eta s : R := sign R s ord0.
Let sgn s (i : 'I_r) : R := sign R s (lift ord0 i).
Definition biprobe_left s (i : 'I_r) : R := u * (eta s + root_r * sgn s i).
Definition biprobe_right s (i : 'I_r) : R := u * (eta s - root_r * sgn s i).
Let E := @mean R _ (rademacher R r.+1).

Lemma biprobe_right_mean i : E (fun s => biprobe_right s i) = 0.
Proof. by rewrite /E meanZ meanD meanN meanZ !mean_sign mulr0 subr0 mulr0. Qed.

Lemma biprobe_left_right_mean i j :
  E (fun s => biprobe_left s i * biprobe_right s j) = correction R m r (i == j).
Proof.
have r0 : r%:R != 0 :> R by rewrite pnatr_eq0; case: r i => [[]//|].
transitivity (E (fun s => u ^+ 2 * (eta s * eta s)
  + (- (u ^+ 2 * root_r) * (eta s * sgn s j)
  + ((u ^+ 2 * root_r) * (eta s * sgn s i)
  + - (u ^+ 2 * root_r ^+ 2) * (sgn s i * sgn s j))))).
  apply: eq_mean => s; rewrite /biprobe_left /biprobe_right.
  by move: (eta s) (sgn s i) (sgn s j) => x y z; ring.
rewrite /E /eta /sgn !meanD !meanZ !mean_sign_sign eqxx /= !mulr0 !add0r (inj_eq lift_inj).
rewrite u_root r_root /biprobe_scale_squared /correction mulr1 mulNr.
by congr (_ - _ * _); rewrite -mulrA mulVf ?mulr1.
Qed.

Definition biprobe : probes R m r :=
  Probes biprobe_right_mean biprobe_left_right_mean.
End Biprobe.

(* centred: delta = tau (s - mean(s)), delta' = - delta. *)
Section Centred.
Variables (R : realFieldType) (m r : nat) (t : R).
Hypothesis t_root : t ^+ 2 = centred_scale_squared R m r.
Implicit Types s : {ffun 'I_r -> bool}.

Definition centred_left s (i : 'I_r) : R := t * centred_sign R s i.
Definition centred_right s (i : 'I_r) : R := - centred_left s i.
Let E := @mean R _ (rademacher R r).

Lemma centred_right_mean i : E (fun s => centred_right s i) = 0.
Proof. by rewrite /E meanN meanZ mean_centred_sign mulr0 oppr0. Qed.

Lemma centred_left_right_mean i j :
  E (fun s => centred_left s i * centred_right s j) = correction R m r (i == j).
Proof.
transitivity (E (fun s => - (t ^+ 2) * (centred_sign R s i * centred_sign R s j))).
  by apply: eq_mean => s; rewrite /centred_right /centred_left; ring.
rewrite /E meanZ mean_centred_centred t_root /correction /centred_scale_squared.
by rewrite mulNr mulrBr opprB.
Qed.

Definition centred : probes R m r :=
  Probes centred_right_mean centred_left_right_mean.
End Centred.

(* balanced: delta = tau sqrt((r - 1) / r) e with balanced signs e, delta' = - delta. *)
Section Balanced.
Variables (R : realFieldType) (m r : nat) (v : R).
Hypothesis v_root : v ^+ 2 = balanced_scale_squared R m r.
Hypothesis even_or_full : (r == m) || ~~ odd r.
Implicit Types A : {set 'I_r}.

Definition balanced_left A (i : 'I_r) : R := v * half_sign R A i.
Definition balanced_right A (i : 'I_r) : R := - balanced_left A i.
Let E := @mean R _ (random_half R r).

(* Where nothing is projected, tau = 0 and the weights vanish. *)
Let full_or_even : v = 0 /\ tau_squared R m r = 0 \/ ~~ odd r.
Proof.
case/orP: even_or_full => [full|]; [left | by right].
have tau0 : tau_squared R m r = 0 by rewrite /tau_squared full.
by split=> //; apply/eqP; rewrite -sqrf_eq0 v_root /balanced_scale_squared tau0 !mul0r.
Qed.

Lemma balanced_right_mean i : E (fun A => balanced_right A i) = 0.
Proof.
rewrite /E meanN meanZ; case: full_or_even => [[-> _]|even]; first by rewrite mul0r oppr0.
by rewrite mean_half_sign ?mulr0 ?oppr0.
Qed.

Lemma balanced_left_right_mean i j :
  E (fun A => balanced_left A i * balanced_right A j) = correction R m r (i == j).
Proof.
have r0 : r%:R != 0 :> R by rewrite pnatr_eq0; case: r i => [[]//|].
transitivity (E (fun A => - (v ^+ 2) * (half_sign R A i * half_sign R A j))).
  by apply: eq_mean => A; rewrite /balanced_right /balanced_left; ring.
rewrite /E meanZ /correction; case: full_or_even => [[v0 tau0]|even].
  by rewrite v0 tau0 expr0n /= oppr0 !mul0r subr0.
rewrite v_root /balanced_scale_squared; have [<-|ne] := eqVneq i j.
  rewrite (eq_mean _ (fun A => half_sign_square R A i)) mean_const !mulr1.
  by move: (tau_squared _ _ _) => t2; field.
have r1 : r%:R - 1 != 0 :> R.
  by have := two_rows ne; rewrite subr_eq0 pnatr_eq1; case: r => [|[]].
rewrite mean_half_half // mulr0 subr0.
by move: (tau_squared _ _ _) => t2; field; rewrite r0 r1.
Qed.

Definition balanced : probes R m r :=
  Probes balanced_right_mean balanced_left_right_mean.
End Balanced.
