(* The constants of docs/theory/convergence.md and docs/theory/price.md, as functions of what the theorems assume.

   Each definition mirrors one C++ function of lib/bros/theory/recursion/bounds.hpp (module bounds),
   decaying_steps.hpp (at the end of module bounds) or full_tangent_bounds.hpp (module full_tangent_bounds): the same
   name, the same arguments in the same order, the same formula.  The records have the fields of the C++ structs in the
   same order; of Steps only the four that the theory uses (C++ has momentum = 0 and lambda = 1 after them).
   Plain arithmetic, no root.  The tactic evaluate proves an equation between a definition at rational arguments
   and a rational number, so that a test can compare these definitions with the C++ functions. *)
From Coq Require Import Reals Lra.
Open Scope R_scope.

(* Constants: strong convexity and Lipschitz constants (A1)-(A3); L_g1 is L and mu_g is mu of the document. *)
Record Constants := { mu_g : R; L_g1 : R; L_g2 : R; L_f0 : R; L_f1 : R }.

(* OracleVariances: sigma_g^2, sigma_H^2, sigma_C^2, sigma_b^2, sigma_x^2 of (A5), the squares. *)
Record OracleVariances := {
  lower_gradient : R; hessian : R; cross : R; upper_gradient_lower : R; upper_gradient_upper : R }.

(* Assumptions: rho of (A6), omega of (A7); full_tangent: both products are along Z (the action one_sided). *)
Record Assumptions := {
  constants : Constants; variance : OracleVariances; rho : R; omega : R; full_tangent : bool }.

(* Steps: alpha, beta, gamma, theta.  Errors: the squares y, z, u and eta of the document. *)
Record Steps := { alpha : R; beta : R; gamma : R; theta : R }.
Record Errors := { lower : R; auxiliary : R; average : R; direction : R }.

(* Start: Phi(x^0) - inf Phi, and the errors at k = 0. *)
Record Start := { gap : R; errors : Errors }.

(* PotentialWeights: c_y, c_z, c_u.  HypergradientLipschitz: L_Y, L_Z, L_Phi. *)
Record PotentialWeights := { weight_lower : R; weight_auxiliary : R; weight_average : R }.
Record HypergradientLipschitz := { lower_solution : R; auxiliary_solution : R; hypergradient : R }.

(* Assumptions::condition, radius, coupling: q, R and A.  hessian_noise, cross_noise: Lambda and Gamma. *)
Definition condition (a : Assumptions) : R := L_g1 (constants a) / mu_g (constants a).
Definition radius (a : Assumptions) : R := L_f0 (constants a) / mu_g (constants a).
Definition coupling (a : Assumptions) : R := L_f1 (constants a) + L_g2 (constants a) * radius a.
Definition hessian_noise (a : Assumptions) : R :=
  omega a * L_g1 (constants a) * L_g1 (constants a) + (1 + omega a) * hessian (variance a).
Definition cross_noise (a : Assumptions) : R :=
  if full_tangent a then 2 * cross (variance a)
  else (rho a - 1) * L_g1 (constants a) * L_g1 (constants a) + 2 * rho a * cross (variance a).

(* PotentialWeights::operator(): c_y y + c_z z + c_u u. *)
Definition weighted (w : PotentialWeights) (e : Errors) : R :=
  weight_lower w * lower e + weight_auxiliary w * auxiliary e + weight_average w * average e.

Definition scaled_steps (c : Steps) (e : R) : Steps :=
  {| alpha := alpha c * e; beta := beta c * e; gamma := gamma c * e; theta := theta c * e |}.

(* What the document assumes of these numbers: "Requires" of the C++ struct Assumptions, and omega >= rho - 1 of (A7). *)
Record valid (a : Assumptions) : Prop := {
  mu_positive : 0 < mu_g (constants a);
  mu_le_L : mu_g (constants a) <= L_g1 (constants a);
  L_g2_nonneg : 0 <= L_g2 (constants a);
  L_f0_nonneg : 0 <= L_f0 (constants a);
  L_f1_positive : 0 < L_f1 (constants a);
  lower_gradient_nonneg : 0 <= lower_gradient (variance a);
  hessian_nonneg : 0 <= hessian (variance a);
  cross_nonneg : 0 <= cross (variance a);
  upper_gradient_lower_nonneg : 0 <= upper_gradient_lower (variance a);
  upper_gradient_upper_nonneg : 0 <= upper_gradient_upper (variance a);
  rho_ge_1 : 1 <= rho a;
  omega_ge_rho : rho a - 1 <= omega a }.

Definition positive_steps (s : Steps) : Prop := 0 < alpha s /\ 0 < beta s /\ 0 < gamma s /\ 0 < theta s.

