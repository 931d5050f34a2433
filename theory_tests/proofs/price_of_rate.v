(* price-is-rho, point 3: the price of the full tangent with the constants of rate.

   Result, under theorem_assumptions with full_tangent a and omega = rho - 1: let c / sqrt K satisfy (S) with rho = 1, omega = 0,
   which is MA-SOBA, and let K be at least (8 c_gamma ((1 - 1/rho) L^2 + sigma_H^2) / mu)^2.  Then
   c' / sqrt K satisfies (S), c' = (c_alpha / rho, c_beta / rho, c_gamma / rho, c_theta), the rate holds with its constant C', and
     C' <= rho C_start + C_noise <= rho C,   C = C_start + C_noise that of MA-SOBA.
   At the best common factor of the steps, and its square, see best_common_factor in price.v: 4 C'_start C'_noise grows by
   rho at most (price_of_rate_best_factor).

   Source: docs/theory/price.md, price-is-rho, point 3. *)
From Coq Require Import Reals Lra Psatz Lia List.
From BROS Require Import inner_product expectation constants potential_arithmetic scaling problem oracle
  potential_decrease run_bound decaying_steps rate same_order price_arithmetic.
Open Scope R_scope.

(* C_start and C_noise of rate: its constant is their sum. *)
Definition rate_start (a : Assumptions) (c : Steps) (start : Start) : R :=
  2 * (gap start + weighted (bounds.potential a c) (errors start)) / alpha c.
Definition rate_noise (a : Assumptions) (c : Steps) : R := bounds.noise_floor a c.
Lemma rate_constant_parts : forall a c start, bounds.rate_constant a c start = rate_start a c start + rate_noise a c.
Proof. intros; unfold bounds.rate_constant, bounds.rate, rate_start, rate_noise; rewrite Rmult_1_r; reflexivity. Qed.

Section OverRho.
Variable a : Assumptions.
Hypothesis V : valid a.
Hypothesis tangent : full_tangent a = true.
Hypothesis omega_one_sided : omega a = rho a - 1.
Local Notation b := (ma_soba a).
Local Notation mu := (mu_g (constants a)).
Local Notation L := (L_g1 (constants a)).
Local Notation over c := (full_tangent_bounds.over_rho c (rho a)).

