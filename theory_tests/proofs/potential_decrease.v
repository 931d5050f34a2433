(* potential-decrease: one iteration lowers the potential in the mean.

   Result: let the steps satisfy (S) (bounds.admits).  Under (A1), (A2), (A5)-(A7), and (A3) at x:
     E_k Psi_{k+1} <= Psi_k - alpha/2 ||grad Phi(x^k)||^2 + alpha/2 N,
   Psi = Phi(x) + c_u u + c_z z + c_y y with the weights bounds.potential, N = bounds.noise_floor.  For a general action
   and along a full tangent.

   Source: docs/theory/convergence.md, potential-decrease. *)
From Coq Require Import Reals Lra.
From BROS Require Import inner_product expectation constants potential_arithmetic problem hypergradient_formula oracle
  lower_tracking auxiliary_contraction averaging_error.
Open Scope R_scope.

(* Psi at a state, for given weights. *)
Definition Psi {p : Problem} (weights : PotentialWeights) (s : State p) : R :=
  Phi (upper_iterate _ s) + weighted weights (errors_at _ s).

(* The mean of Psi after one iteration: x^{k+1} is known, the errors enter by their means. *)
Lemma mean_Psi_next : forall p sample choice (O : Oracle p sample choice) full steps weights (s : State p),
  expectation p O (fun o => Psi weights (next _ O full steps s o))
  = Phi (upper_iterate _ s - alpha steps * average_iterate _ s)%V + weighted weights
      {| lower := expectation p O (fun o => lower (errors_at _ (next _ O full steps s o)));
         auxiliary := expectation p O (fun o => auxiliary (errors_at _ (next _ O full steps s o)));
         average := expectation p O (fun o => average (errors_at _ (next _ O full steps s o)));
         direction := 0 |}.
Proof.
intros p sample choice O full steps [cy cz cu] s; unfold Psi, weighted.
cbn [weight_lower weight_auxiliary weight_average lower auxiliary average].
rewrite <- !mean_scale, <- !mean_add, Rplus_comm, <- mean_add_const; apply mean_ext; intro o.
unfold next at 1; cbn [upper_iterate]; ring.
Qed.

(* potential-decrease: given the past, the mean of Psi at the next state is at most Psi - alpha/2 ||grad Phi||^2 + alpha/2 N. *)
Theorem potential_decrease : forall p a sample choice (O : Oracle p sample choice) steps (s : State p),
  valid a -> regular p (constants a) -> oracle_assumptions p O a -> A3_at p (constants a) (upper_iterate _ s) ->
  positive_steps steps -> bounds.admits a steps ->
  expectation p O (fun o => Psi (bounds.potential a steps) (next _ O (full_tangent a) steps s o))
  <= Psi (bounds.potential a steps) s - alpha steps / 2 * square (grad_Phi (upper_iterate _ s))
     + alpha steps / 2 * bounds.noise_floor a steps.
Proof.
intros p a sample choice O steps s V Reg OA A3 Pos Adm.
pose proof Adm as [S1 [S2 [S3 [S4 [S5 _]]]]].
rewrite mean_Psi_next.
apply (potential_decrease_arithmetic a steps (errors_at _ s)); try assumption; try apply square_positive.
- apply (descent_of_Phi p a V Reg); [destruct Pos; lra | exact A3].
- apply lower_tracking; assumption.
- apply auxiliary_contraction; assumption.
- apply averaging_error; assumption.
Qed.