(* sum_{k < K} f k *)
Fixpoint sum_below (f : nat -> R) (K : nat) : R :=
  match K with O => 0 | S k => sum_below f k + f k end.

Module bounds.

(* S_Z and V_Z of (N1); S_D and V_D of (N2). *)
Definition auxiliary_floor (a : Assumptions) : R :=
  if full_tangent a
  then 2 * rho a * (2 * hessian (variance a) * radius a * radius a + upper_gradient_lower (variance a))
  else 4 * hessian_noise a * radius a * radius a + 4 * (rho a - 1) * L_f0 (constants a) * L_f0 (constants a) +
       2 * rho a * upper_gradient_lower (variance a).
Definition auxiliary_noise (a : Assumptions) (e : Errors) : R :=
  let lower_factor := if full_tangent a then 2 * coupling a * coupling a
                      else 4 * L_f1 (constants a) * L_f1 (constants a) in
  4 * hessian_noise a * auxiliary e + (rho a - 1) * lower_factor * lower e + auxiliary_floor a.
Definition estimate_floor (a : Assumptions) : R :=
  2 * (cross_noise a * radius a * radius a + upper_gradient_upper (variance a)).
Definition estimate_noise (a : Assumptions) (e : Errors) : R :=
  2 * cross_noise a * auxiliary e + estimate_floor a.

(* L_Y = q, L_Z = A (1 + q) / mu, L_Phi = A (1 + q)^2. *)
Definition hypergradient_lipschitz (a : Assumptions) : HypergradientLipschitz :=
  {| lower_solution := condition a;
     auxiliary_solution := coupling a * (1 + condition a) / mu_g (constants a);
     hypergradient := coupling a * (1 + condition a) * (1 + condition a) |}.

(* The right-hand sides of projected-descent, lower-tracking, auxiliary-contraction and averaging-error. *)
Definition projected_descent (a : Assumptions) (beta_ lower_ : R) : R :=
  (1 - 2 * beta_ * mu_g (constants a) * L_g1 (constants a) / (mu_g (constants a) + L_g1 (constants a))) * lower_ +
  beta_ * beta_ * rho a * lower_gradient (variance a).
Definition lower_tracking (a : Assumptions) (s : Steps) (e : Errors) : R :=
  let rate := beta s * mu_g (constants a) in
  let drift := lower_solution (hypergradient_lipschitz a) * alpha s in
  (1 - rate / 2) * lower e + 2 * drift * drift / rate * direction e +
  beta s * beta s * rho a * lower_gradient (variance a).
Definition auxiliary_contraction (a : Assumptions) (s : Steps) (e : Errors) : R :=
  let mu := mu_g (constants a) in
  let drift := auxiliary_solution (hypergradient_lipschitz a) * alpha s in
  (1 - gamma s * mu / 2) * auxiliary e + 5 * gamma s * coupling a * coupling a / (2 * mu) * lower e +
  2 * drift * drift / (gamma s * mu) * direction e + gamma s * gamma s * auxiliary_floor a.
Definition averaging_error (a : Assumptions) (s : Steps) (e : Errors) : R :=
  let L := L_g1 (constants a) in
  let drift := hypergradient (hypergradient_lipschitz a) * alpha s in
  (1 - theta s) * average e + 4 * theta s * coupling a * coupling a * lower e + 5 * theta s * L * L * auxiliary e +
  2 * drift * drift / theta s * direction e + theta s * theta s * estimate_floor a.

(* c_y, c_z, c_u and N of potential-decrease. *)
Definition potential (a : Assumptions) (s : Steps) : PotentialWeights :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in let Aq := coupling a * condition a in
  {| weight_lower := 29 * alpha s * Aq * Aq / (beta s * mu);
     weight_auxiliary := 5 * alpha s * L * L / (gamma s * mu);
     weight_average := alpha s / (2 * theta s) |}.
Definition noise_floor (a : Assumptions) (s : Steps) : R :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in let Aq := coupling a * condition a in
  theta s * estimate_floor a + 58 * Aq * Aq * rho a * lower_gradient (variance a) / mu * beta s +
  10 * L * L * auxiliary_floor a / mu * gamma s.

(* (10), (S) and (11). *)
Definition largest_alpha (a : Assumptions) (beta_ gamma_ theta_ : R) : R :=
  let mu := mu_g (constants a) in let q := condition a in let A := coupling a in
  1 / (2 * hypergradient (hypergradient_lipschitz a) / theta_ + 11 * A * q * q / (beta_ * mu) +
       9 * A * q * (1 + q) / (2 * gamma_ * mu)).