(* (S) for c with rho = 1, and the condition on the Hessian noise, give (S) for c'. *)
Lemma rate_admits_over_rho : forall c, positive_steps c -> bounds.admits b c ->
  8 * gamma c * ((1 - 1 / rho a) * (L * L) + hessian (variance a)) <= mu -> bounds.admits a (over c).
Proof.
intros c [Ha [Hb [Hg Ht]]] [C1 [C2 [C3 [C4 [C5 C6]]]]] Hess; pose proof (rho_ge_1 a V) as Hr; pose proof (mu_positive a V) as Hmu.
pose proof (L_positive a V) as HL; unfold hessian_noise, cross_noise in *; cbn [ma_soba rho omega constants variance full_tangent] in *.
unfold bounds.admits, full_tangent_bounds.over_rho, hessian_noise, cross_noise; cbn [alpha beta gamma theta].
rewrite tangent, omega_one_sided in *; assert (Hi : / rho a <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
repeat split; try assumption.
- replace (beta c / rho a * rho a * (mu + L)) with (beta c * 1 * (mu + L)) by (field; lra); exact C1.
- assert (0 <= gamma c * L * (1 - / rho a)) by nonneg; unfold Rdiv; lra.
- match goal with |- ?l <= _ => replace l with (8 * gamma c * ((1 - 1 / rho a) * (L * L) + hessian (variance a))) by (field; lra) end.
  exact Hess.
- apply below_inverse in C6; [| apply (inverse_alpha_positive b (ma_soba_valid a V)); assumption].
  change (condition b) with (condition a) in C6; change (coupling b) with (coupling a) in C6.
  change (bounds.hypergradient_lipschitz b) with (bounds.hypergradient_lipschitz a) in C6; cbn [ma_soba constants] in C6.
  apply below_inverse_conv.
  + apply inverse_alpha_positive; [exact V | | |]; try exact Ht; apply Rdiv_lt_0_compat; lra.
  + eapply Rle_trans; [| exact C6]; set (t1 := 2 * hypergradient (bounds.hypergradient_lipschitz a) / theta c).
    assert (P : 0 <= alpha c * t1).
    { pose proof (coupling_positive a V); pose proof (condition_ge_1 a V); left; apply Rmult_lt_0_compat; [exact Ha |].
      unfold t1, bounds.hypergradient_lipschitz; cbn [hypergradient]; positive. }
    match goal with |- ?l <= ?r => replace l with (r - (1 - / rho a) * (alpha c * t1)) by (unfold t1; field; lra) end.
    assert (0 <= (1 - / rho a) * (alpha c * t1)) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma rate_noise_over_rho : forall c, rate_noise a (over c) = rate_noise b c.
Proof.
intro c; pose proof (rho_ge_1 a V); pose proof (mu_positive a V).
unfold rate_noise, bounds.noise_floor, bounds.estimate_floor, bounds.auxiliary_floor, cross_noise, full_tangent_bounds.over_rho.
change (radius b) with (radius a); change (condition b) with (condition a); change (coupling b) with (coupling a).
cbn [ma_soba rho constants variance full_tangent beta gamma theta]; rewrite tangent; field; lra.
Qed.

Lemma rate_start_over_rho : forall c start, positive_steps c -> 0 <= average (errors start) ->
  rate_start a (over c) start <= rho a * rate_start b c start.
Proof.
intros c start [Ha [Hb [Hg Ht]]] Pu; pose proof (rho_ge_1 a V) as Hr; pose proof (mu_positive a V) as Hmu.
unfold rate_start, weighted, bounds.potential, full_tangent_bounds.over_rho.
cbn [weight_lower weight_auxiliary weight_average alpha beta gamma theta].
change (condition b) with (condition a); change (coupling b) with (coupling a); cbn [ma_soba constants].
match goal with |- ?l <= ?r => replace l with (r - (rho a - 1) * (average (errors start) / theta c)) by (field; lra) end.
assert (0 <= (rho a - 1) * (average (errors start) / theta c)); [| lra].
apply Rmult_le_pos; [lra |]; unfold Rdiv; apply Rmult_le_pos; [exact Pu | left; apply Rinv_0_lt_compat, Ht].
Qed.
End OverRho.

Section Price.
Variables (p : Problem) (a : Assumptions) (sample choice : Type).
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable Phi_inf : R.
Hypothesis T : theorem_assumptions p a sample choice oracle_of Phi_inf.
Hypothesis tangent : full_tangent a = true.
Hypothesis omega_one_sided : omega a = rho a - 1.
Variable start : State p.
Let V := numbers_valid _ _ _ _ _ _ T.
Local Notation start_ := (start_of Phi_inf start).
Local Notation b := (ma_soba a).
Local Notation over c := (full_tangent_bounds.over_rho c (rho a)).

(* Point 3.  The condition on K is the document's with both sides under the root. *)
Theorem price_of_rate : forall c K, positive_steps c -> (1 <= K)%nat ->
  bounds.admits b (scaled_steps c (/ sqrt (INR K))) ->
  8 * gamma c * ((1 - 1 / rho a) * (L_g1 (constants a) * L_g1 (constants a)) + hessian (variance a)) / mu_g (constants a)
    <= sqrt (INR K) ->
  bounds.admits a (scaled_steps (over c) (/ sqrt (INR K))) /\
  mean_squared_gradient oracle_of (full_tangent a) (scaled_steps (over c) (/ sqrt (INR K))) start K
    <= bounds.rate_constant a (over c) start_ / sqrt (INR K) /\
  bounds.rate_constant a (over c) start_ <= rho a * rate_start b c start_ + rate_noise b c /\
  rho a * rate_start b c start_ + rate_noise b c <= rho a * bounds.rate_constant b c start_.
Proof.
intros c K Pos HK Adm Hess; pose proof (mu_positive a V) as Hmu; pose proof (rho_ge_1 a V) as Hr.
assert (Hs : 0 < sqrt (INR K)) by (apply sqrt_lt_R0, lt_0_INR; lia); pose proof (Rinv_0_lt_compat _ Hs) as Hi.
assert (Adm' : bounds.admits a (scaled_steps (over c) (/ sqrt (INR K)))).
{ rewrite <- over_rho_scaled; apply (rate_admits_over_rho a V tangent omega_one_sided);
    [apply positive_scaled; assumption | exact Adm |]; cbn [scaled_steps gamma].
  apply (Rmult_le_compat_r (mu_g (constants a) * / sqrt (INR K))) in Hess; [| left; apply Rmult_lt_0_compat; assumption].
  match type of Hess with _ <= ?r => replace r with (mu_g (constants a)) in Hess by (field; lra) end.
  eapply Rle_trans; [right | exact Hess]; field; lra. }
split; [exact Adm' |]; split.
- rewrite <- (rate_at_scaled_steps p a sample choice oracle_of Phi_inf T start _ K (positive_over_rho a V c Pos) HK).
  apply (rate_constant_steps p a sample choice oracle_of Phi_inf T start _ K); [| exact Adm' | exact HK].
  apply positive_scaled; [apply positive_over_rho; assumption | exact Hi].
- rewrite !rate_constant_parts, (rate_noise_over_rho a V tangent).
  pose proof (rate_start_over_rho a V c start_ Pos (square_positive _)) as S1.
  pose proof (noise_floor_nonneg b c (ma_soba_valid a V) Pos) as N; fold (rate_noise b c) in N.
  assert (0 <= (rho a - 1) * rate_noise b c) by nonneg; lra.
Qed.

(* Point 1 for these constants. *)
Theorem price_of_rate_best_factor : forall c, positive_steps c ->
  4 * rate_start a (over c) start_ * rate_noise a (over c) <= rho a * (4 * rate_start b c start_ * rate_noise b c).
Proof.
intros c Pos; rewrite (rate_noise_over_rho a V tangent).
pose proof (rate_start_over_rho a V c start_ Pos (square_positive _)) as S1.
pose proof (noise_floor_nonneg b c (ma_soba_valid a V) Pos) as N; fold (rate_noise b c) in N.
apply (Rmult_le_compat_r (4 * rate_noise b c)) in S1; [lra | lra].
Qed.
End Price.
