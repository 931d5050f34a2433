(* Rules for the maps Q and T of the oracle, from (A5)-(A7).

   Result: E[Q v] = v, E||Q v - v||^2 <= (rho - 1) ||v||^2, E_k||Q U||^2 <= rho E||U||^2 for a random vector U of the sample;
   Q U and T_N have mean 0 given (P, s) if U and N have, as Q and T are linear and the sample space is finite.

   Source: docs/theory/convergence.md, oracle-noise, proof steps 1 to 3. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants problem oracle.
Open Scope R_scope.

Section Rules.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Local Notation E_k := (expectation p O).
Local Notation E_xi := (finite (sample_law _ _ _ O)).
Local Notation E_P := (choice_law _ _ _ O).
Local Notation Qc := (Q _ _ _ O).
Local Notation Tc := (T _ _ _ O).
Local Notation NH := (N_H _ _ _ O).

Section Subspaces.
Hypothesis P6 : A6 p O a.
Lemma Q_of_zero_mean : forall c (U : sample -> Lower p), has_mean E_xi U vzero ->
  has_mean E_xi (fun xi => Qc c (U xi)) vzero.
Proof.
intros c U M; rewrite <- (linear_zero _ (Q_linear _ _ _ P6 c)); apply finite_mean_linear; [apply (Q_linear _ _ _ P6) | exact M].
Qed.

Lemma Q_unbiased : forall v, has_mean E_P (fun c => Qc c v) v.
Proof. intro v; apply (Q_mean _ _ _ P6 _ (fun u => u) v); split; reflexivity. Qed.

(* E||Q v - v||^2 <= (rho - 1) ||v||^2 *)
Lemma Q_variance : forall v, E_P (fun c => square (Qc c v - v)%V) <= (rho a - 1) * square v.
Proof.
intro v; pose proof (variance_of_square E_P _ _ (Q_unbiased v)); pose proof (Q_square _ _ _ P6 v); lra.
Qed.

(* E_k||Q U||^2 <= rho E||U||^2 for a random vector U of the sample *)
Lemma Q_of_sample : forall U : sample -> Lower p,
  E_k (fun o => square (Qc (snd o) (U (fst o)))) <= rho a * E_xi (fun xi => square (U xi)).
Proof.
intro U; unfold expectation, independent; cbn [mean fst snd].
rewrite (finite_swap _ E_P (fun xi c => square (Qc c (U xi)))), <- mean_scale; apply mean_mono; intro xi.
apply (Q_square _ _ _ P6).
Qed.
End Subspaces.

Section Action.
Hypothesis P5 : A5 p O a.
Hypothesis P7 : A7 p O a.
Lemma T_zero : forall c v, Tc c (fun _ => vzero) v = vzero.
Proof.
intros c v; assert (Z : linear (fun _ : Lower p => @vzero (Lower p))) by (split; intros; vector_ring).
rewrite (T_ext _ _ _ P7 c _ (fun _ => 0 * vzero)%V) by (intro; vector_ring).
rewrite (T_scale _ _ _ P7 c 0 _ v Z); apply vscale_zero.
Qed.
(* T is linear in its map, so T_N has mean 0 given (P, s) if N has. *)
Lemma T_of_zero_mean : forall c v, has_mean E_xi (fun xi => Tc c (NH xi) v) vzero.
Proof.
intros c v; apply finite_mean.
set (pr := probability (sample_law _ _ _ O)).
assert (Lin : forall l, linear (fun u => vector_sum pr l (fun xi => NH xi u))).
{ induction l as [| xi l [I1 I2]]; split; intros; simpl; try vector_ring;
    rewrite ?I1, ?I2, ?(linear_add _ (N_H_linear _ _ _ P5 xi)), ?(linear_scale _ (N_H_linear _ _ _ P5 xi)); vector_ring. }
assert (Sum : forall l, vector_sum pr l (fun xi => Tc c (NH xi) v)
  = Tc c (fun u => vector_sum pr l (fun xi => NH xi u)) v).
{ induction l as [| xi l IH]; simpl; [symmetry; apply T_zero |].
  rewrite IH, (T_add _ _ _ P7 c (fun u => pr xi * NH xi u)%V), (T_scale _ _ _ P7); auto.
  - apply (N_H_linear _ _ _ P5).
  - split; intros; rewrite ?(linear_add _ (N_H_linear _ _ _ P5 xi)), ?(linear_scale _ (N_H_linear _ _ _ P5 xi)); vector_ring. }
rewrite Sum, <- (T_zero c v); apply (T_ext _ _ _ P7); intro u; apply finite_mean, (N_H_mean _ _ _ P5).
Qed.
End Action.
End Rules.