Definition admits (a : Assumptions) (s : Steps) : Prop :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in
  beta s * rho a * (mu + L) <= 2 /\ gamma s * L <= 1 /\ 8 * hessian_noise a * gamma s <= mu /\ theta s <= 1 /\
  2 * cross_noise a * theta s <= L * L /\ alpha s <= largest_alpha a (beta s) (gamma s) (theta s).
Definition step_constants (a : Assumptions) : Steps :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in
  let beta_ := 1 / (rho a * L) in
  let gamma_ := mu / (8 * (1 + omega a) * (L * L + hessian (variance a))) in
  let theta_ := L * L / (4 * rho a * (L * L + cross (variance a))) in
  {| alpha := largest_alpha a beta_ gamma_ theta_; beta := beta_; gamma := gamma_; theta := theta_ |}.

(* (12), the constant C, the sample bound (C / epsilon)^2 before rounding up, and the factor of same-order-as-ma-soba. *)
Definition rate (a : Assumptions) (s : Steps) (start : Start) (horizon : R) : R :=
  2 * (gap start + weighted (potential a s) (errors start)) / (alpha s * horizon) + noise_floor a s.
Definition rate_constant (a : Assumptions) (c : Steps) (start : Start) : R := rate a c start 1.
Definition sample_complexity (rate_constant_ epsilon : R) : R :=
  rate_constant_ * rate_constant_ / (epsilon * epsilon).
Definition same_order_as_ma_soba (omega_ : R) : R := 1 + omega_ + 21 / 160.

(* decaying_steps.hpp: sum e_k and sum e_k^2 over k < K, and (13). *)
Record StepSums := { first : R; second : R }.
Definition step_sums (scale : nat -> R) (horizon : nat) : StepSums :=
  {| first := sum_below scale horizon; second := sum_below (fun k => scale k * scale k) horizon |}.
Definition decaying_rate (a : Assumptions) (c : Steps) (start : Start) (sums : StepSums) : R :=
  let from_start := 2 * (gap start + weighted (potential a c) (errors start)) / alpha c in
  (from_start + noise_floor a c * second sums) / first sums.

End bounds.

(* full_tangent_bounds.hpp, namespace bros::full_tangent: the constants of docs/theory/price.md. *)
Module full_tangent_bounds.

Definition auxiliary_floor (a : Assumptions) : R :=
  4 * hessian (variance a) * radius a * radius a + 2 * upper_gradient_lower (variance a).
Definition estimate_floor (a : Assumptions) : R :=
  4 * cross (variance a) * radius a * radius a + 2 * upper_gradient_upper (variance a).
Definition auxiliary_contraction (a : Assumptions) (s : Steps) (e : Errors) : R :=
  let mu := mu_g (constants a) in
  let drift := auxiliary_solution (bounds.hypergradient_lipschitz a) * alpha s in
  (1 - gamma s * mu / 4) * auxiliary e + 5 * gamma s * coupling a * coupling a / mu * lower e +
  4 * drift * drift / (gamma s * mu) * direction e + gamma s * gamma s * rho a * auxiliary_floor a.
Definition averaging_error (a : Assumptions) (s : Steps) (e : Errors) : R :=
  let L := L_g1 (constants a) in
  let drift := hypergradient (bounds.hypergradient_lipschitz a) * alpha s in
  (1 - theta s) * average e + 4 * theta s * coupling a * coupling a * lower e + 5 * theta s * L * L * auxiliary e +
  2 * drift * drift / theta s * direction e + theta s * theta s * estimate_floor a.
Definition potential (a : Assumptions) (s : Steps) : PotentialWeights :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in let Aq := coupling a * condition a in
  {| weight_lower := 104 * alpha s * Aq * Aq / (beta s * mu);
     weight_auxiliary := 10 * alpha s * L * L / (gamma s * mu);
     weight_average := alpha s / (2 * theta s) |}.
Definition noise_floor (a : Assumptions) (s : Steps) : R :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in let Aq := coupling a * condition a in
  theta s * estimate_floor a + 208 * Aq * Aq * lower_gradient (variance a) / mu * rho a * beta s +
  20 * L * L * auxiliary_floor a / mu * rho a * gamma s.
Definition largest_alpha (a : Assumptions) (beta_ gamma_ theta_ : R) : R :=
  let mu := mu_g (constants a) in let q := condition a in let A := coupling a in
  1 / (2 * hypergradient (bounds.hypergradient_lipschitz a) / theta_ + 21 * A * q * q / (beta_ * mu) +
       9 * A * q * (1 + q) / (gamma_ * mu)).
