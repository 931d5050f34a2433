(* The stochastic oracle of one iteration, (A5)-(A7), and one iteration of the recursion (8).

   Result: definitions only.  sample is the sample xi, choice is (P, s): the subspaces and signs.  E_k (expectation) is
   the expectation over both, independent of each other, for a fixed past: everything below is conditional on the past.
   next is one iteration of (8).  If full_tangent a holds, the action is one_sided: both products are along Z itself.

   Source: docs/theory/convergence.md, assumptions (A5)-(A7), and docs/theory/estimators.md, recursion (8).
   Differences from the document: the sample space is finite; T need be linear in its map on linear maps only; the laws
   and the maps may depend on the past, as E_k of the document allows. *)
From Coq Require Import Reals Lra.
From BROS Require Import inner_product expectation constants problem.
Open Scope R_scope.

Section Oracle.
Variable p : Problem.
Local Notation X := (Upper p).
Local Notation Y := (Lower p).

(* The noises n_g, N_H, N_C, n_b, n_x of one sample; Q = P P^T scaled; T H Z = P Hhat[Z], the lifted action. *)
Record Oracle (sample choice : Type) := {
  sample_law : FiniteSpace sample;
  choice_law : Expectation choice;
  n_g : sample -> Y;
  N_H : sample -> Y -> Y;
  N_C : sample -> Y -> X;
  n_b : sample -> Y;
  n_x : sample -> X;
  Q : choice -> Y -> Y;
  T : choice -> (Y -> Y) -> Y -> Y
}.

Record State := { upper_iterate : X; lower_iterate : Y; auxiliary_iterate : Y; average_iterate : X }.

Section OneOracle.
Context {sample choice : Type}.
Variable O : Oracle sample choice.
Local Notation E_xi := (finite (sample_law _ _ O)).
Local Notation E_P := (choice_law _ _ O).

(* E_k *)
Definition expectation : Expectation (sample * choice) := independent E_xi E_P.

(* (A5): the noises have mean 0 and second moments at most sigma^2. *)
Record A5 (a : Assumptions) : Prop := {
  n_g_mean : has_mean E_xi (n_g _ _ O) vzero;
  n_b_mean : has_mean E_xi (n_b _ _ O) vzero;
  n_x_mean : has_mean E_xi (n_x _ _ O) vzero;
  N_H_mean : forall v, has_mean E_xi (fun xi => N_H _ _ O xi v) vzero;
  N_C_mean : forall v, has_mean E_xi (fun xi => N_C _ _ O xi v) vzero;
  N_H_linear : forall xi, linear (N_H _ _ O xi);
  N_C_linear : forall xi, linear (N_C _ _ O xi);
  n_g_square : E_xi (fun xi => square (n_g _ _ O xi)) <= lower_gradient (variance a);
  n_b_square : E_xi (fun xi => square (n_b _ _ O xi)) <= upper_gradient_lower (variance a);
  n_x_square : E_xi (fun xi => square (n_x _ _ O xi)) <= upper_gradient_upper (variance a);
  N_H_square : forall v, E_xi (fun xi => square (N_H _ _ O xi v)) <= hessian (variance a) * square v;
  N_C_square : forall v, E_xi (fun xi => square (N_C _ _ O xi v)) <= cross (variance a) * square v
}.

(* (A6): E[Q] = I and E||Q v||^2 <= rho ||v||^2.  E[Q] = I is used as E[F (Q v)] = F v for linear maps F; if the law of
   P is finite, the case F v = v is enough (finite_mean_linear in expectation.v). *)
Record A6 (a : Assumptions) : Prop := {
  Q_linear : forall c, linear (Q _ _ O c);
  Q_mean : forall (S : InnerProductSpace) (F : Y -> S) v, linear F -> has_mean E_P (fun c => F (Q _ _ O c v)) (F v);
  Q_square : forall v, E_P (fun c => square (Q _ _ O c v)) <= rho a * square v
}.

(* (A7): T is linear in its map, unbiased, of variance omega; the bound on random maps N, of the sample of this
   iteration, which is independent of (P, s).  M bounds the operator norm of the map. *)
Record A7 (a : Assumptions) : Prop := {
  T_add : forall c F G z, linear F -> linear G ->
    T _ _ O c (fun v => F v + G v)%V z = (T _ _ O c F z + T _ _ O c G z)%V;
  T_scale : forall c k F z, linear F -> T _ _ O c (fun v => k * F v)%V z = (k * T _ _ O c F z)%V;
  T_ext : forall c F G z, (forall v, F v = G v) -> T _ _ O c F z = T _ _ O c G z;
  T_mean : forall F z, linear F -> has_mean E_P (fun c => T _ _ O c F z) (F z);
  T_variance : forall F z M, linear F -> 0 <= M -> (forall v, norm (F v) <= M * norm v) ->
    E_P (fun c => square (T _ _ O c F z - F z)%V) <= omega a * (M * M) * square z;
  T_noise : forall (N : sample -> Y -> Y) s2 z, (forall xi, linear (N xi)) -> 0 <= s2 ->
    (forall v, E_xi (fun xi => square (N xi v)) <= s2 * square v) ->
    expectation (fun o => square (T _ _ O (snd o) (N (fst o)) z)) <= (1 + omega a) * s2 * square z
}.

(* (A5)-(A7).  Along a full tangent T is Q H Z, and (A7) is not needed. *)
Record oracle_assumptions (a : Assumptions) : Prop := {
  holds_A5 : A5 a;
  holds_A6 : A6 a;
  holds_A7 : full_tangent a = false -> A7 a
}.

(* The steps of Y, Z and h: Q (g_y + n_g), G and D. *)
Definition lower_step (s : State) (o : sample * choice) : Y :=
  let w := point (upper_iterate s) (lower_iterate s) in Q _ _ O (snd o) (g_y w + n_g _ _ O (fst o))%V.
Definition auxiliary_step (full : bool) (s : State) (o : sample * choice) : Y :=
  let w := point (upper_iterate s) (lower_iterate s) in
  let z := auxiliary_iterate s in
  let H_sampled := (fun v => H w v + N_H _ _ O (fst o) v)%V in
  ((if full then Q _ _ O (snd o) (H_sampled z) else T _ _ O (snd o) H_sampled z)
   - Q _ _ O (snd o) (f_y w + n_b _ _ O (fst o)))%V.
Definition estimate (full : bool) (s : State) (o : sample * choice) : X :=
  let w := point (upper_iterate s) (lower_iterate s) in
  let v := if full then auxiliary_iterate s else Q _ _ O (snd o) (auxiliary_iterate s) in
  ((f_x w + n_x _ _ O (fst o)) - (C w v + N_C _ _ O (fst o) v))%V.

(* One iteration of (8), averaging `moving`: x moves along the old h. *)
Definition next (full : bool) (s : Steps) (k : State) (o : sample * choice) : State :=
  {| upper_iterate := (upper_iterate k - alpha s * average_iterate k)%V;
     lower_iterate := (lower_iterate k - beta s * lower_step k o)%V;
     auxiliary_iterate := (auxiliary_iterate k - gamma s * auxiliary_step full k o)%V;
     average_iterate := (average_iterate k + theta s * (estimate full k o - average_iterate k))%V |}.
End OneOracle.

(* The errors y, z, u and eta of the document at a state. *)
Definition errors_at (s : State) : Errors :=
  let x := upper_iterate s in
  {| lower := square (lower_iterate s - Y_star x)%V;
     auxiliary := square (auxiliary_iterate s - Z_star x)%V;
     average := square (average_iterate s - grad_Phi x)%V;
     direction := square (average_iterate s) |}.
End Oracle.
