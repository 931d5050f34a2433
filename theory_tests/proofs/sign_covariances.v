(* estimator-variance, (7): covariances of the products of signs.

   Result: K_jk = Cov(delta_i delta'_j, delta_i delta'_k), that is
       E[delta_i delta'_j delta_i delta'_k] = C_ij C_ik + K_jk,   C_ij = E[delta_i delta'_j],
   with, for row i of one block of rank r, and 0 where j = i or k = i in the first three,
       single-block form   tau^4 [j = k]
       biprobe             tau^4 ((1 + 1/r) [j = k] + 1/r)
       balanced            tau^4 (r-1)/r ([j = k] - 1/(r-1))
       centred             tau^4 ((r-2)(r+1)/r^2 Pi_jk - (r-4)/r Pi_ij Pi_ik),   Pi_jk = [j = k] - 1/r.
   In the single-block form - tau^2 s_i s_j, of mean - tau^2 [i = j], stands in the place of delta_i delta'_j.

   Model: the finite laws of signs.v and probes.v.
   Source: docs/theory/estimators.md, estimator-variance, step 4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite subsets signs weights probes fourth_moments.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* (7), with tau^2 as an argument. *)
Section Covariances.
Variables (R : fieldType) (r : nat) (tau2 : R).
Implicit Types i j k : 'I_r.
Definition others i j k (K : R) : R := if (j == i) || (k == i) then 0 else K.
Definition single_covariance i j k : R := others i j k (tau2 ^+ 2 * (j == k)%:R).
Definition biprobe_covariance i j k : R :=
  others i j k (tau2 ^+ 2 * ((1 + r%:R^-1) * (j == k)%:R + r%:R^-1)).
Definition balanced_covariance i j k : R :=
  others i j k (tau2 ^+ 2 * ((r%:R - 1) / r%:R) * ((j == k)%:R - (r%:R - 1)^-1)).
End Covariances.
Definition centred_covariance (R : realFieldType) r (tau2 : R) (i j k : 'I_r) : R :=
  tau2 ^+ 2 * ((r%:R - 2%:R) * (r%:R + 1) / r%:R ^+ 2 * centring R j k
               - (r%:R - 4%:R) / r%:R * (centring R i j * centring R i k)).

Section Laws.
Variables (R : realFieldType) (m r : nat).
Let tau2 := tau_squared R m r.
Let C (i j : 'I_r) := correction R m r (i == j).
Let r0 (i : 'I_r) : r%:R != 0 :> R. Proof. by rewrite pnatr_eq0; case: r i => [[]//|]. Qed.

Lemma single_block_covariance i j k :
  mean (rademacher R r) (fun s => sign R s i * sign R s j * (sign R s i * sign R s k)) * tau2 ^+ 2
  = (tau2 * (i == j)%:R) * (tau2 * (i == k)%:R) + single_covariance tau2 i j k.
Proof.
rewrite (@eq_mean _ _ _ _ (fun s => sign R s j * sign R s k)) => [|s]; last first.
  by rewrite mulrACA sign_square mul1r.
rewrite mean_sign_sign /single_covariance /others ![_ == i]eq_sym.
have [<-|ij] := eqVneq i j => /=; first by ring.
have [<-|ik] := eqVneq i k => /=; last by ring.
by rewrite [j == i]eq_sym (negbTE ij) /=; ring.
Qed.

Theorem biprobe_covarianceP (u root_r : R) i j k :
  u ^+ 2 = biprobe_scale_squared R m r -> root_r ^+ 2 = r%:R ->
  mean (rademacher R r.+1) (fun s => biprobe_left u root_r s i * biprobe_right u root_r s j
                                   * (biprobe_left u root_r s i * biprobe_right u root_r s k))
  = C i j * C i k + biprobe_covariance tau2 i j k.
Proof.
move=> u_root r_root; have ne := r0 i.
pose eta s := sign R s (ord0 : 'I_r.+1); pose sgn s (l : 'I_r) := sign R s (lift ord0 l).
have product s l : biprobe_left u root_r s i * biprobe_right u root_r s l
    = u ^+ 2 * (eta s * eta s + root_r * (eta s * (sgn s i - sgn s l)) - root_r ^+ 2 * (sgn s i * sgn s l)).
  by rewrite /biprobe_left /biprobe_right -/(eta s) -/(sgn s i) -/(sgn s l); ring.
have own : (fun s => biprobe_left u root_r s i * biprobe_right u root_r s i) =1 (fun _ => C i i).
  move=> s; rewrite product /eta /sgn !sign_square subrr u_root r_root /C /correction eqxx.
  by rewrite /biprobe_scale_squared /=; field.
have meanC l : mean (rademacher R r.+1) (fun s => biprobe_left u root_r s i * biprobe_right u root_r s l) = C i l.
  exact: biprobe_left_right_mean.
rewrite /biprobe_covariance /others; have [->|ji] := eqVneq j i => /=.
  rewrite addr0 -(meanC k) -meanZ; apply: eq_mean => s; by rewrite own.
have [->|ki] := eqVneq k i => /=.
  rewrite addr0 mulrC -(meanC j) -meanZ; apply: eq_mean => s; by rewrite own mulrC.
pose odd s := u ^+ 4 * root_r * (eta s * (2%:R * sgn s i - (1 + r%:R) * (sgn s j + sgn s k)
  + 2%:R * r%:R * (sgn s i * sgn s j * sgn s k))).
transitivity (mean (rademacher R r.+1) (fun s => u ^+ 4 * (1 + r%:R) + (u ^+ 4 * (r%:R + r%:R ^+ 2) * (sgn s j * sgn s k)
  + (- (2%:R * r%:R * u ^+ 4) * (sgn s i * sgn s k) + (- (2%:R * r%:R * u ^+ 4) * (sgn s i * sgn s j) + odd s))))).
  apply: eq_mean => s; rewrite !product /odd -r_root.
  move: (sgn s j) (sgn s k) (sign_square R s ord0) (sign_square R s (lift ord0 i)) => p q.
  by rewrite -/(eta s) -/(sgn s i) /eta /sgn /sign; case: (s _); case: (s _) => _ _ /=; ring.
rewrite !meanD !meanZ mean_const /sgn !mean_sign_sign !(inj_eq lift_inj) ![i == _]eq_sym (negbTE ji) (negbTE ki).
rewrite (odd_mean (i := ord0)) => [|s]; last by rewrite /odd /eta /sgn !sign_flip eqxx /=; ring.
have -> : u ^+ 4 = (u ^+ 2) ^+ 2 by ring.
rewrite u_root /C /correction /biprobe_scale_squared ![i == _]eq_sym (negbTE ji) (negbTE ki) /tau2 /=.
by move: (tau_squared _ _ _) ((j == k)%:R) => t2 jk; field.
Qed.

Theorem balanced_covarianceP (v : R) i j k :
  v ^+ 2 = balanced_scale_squared R m r -> (r == m) || ~~ odd r ->
  mean (random_half R r) (fun s => balanced_left v s i * balanced_right v s j
                                 * (balanced_left v s i * balanced_right v s k))
  = C i j * C i k + balanced_covariance tau2 i j k.
Proof.
move=> v_root even_or_full; have ne := r0 i.
have own : (fun s => balanced_left v s i * balanced_right v s i) =1 (fun _ => C i i).
  move=> s; transitivity (- v ^+ 2 * (half_sign R s i * half_sign R s i)).
    by rewrite /balanced_right /balanced_left; ring.
  by rewrite half_sign_square v_root /C /correction eqxx /balanced_scale_squared /=; field.
have meanC l : mean (random_half R r) (fun s => balanced_left v s i * balanced_right v s l) = C i l.
  exact: balanced_left_right_mean.
rewrite /balanced_covariance /others; have [->|ji] := eqVneq j i => /=.
  rewrite addr0 -(meanC k) -meanZ; apply: eq_mean => s; by rewrite own.
have [->|ki] := eqVneq k i => /=.
  rewrite addr0 mulrC -(meanC j) -meanZ; apply: eq_mean => s; by rewrite own mulrC.
transitivity (v ^+ 2 * mean (random_half R r) (fun s => - (balanced_left v s j * balanced_right v s k))).
  rewrite -meanZ; apply: eq_mean => s; have := half_sign_square R s i.
  rewrite /balanced_right /balanced_left => sq.
  transitivity (v ^+ 4 * half_sign R s j * half_sign R s k * (half_sign R s i * half_sign R s i)); first by ring.
  by rewrite sq; ring.
rewrite meanN (balanced_left_right_mean v_root even_or_full) v_root /C /correction ![i == _]eq_sym (negbTE ji) (negbTE ki) /=.
have r1 : r%:R - 1 != 0 :> R.
  by have := two_rows ji; rewrite subr_eq0 pnatr_eq1; case: r => [|[]].
rewrite /balanced_scale_squared /tau2; move: (tau_squared _ _ _) ((j == k)%:R) => t2 jk.
by field; rewrite ne r1.
Qed.

Theorem centred_covarianceP (t : R) i j k :
  t ^+ 2 = centred_scale_squared R m r ->
  mean (rademacher R r) (fun s => centred_left t s i * centred_right t s j
                                * (centred_left t s i * centred_right t s k))
  = C i j * C i k + centred_covariance tau2 i j k.
Proof.
move=> t_root; have ne := r0 i.
transitivity (mean (rademacher R r) (fun s => (t ^+ 2) ^+ 2 * (centred_sign R s i * centred_sign R s i
    * centred_sign R s j * centred_sign R s k))).
  by apply: eq_mean => s; rewrite /centred_right /centred_left; ring.
rewrite meanZ mean_centred_four t_root /centred_scale_squared -/tau2.
have CE l : C i l = - tau2 * centring R i l.
  by rewrite /C /correction /centring -/tau2; field.
rewrite !CE /centred_covariance {1}/centring eqxx /=.
by move: tau2 (centring R i j) (centring R i k) (centring R j k) => t2 x y z; field.
Qed.
End Laws.