(* (P) *)
Definition admits (a : Assumptions) (s : Steps) : Prop :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in
  rho a * beta s * (mu + L) <= 2 /\ rho a * gamma s * (mu + L) <= 1 /\
  16 * rho a * gamma s * hessian (variance a) <= mu /\ theta s <= 1 /\
  4 * cross (variance a) * theta s <= L * L /\ alpha s <= largest_alpha a (beta s) (gamma s) (theta s).
Definition step_constants (a : Assumptions) : Steps :=
  let mu := mu_g (constants a) in let L := L_g1 (constants a) in
  let beta_ := 1 / (rho a * L) in
  let gamma_ := mu / (2 * rho a * (mu * L + 8 * hessian (variance a))) in
  let theta_ := L * L / (L * L + 4 * cross (variance a)) in
  {| alpha := largest_alpha a beta_ gamma_ theta_; beta := beta_; gamma := gamma_; theta := theta_ |}.
(* RateParts: C_start and C_noise; constant() is their sum, least_constant_squared() is 4 C_start C_noise. *)
Record RateParts := { start_part : R; noise_part : R }.
Definition constant (p : RateParts) : R := start_part p + noise_part p.
Definition least_constant_squared (p : RateParts) : R := 4 * start_part p * noise_part p.
Definition rate_parts (a : Assumptions) (c : Steps) (start : Start) : RateParts :=
  {| start_part := 2 * (gap start + weighted (potential a c) (errors start)) / alpha c;
     noise_part := noise_floor a c |}.
Definition over_rho (c : Steps) (rho_ : R) : Steps :=
  {| alpha := alpha c / rho_; beta := beta c / rho_; gamma := gamma c / rho_; theta := theta c |}.
Definition least_remainder (rho_ : R) (iterations : nat) : R := (1 - 1 / rho_) ^ iterations.

End full_tangent_bounds.

(* Unfold every definition above, nothing of the real numbers. *)
Ltac unfold_bounds :=
  cbv beta iota zeta delta [
    condition radius coupling hessian_noise cross_noise weighted scaled_steps sum_below
    mu_g L_g1 L_g2 L_f0 L_f1 lower_gradient hessian cross upper_gradient_lower upper_gradient_upper
    constants variance rho omega full_tangent alpha beta gamma theta lower auxiliary average direction gap errors
    weight_lower weight_auxiliary weight_average lower_solution auxiliary_solution hypergradient
    bounds.auxiliary_floor bounds.auxiliary_noise bounds.estimate_floor bounds.estimate_noise
    bounds.hypergradient_lipschitz bounds.projected_descent bounds.lower_tracking bounds.auxiliary_contraction
    bounds.averaging_error bounds.potential bounds.noise_floor bounds.largest_alpha bounds.admits
    bounds.step_constants bounds.rate bounds.rate_constant bounds.sample_complexity bounds.same_order_as_ma_soba
    bounds.first bounds.second bounds.step_sums bounds.decaying_rate
    full_tangent_bounds.auxiliary_floor full_tangent_bounds.estimate_floor full_tangent_bounds.auxiliary_contraction
    full_tangent_bounds.averaging_error full_tangent_bounds.potential full_tangent_bounds.noise_floor
    full_tangent_bounds.largest_alpha full_tangent_bounds.admits full_tangent_bounds.step_constants
    full_tangent_bounds.start_part full_tangent_bounds.noise_part full_tangent_bounds.constant
    full_tangent_bounds.least_constant_squared full_tangent_bounds.rate_parts full_tangent_bounds.over_rho
    full_tangent_bounds.least_remainder pow].

Ltac evaluate := intros; unfold_bounds; field.
(* The same for bounds.admits and full_tangent_bounds.admits, or their negation, at rational arguments. *)
Ltac evaluate_admits :=
  unfold not; unfold_bounds;
  first [solve [repeat split; lra] | let H := fresh in intro H; decompose [and] H; lra].

(* An example: mu = 1, L = 2, L_g2 = L_f0 = L_f1 = 1, all sigma^2 = 1/2, rho = 2, omega = 3. *)
Example evaluate_lower_tracking :
  bounds.lower_tracking
    {| constants := {| mu_g := 1; L_g1 := 2; L_g2 := 1; L_f0 := 1; L_f1 := 1 |};
       variance := {| lower_gradient := 1/2; hessian := 1/2; cross := 1/2; upper_gradient_lower := 1/2;
                      upper_gradient_upper := 1/2 |};
       rho := 2; omega := 3; full_tangent := false |}
    {| alpha := 1/8; beta := 1/4; gamma := 1/16; theta := 1/2 |}
    {| lower := 1; auxiliary := 2; average := 3; direction := 4 |} = 47/16.
Proof. evaluate. Qed.
