(* estimator-variance, steps 3 and 4: the second moments of the weights M_ij, by which of i, j, k agree.

   Result: the weights of exact_weights are 1 + C_ij; those of the other actions have this mean, and
       E[M_ij M_ik] = (1 + C_ij) (1 + C_ik) + K_jk,
   K as in (7), sign_covariances.v.  So the second moments are four numbers: for j = k = i, for one of j and k equal to
   i, for j = k <> i, and for three different rows.
   Source: docs/theory/estimators.md, estimator-variance. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite signs weights probes single_block_form gram_sums fourth_moments
  sign_covariances.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Moments.
Variables (R : realFieldType) (m r : nat).
Let Cd : R := 1 + correction R m r true.
Let Co : R := 1 + correction R m r false.
Let tau2 := tau_squared R m r.
Implicit Types i j k : 'I_r.

Lemma weights_pattern i j k :
  (1 + correction R m r (i == j)) * (1 + correction R m r (i == k))
  = by_pattern (Cd ^+ 2) (Cd * Co) (Co ^+ 2) (Co ^+ 2) i j k.
Proof.
rewrite /by_pattern ![i == _]eq_sym /Cd /Co; case: (j == i); case: (k == i) => //; last by case: ifP.
exact: mulrC.
Qed.

(* The weights 1 + C with covariances KA, KB, KC, KD. *)
Definition weights_moment KA KB KC KD i j k : R :=
  by_pattern (Cd ^+ 2 + KA) (Cd * Co + KB) (Co ^+ 2 + KC) (Co ^+ 2 + KD) i j k.

Lemma weights_momentE KA KB KC KD i j k :
  (1 + correction R m r (i == j)) * (1 + correction R m r (i == k)) + by_pattern KA KB KC KD i j k
  = weights_moment KA KB KC KD i j k.
Proof.
by rewrite weights_pattern /weights_moment /by_pattern; case: (j == i); case: (k == i); case: (j == k).
Qed.

(* Two probes: M_ij = 1 + delta_i delta'_j. *)
Definition probe_weight (pr : probes R m r) (x : outcome pr) i j : R := 1 + left x i * right x j.

Lemma probe_moments (pr : probes R m r) KA KB KC KD :
  (forall i j k, mean (law pr) (fun x => left x i * right x j * (left x i * right x k))
    = correction R m r (i == j) * correction R m r (i == k) + by_pattern KA KB KC KD i j k) ->
  forall i j k, mean (law pr) (fun x => probe_weight x i j * probe_weight x i k) = weights_moment KA KB KC KD i j k.
Proof.
move=> covariances i j k; rewrite -weights_momentE.
rewrite (@eq_mean _ _ _ _ (fun x => 1 + (left x i * right x j + (left x i * right x k
    + left x i * right x j * (left x i * right x k))))) => [|x]; last by rewrite /probe_weight; ring.
by rewrite !meanD mean_const !left_right_mean covariances; ring.
Qed.

Lemma biprobe_moments (u root_r : R) (u_root : u ^+ 2 = biprobe_scale_squared R m r) (r_root : root_r ^+ 2 = r%:R) :
  forall i j k, mean (law (biprobe u_root r_root))
    (fun x => probe_weight (pr := biprobe u_root r_root) x i j * probe_weight (pr := biprobe u_root r_root) x i k)
  = weights_moment 0 0 (tau2 ^+ 2 * ((1 + r%:R^-1) + r%:R^-1)) (tau2 ^+ 2 * r%:R^-1) i j k.
Proof.
apply: probe_moments => i j k; rewrite [LHS](biprobe_covarianceP i j k u_root r_root); congr (_ + _).
rewrite /biprobe_covariance /others /by_pattern -/tau2.
by case: (j == i); case: (k == i); case: (j == k); rewrite //= ?mulr1 ?mulr0 ?add0r.
Qed.

Lemma balanced_moments (v : R) (v_root : v ^+ 2 = balanced_scale_squared R m r) (even_or_full : (r == m) || ~~ odd r) :
  forall i j k, mean (law (balanced v_root even_or_full))
    (fun x => probe_weight (pr := balanced v_root even_or_full) x i j
            * probe_weight (pr := balanced v_root even_or_full) x i k)
  = weights_moment 0 0 (tau2 ^+ 2 * ((r%:R - 1) / r%:R) * (1 - (r%:R - 1)^-1))
                       (tau2 ^+ 2 * ((r%:R - 1) / r%:R) * - (r%:R - 1)^-1) i j k.
Proof.
apply: probe_moments => i j k; rewrite [LHS](balanced_covarianceP i j k v_root even_or_full); congr (_ + _).
rewrite /balanced_covariance /others /by_pattern -/tau2.
by case: (j == i); case: (k == i); case: (j == k); rewrite //= ?add0r.
Qed.

Definition centred_K (jk ij ik : R) : R :=
  tau2 ^+ 2 * ((r%:R - 2%:R) * (r%:R + 1) / r%:R ^+ 2 * jk - (r%:R - 4%:R) / r%:R * (ij * ik)).

Lemma centred_moments (t : R) (t_root : t ^+ 2 = centred_scale_squared R m r) :
  let on := 1 - r%:R^-1 in let off := - r%:R^-1 in
  forall i j k, mean (law (centred t_root))
    (fun x => probe_weight (pr := centred t_root) x i j * probe_weight (pr := centred t_root) x i k)
  = weights_moment (centred_K on on on) (centred_K off on off) (centred_K on off off) (centred_K off off off) i j k.
Proof.
move=> on off; apply: probe_moments => i j k; rewrite [LHS](centred_covarianceP i j k t_root); congr (_ + _).
have entry (a b : 'I_r) : centring R a b = if a == b then on else off.
  by rewrite /centring; case: (a == b); rewrite ?sub0r.
rewrite /centred_covariance -/tau2 !entry -/(centred_K _ _ _) /by_pattern.
have [<-|ij] := eqVneq i j; have [ik|ik] := eqVneq i k; rewrite -?ik ?eqxx //.
  by rewrite eq_sym (negbTE ij) /centred_K; ring.
by case: (j == k).
Qed.

Lemma single_block_moments : (2 <= r)%N -> (r <= m)%N ->
  forall i j k, mean (rademacher R r) (fun s =>
    (off_diagonal_weight R m r - tau2 * (sign R s i * sign R s j))
    * (off_diagonal_weight R m r - tau2 * (sign R s i * sign R s k)))
  = weights_moment 0 0 (tau2 ^+ 2) 0 i j k.
Proof.
move=> two_le_r le_rm i j k; rewrite -weights_momentE.
have := off_diagonal_weightE R two_le_r le_rm; move: (off_diagonal_weight R m r) => w wE.
rewrite (@eq_mean _ _ _ _ (fun s => w ^+ 2 + (- (w * tau2) * (sign R s i * sign R s j)
  + (- (w * tau2) * (sign R s i * sign R s k)
  + tau2 ^+ 2 * (sign R s i * sign R s j * (sign R s i * sign R s k)))))) => [|s]; last by ring.
rewrite !meanD !meanZ !mean_sign_sign mean_const.
rewrite [tau2 ^+ 2 * _]mulrC /tau2 (single_block_covariance R m i j k) -/tau2.
rewrite wE /correction /single_covariance /others /by_pattern -/tau2.
by rewrite ![i == _]eq_sym; case: (j == i); case: (k == i); case: (j == k) => /=; ring.
Qed.
End Moments.
