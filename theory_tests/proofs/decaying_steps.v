(* decaying-steps: the theorem with steps e_k c that may change, without a horizon.

   Result: assume (A1)-(A8), let c satisfy (S) and 0 < e_k <= 1.  With the steps e_k c, for every K >= 1,
     sum e_k E||grad Phi(x^k)||^2 / sum e_k <= (C_start + C_noise sum e_k^2) / sum e_k     (13), bounds.decaying_rate;
   if e_k does not increase, the mean with equal weights obeys the same with K e_{K-1} in place of sum e_k.
   For e_k = 1 / sqrt (k + 1): at most (C_start + C_noise (1 + t)) / (2 (sqrt (K + 1) - 1)), and with equal weights
   (C_start + C_noise (1 + t)) / sqrt K, for every t with K <= exp t (t = ln K).

   Source: docs/theory/convergence.md, decaying-steps.  Of its table the line p = 1/2, the best, is here; the others are in
   decaying_table.v.
   The finite probability spaces and the given Y*, Z* are those of problem.v, oracle.v and run_bound.v; the start is one
   state (rate_random_start in rate.v has a random one). *)
From Coq Require Import Reals Lra Psatz Lia List.
From BROS Require Import inner_product expectation constants exponential potential_arithmetic scaling problem oracle
  potential_decrease run_bound.
Open Scope R_scope.

Section Decaying.
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable Phi_inf : R.
Hypothesis T : theorem_assumptions p a sample choice oracle_of Phi_inf.
Variables (c : Steps) (e : nat -> R) (start : State p).
Hypothesis Pos : positive_steps c.
Hypothesis Adm : bounds.admits a c.
Hypothesis e_range : forall k, 0 < e k <= 1.
Let V := numbers_valid _ _ _ _ _ _ T.
Local Notation G := (squared_gradient p sample choice oracle_of (full_tangent a) (fun k => scaled_steps c (e k)) start).
Local Notation start_ := (start_of Phi_inf start).

Lemma squared_gradient_nonneg : forall k, 0 <= G k.
Proof. intro k; apply mean_nonneg; intro; apply square_positive. Qed.

(* The weights are those of c for every k, and N(e_k c) = e_k N(c). *)
Lemma weighted_sum_bound : forall K,
  alpha c / 2 * sum_below (fun k => e k * G k) K
  <= gap start_ + weighted (bounds.potential a c) (errors start_)
     + alpha c / 2 * (bounds.noise_floor a c * sum_below (fun k => e k * e k) K).
Proof.
intro K; rewrite <- Psi_start.
pose proof (run_bound p sample choice oracle_of (full_tangent a) (fun k => scaled_steps c (e k)) start
  (bounds.potential a c) (fun k => bounds.noise_floor a (scaled_steps c (e k))) Phi_inf K) as B.
rewrite <- !sum_below_scale.
rewrite (sum_below_ext (fun k => alpha c / 2 * (e k * G k)) (fun k => alpha (scaled_steps c (e k)) / 2 * G k))
  by (intros; cbn [scaled_steps alpha]; field).
rewrite (sum_below_ext (fun k => alpha c / 2 * (bounds.noise_floor a c * (e k * e k)))
  (fun k => alpha (scaled_steps c (e k)) / 2 * bounds.noise_floor a (scaled_steps c (e k))))
  by (intros; rewrite noise_floor_scaled; cbn [scaled_steps alpha]; field).
apply B; [| apply potential_nonneg; assumption | apply (holds_A4 _ _ _ _ _ _ T)].
intro past; destruct (e_range (length past)) as [e0 e1]; rewrite <- (potential_scaled a V c (e (length past)) Pos e0).
apply (potential_decrease p a sample choice (oracle_of past) _ _ V (problem_regular _ _ _ _ _ _ T)
  (oracle_holds _ _ _ _ _ _ T past) (holds_A3 _ _ _ _ _ _ T _)); [apply positive_scaled; assumption | apply admits_scaled; auto].
Qed.

(* (13): the mean with weights e_k is at most bounds.decaying_rate. *)
Theorem decaying_steps : forall K, (1 <= K)%nat ->
  sum_below (fun k => e k * G k) K / sum_below e K <= bounds.decaying_rate a c start_ (bounds.step_sums e K).
Proof.
intros K HK; pose proof (weighted_sum_bound K) as B; destruct Pos as [Ha _].
assert (Hs : 0 < sum_below e K) by (apply sum_below_positive; [exact HK | intro k; apply e_range]).
unfold bounds.decaying_rate, bounds.step_sums; cbn [bounds.first bounds.second].
unfold Rdiv at 1 2; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hs |].
apply (Rmult_le_compat_l (2 / alpha c)) in B; [| left; positive].
replace (2 / alpha c * (alpha c / 2 * sum_below (fun k => e k * G k) K)) with (sum_below (fun k => e k * G k) K) in B
  by (field; lra).
