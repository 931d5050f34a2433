(* Runs of the recursion (8), and the sum of the potential decrease over a run.

   Result: let each iteration lower the mean of Psi by alpha_k/2 ||grad Phi||^2 up to the noise alpha_k/2 N_k, with the same
   weights >= 0 for all k, and Phi >= Phi_inf (A4).  Then for every K
     sum_{k<K} alpha_k/2 E||grad Phi(x^k)||^2 <= Psi_0 - Phi_inf + sum_{k<K} alpha_k/2 N_k     (run_bound).
   The steps may change with k, the oracle may depend on the whole past.  theorem_assumptions collects (A1)-(A7) and (A4).

   Source: docs/theory/convergence.md, rate, proof step 2, and decaying-steps, proof step 3; recursion (8). *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants potential_arithmetic scaling problem oracle potential_decrease.
Open Scope R_scope.

Section Run.
Variables (p : Problem) (sample choice : Type).
(* the oracle of the next iteration, given the past (latest outcome first); the steps of iteration k; the start *)
Variable oracle_of : list (sample * choice) -> Oracle p sample choice.
Variable full : bool.
Variable schedule : nat -> Steps.
Variable start : State p.

(* (x^k, Y^k, Z^k, h^k) as a function of the outcomes of the iterations before k *)
Fixpoint iterate (past : list (sample * choice)) : State p :=
  match past with
  | nil => start
  | o :: past' => next _ (oracle_of past') full (schedule (length past')) (iterate past') o
  end.
(* E of a function of the first k outcomes *)
Definition E_run (k : nat) : Expectation (list (sample * choice)) :=
  run (fun past => expectation p (oracle_of past)) k.
(* E||grad Phi(x^k)||^2 *)
Definition squared_gradient (k : nat) : R := E_run k (fun past => square (grad_Phi (upper_iterate _ (iterate past)))).

Variable weights : PotentialWeights.
Definition nonneg_weights : Prop := 0 <= weight_lower weights /\ 0 <= weight_auxiliary weights /\ 0 <= weight_average weights.
(* One iteration lowers the mean of Psi; the noise may depend on the state. *)
Definition decreases (noise : nat -> State p -> R) : Prop := forall past,
  expectation p (oracle_of past)
    (fun o => Psi weights (next _ (oracle_of past) full (schedule (length past)) (iterate past) o))
  <= Psi weights (iterate past) - alpha (schedule (length past)) / 2 * square (grad_Phi (upper_iterate _ (iterate past)))
     + alpha (schedule (length past)) / 2 * noise (length past) (iterate past).

(* The sum over k < K of the decrease, telescoped; the noise of iteration k may depend on its state. *)
Lemma run_bound_state_noise : forall noise Phi_inf K, decreases noise -> nonneg_weights -> (forall x : Upper p, Phi_inf <= Phi x) ->
  sum_below (fun k => alpha (schedule k) / 2 * squared_gradient k) K
  <= Psi weights start - Phi_inf
     + sum_below (fun k => alpha (schedule k) / 2 * E_run k (fun past => noise k (iterate past))) K.
Proof.
intros noise Phi_inf K Dec [W1 [W2 W3]] Inf.
set (PsiK := fun k => E_run k (fun past => Psi weights (iterate past))).
pose proof (telescope PsiK squared_gradient (fun k => alpha (schedule k) / 2)
  (fun k => alpha (schedule k) / 2 * E_run k (fun past => noise k (iterate past))) K) as Tel; cbv beta in Tel.
assert (Start : PsiK O = Psi weights start) by reflexivity.
assert (End : Phi_inf <= PsiK K).
{ unfold PsiK; rewrite <- (mean_const (E_run K) Phi_inf); apply mean_mono; intro past; unfold Psi, weighted, errors_at.
  specialize (Inf (upper_iterate _ (iterate past))); cbn [lower auxiliary average].
  assert (P : forall c (S : InnerProductSpace) (u : S), 0 <= c -> 0 <= c * square u)
    by (intros; apply Rmult_le_pos; [assumption | apply square_positive]).
  pose proof (P _ _ (lower_iterate _ (iterate past) - Y_star (upper_iterate _ (iterate past)))%V W1).
  pose proof (P _ _ (auxiliary_iterate _ (iterate past) - Z_star (upper_iterate _ (iterate past)))%V W2).
  pose proof (P _ _ (average_iterate _ (iterate past) - grad_Phi (upper_iterate _ (iterate past)))%V W3); lra. }
enough (sum_below (fun k => alpha (schedule k) / 2 * squared_gradient k) K <= PsiK O - PsiK K
  + sum_below (fun k => alpha (schedule k) / 2 * E_run k (fun past => noise k (iterate past))) K) by lra.
apply Tel; intros k _.
enough (PsiK (S k) <= PsiK k - alpha (schedule k) / 2 * squared_gradient k
  + alpha (schedule k) / 2 * E_run k (fun past => noise k (iterate past))) by lra.
unfold PsiK at 1, E_run at 1; cbn [run mean]; unfold PsiK, squared_gradient; fold (E_run k).
rewrite <- !mean_scale, <- mean_minus, <- mean_add.
apply run_mono_length; intros past Hk; specialize (Dec past); rewrite Hk in Dec; cbn [iterate]; rewrite Hk; exact Dec.
Qed.

(* The same for noise that does not depend on the state. *)
Theorem run_bound : forall noise Phi_inf K, decreases (fun k _ => noise k) -> nonneg_weights ->
  (forall x : Upper p, Phi_inf <= Phi x) ->
  sum_below (fun k => alpha (schedule k) / 2 * squared_gradient k) K
  <= Psi weights start - Phi_inf + sum_below (fun k => alpha (schedule k) / 2 * noise k) K.
Proof.
intros noise Phi_inf K Dec W Inf; pose proof (run_bound_state_noise _ Phi_inf K Dec W Inf) as B.
rewrite (sum_below_ext (fun k => alpha (schedule k) / 2 * noise k)
  (fun k => alpha (schedule k) / 2 * E_run k (fun past => noise k))) by (intros; rewrite mean_const; reflexivity).
exact B.
Qed.
End Run.

(* (A1)-(A7) for all x and all pasts, and (A4) with Phi_inf. *)
Record theorem_assumptions (p : Problem) (a : Assumptions) (sample choice : Type)
    (oracle_of : list (sample * choice) -> Oracle p sample choice) (Phi_inf : R) : Prop := {
  numbers_valid : valid a;
  problem_regular : regular p (constants a);
  holds_A3 : forall x : Upper p, A3_at p (constants a) x;
  holds_A4 : forall x : Upper p, Phi_inf <= Phi x;
  oracle_holds : forall past, oracle_assumptions p (oracle_of past) a
}.

(* Start of bounds.rate: the gap and the errors at the start. *)
Definition start_of {p : Problem} (Phi_inf : R) (s : State p) : Start :=
  {| gap := Phi (upper_iterate _ s) - Phi_inf; errors := errors_at _ s |}.
Lemma Psi_start : forall (p : Problem) weights Phi_inf (s : State p),
  Psi weights s - Phi_inf = gap (start_of Phi_inf s) + weighted weights (errors (start_of Phi_inf s)).
Proof. intros; unfold Psi, start_of; cbn [gap errors]; ring. Qed.

Lemma potential_nonneg : forall a s, valid a -> positive_steps s -> nonneg_weights (bounds.potential a s).
Proof.
intros a s V [Ha [Hb [Hg Ht]]]; pose proof (coupling_positive a V); pose proof (condition_ge_1 a V).
pose proof (L_positive a V); pose proof (mu_positive a V).
unfold nonneg_weights, bounds.potential; cbn [weight_lower weight_auxiliary weight_average].
repeat split; apply Rlt_le; (positive || (apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; lra)).
Qed.