eapply Rle_trans; [exact B | right; field; lra].
Qed.

(* Equal weights, for e_k that does not increase: K e_{K-1} in place of sum e_k.  S K means K + 1: it is the K of the document. *)
Theorem decaying_steps_equal_weights : forall K, (forall k, e (S k) <= e k) ->
  sum_below G (S K) / INR (S K)
  <= (2 * (gap start_ + weighted (bounds.potential a c) (errors start_)) / alpha c
      + bounds.noise_floor a c * sum_below (fun k => e k * e k) (S K)) / (INR (S K) * e K).
Proof.
intros K Mono; pose proof (weighted_sum_bound (S K)) as B; destruct Pos as [Ha _]; destruct (e_range K) as [HeK _].
assert (Hk : 0 < INR (S K)) by (apply lt_0_INR; lia).
assert (Down : forall k, (k < S K)%nat -> e K <= e k).
{ clear B Hk HeK; induction K as [| K' IH]; intros k Hlt; [replace k with O by lia; lra |].
  destruct (Nat.eq_dec k (S K')) as [-> | N]; [lra |]; specialize (IH k ltac:(lia)); specialize (Mono K'); lra. }
assert (S1 : e K * sum_below G (S K) <= sum_below (fun k => e k * G k) (S K)).
{ rewrite <- sum_below_scale; apply sum_below_le; intros k Hlt.
  apply Rmult_le_compat_r; [apply squared_gradient_nonneg | apply Down, Hlt]. }
apply (Rmult_le_compat_l (2 / alpha c)) in B; [| left; positive].
replace (2 / alpha c * (alpha c / 2 * sum_below (fun k => e k * G k) (S K)))
  with (sum_below (fun k => e k * G k) (S K)) in B by (field; lra).
apply (Rmult_le_reg_r (INR (S K) * e K)); [apply Rmult_lt_0_compat; lra |].
match goal with |- _ <= ?X / ?Y * ?Y => replace (X / Y * Y) with X by (field; lra) end.
replace (sum_below G (S K) / INR (S K) * (INR (S K) * e K)) with (e K * sum_below G (S K)) by (field; lra).
eapply Rle_trans; [exact S1 |]; eapply Rle_trans; [exact B | right; field; lra].
Qed.
End Decaying.

(* The line p = 1/2 of the table: the sums of e_k = 1 / sqrt (k + 1). *)
Definition inverse_root (k : nat) : R := / sqrt (INR (S k)).
Lemma root_positive : forall k, 0 < sqrt (INR (S k)).
Proof. intro k; apply sqrt_lt_R0, lt_0_INR; lia. Qed.
Lemma inverse_root_range : forall k, 0 < inverse_root k <= 1.
Proof.
intro k; pose proof (root_positive k); unfold inverse_root; split; [apply Rinv_0_lt_compat; lra |].
rewrite <- Rinv_1; apply Rinv_le_contravar; [lra |]; rewrite <- sqrt_1; apply sqrt_le_1_alt; rewrite S_INR.
pose proof (pos_INR k); lra.
Qed.
Lemma sum_inverse_root : forall K, 2 * (sqrt (INR (S K)) - 1) <= sum_below inverse_root K.
Proof.
induction K as [| K IH]; cbn [sum_below]; [simpl; rewrite sqrt_1; lra |].
enough (2 * (sqrt (INR (S (S K))) - sqrt (INR (S K))) <= inverse_root K) by lra.
pose proof (root_positive K) as P; unfold inverse_root; apply (Rmult_le_reg_r (sqrt (INR (S K)))); [exact P |].
rewrite Rinv_l by lra.
assert (E : sqrt (INR (S (S K))) * sqrt (INR (S (S K))) = sqrt (INR (S K)) * sqrt (INR (S K)) + 1)
  by (rewrite !sqrt_sqrt by apply pos_INR; rewrite (S_INR (S K)); reflexivity).
nra.
Qed.
(* The sum of e_k^2 = 1 / (k + 1) is at most 1 + t if K <= exp t: t = ln K in the document. *)
Lemma sum_inverse : forall K t, INR (S K) <= exp t -> sum_below (fun k => inverse_root k * inverse_root k) (S K) <= 1 + t.
Proof.
intros K t Ht; rewrite (sum_below_ext _ (fun k => / INR (S k))).
- pose proof (exp_reflects_le _ _ (Rle_trans _ _ _ (exp_harmonic K) Ht)); lra.
- intros k _; unfold inverse_root; rewrite <- Rinv_mult, sqrt_sqrt by apply pos_INR; reflexivity.
Qed.

Lemma noise_floor_nonneg : forall a s, valid a -> positive_steps s -> 0 <= bounds.noise_floor a s.
Proof.
intros a s V [_ [Hb [Hg Ht]]]; pose proof (cross_noise_nonneg a V); pose proof (hessian_noise_nonneg a V).
pose proof (radius_nonneg a V); pose proof (coupling_positive a V); pose proof (condition_ge_1 a V).
pose proof (L_positive a V); destruct V; pose proof (Rinv_0_lt_compat _ mu_positive).
unfold bounds.noise_floor, bounds.estimate_floor, bounds.auxiliary_floor, Rdiv; destruct (full_tangent a); nonneg.
Qed.

(* e_k = 1 / sqrt (k + 1): weights e_k, and equal weights.  C_start, C_noise as in (13); K is S K here, t is ln K. *)
Theorem decaying_steps_inverse_root : forall (p : Problem) (a : Assumptions) (sample choice : Type)
    (oracle_of : list (sample * choice) -> Oracle p sample choice) Phi_inf (c : Steps) (start : State p) K t,
  theorem_assumptions p a sample choice oracle_of Phi_inf -> positive_steps c -> bounds.admits a c ->
  INR (S K) <= exp t ->
  let G := squared_gradient p sample choice oracle_of (full_tangent a) (fun k => scaled_steps c (inverse_root k)) start in
  let C_start := 2 * (gap (start_of Phi_inf start) + weighted (bounds.potential a c) (errors (start_of Phi_inf start))) / alpha c in
  let C_noise := bounds.noise_floor a c in
  sum_below (fun k => inverse_root k * G k) (S K) / sum_below inverse_root (S K)
    <= (C_start + C_noise * (1 + t)) / (2 * (sqrt (INR (S (S K))) - 1)) /\
  sum_below G (S K) / INR (S K) <= (C_start + C_noise * (1 + t)) / sqrt (INR (S K)).
Proof.
intros p a sample choice oracle_of Phi_inf c start K t T Pos Adm Ht G C_start C_noise.
pose proof (noise_floor_nonneg a c (numbers_valid _ _ _ _ _ _ T) Pos) as PN; fold C_noise in PN.
pose proof (sum_inverse K t Ht) as S2; apply (Rmult_le_compat_l C_noise) in S2; [| exact PN].
pose proof (decaying_steps p a sample choice oracle_of Phi_inf T c inverse_root start Pos Adm inverse_root_range (S K) ltac:(lia)) as B.
unfold bounds.decaying_rate, bounds.step_sums in B; cbn [bounds.first bounds.second] in B; fold C_start C_noise G in B.
pose proof (sum_inverse_root (S K)) as S1.
assert (Hp : 0 < 2 * (sqrt (INR (S (S K))) - 1)).
{ assert (sqrt 1 < sqrt (INR (S (S K)))) by (apply sqrt_lt_1_alt; rewrite !S_INR; pose proof (pos_INR K); lra).
  rewrite sqrt_1 in *; lra. }
assert (Ps : 0 < sum_below inverse_root (S K)) by lra.
assert (Num : sum_below (fun k => inverse_root k * G k) (S K) <= C_start + C_noise * (1 + t)).
{ apply (Rmult_le_compat_r (sum_below inverse_root (S K))) in B; [| lra]; unfold Rdiv in B.
  rewrite !Rmult_assoc, Rinv_l, !Rmult_1_r in B by lra; lra. }
assert (PNum : 0 <= C_start + C_noise * (1 + t)).
{ eapply Rle_trans; [| exact Num]; rewrite <- (Rmult_0_l (INR (S K))), <- sum_below_const; apply sum_below_le; intros k _.
  apply Rmult_le_pos; [left; apply inverse_root_range | apply squared_gradient_nonneg]. }
split.
- unfold Rdiv; apply Rle_trans with ((C_start + C_noise * (1 + t)) * / sum_below inverse_root (S K)).
  + apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Ps | exact Num].
  + apply Rmult_le_compat_l; [exact PNum | apply Rinv_le_contravar; assumption].
- assert (Mono : forall k, inverse_root (S k) <= inverse_root k).
  { intro k; unfold inverse_root; apply Rinv_le_contravar; [apply root_positive |]; apply sqrt_le_1_alt; rewrite (S_INR (S k)); lra. }
  pose proof (decaying_steps_equal_weights p a sample choice oracle_of Phi_inf T c inverse_root start Pos Adm inverse_root_range K Mono) as Eq.
  fold G C_start C_noise in Eq; eapply Rle_trans; [exact Eq |].
  assert (R0 := root_positive K).
  replace (INR (S K) * inverse_root K) with (sqrt (INR (S K)))
    by (unfold inverse_root; rewrite <- (sqrt_sqrt (INR (S K))) at 2 by apply pos_INR; field; lra).
  unfold Rdiv; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, R0 | lra].
Qed.
