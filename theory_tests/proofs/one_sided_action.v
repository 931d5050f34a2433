(* (A7) for the action `one_sided`, T H Z = Q H Z, and for every action whose second moment has a bound by rows.

   Result: let Q satisfy (A6) with rho.
   - one_sided satisfies (A7) with omega = rho - 1: linear in H, unbiased,
       E||T_H - H Z||^2 <= (rho - 1) ||H||^2 ||Z||^2,   E||T_N||^2 <= rho sigma^2 ||Z||^2 for noise N.
   - A7_of_rows: let T be linear in H and unbiased, and for every linear H
       E||T_H||^2 <= a1 ||H Z||^2 + a2 E sum_j ||H Z_j||^2,   a1 >= 1, a2 >= 0, with sum_j ||Z_j||^2 <= ||Z||^2.
     Then (A7) holds with omega = a1 + a2 - 1.  Z_j is Z with row j alone in the basis that was drawn; this is the form
     in which estimator-variance bounds biprobe, balanced, centred and exact_weights, with a1 = rho, a1 + a2 = kappa.
     That bound is a hypothesis here.

   Source: docs/theory/convergence.md, assumptions and subspace-variance.
   Difference from the document: the variance comes from the bound by rows, E||T_H - H Z||^2 = E||T_H||^2 - ||H Z||^2, so
   no singular value decomposition is needed.  A bound E||T_H||^2 <= kappa ||H||^2 ||Z||^2 alone would not give (A7): noise N
   has E||N v||^2 <= sigma^2 ||v||^2 for fixed v, and E||N||^2 may be far greater. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants problem oracle oracle_rules.
Open Scope R_scope.

(* Sums over the list of the rows of Z. *)
Section Sums.
Variables (index sample : Type) (law : FiniteSpace sample).
Local Notation total := (weighted_sum (fun _ : index => 1)).
Lemma total_le : forall l f g, (forall j, f j <= g j) -> total l f <= total l g.
Proof. intros l f g Le; induction l as [| j l IH]; simpl; [lra | specialize (Le j); lra]. Qed.
Lemma total_scale : forall l k f, total l (fun j => k * f j) = k * total l f.
Proof. intros l k f; induction l as [| j l IH]; simpl; [ring | rewrite IH; ring]. Qed.
Lemma total_mean : forall l (f : index -> sample -> R),
  finite law (fun xi => total l (fun j => f j xi)) = total l (fun j => finite law (f j)).
Proof.
intros l f; induction l as [| j l IH]; cbn [weighted_sum]; [apply mean_const |].
rewrite (mean_add (finite law) (fun xi => 1 * f j xi)), (mean_scale (finite law) 1 (f j)), IH; reflexivity.
Qed.
End Sums.

Section Action.
Variables (p : Problem) (a : Assumptions) (sample choice : Type) (O : Oracle p sample choice).
Local Notation Y := (Lower p).
Local Notation E_xi := (finite (sample_law _ _ _ O)).
Local Notation E_P := (choice_law _ _ _ O).

Lemma square_of_bound : forall (F : Y -> Y) M v, norm (F v) <= M * norm v -> square (F v) <= M * M * square v.
Proof. intros F M v Le; rewrite <- (norm_norm v); pose proof (square_le_norm _ _ Le); lra. Qed.

Section OneSided.
Hypothesis P6 : A6 p O a.
Hypothesis one_sided : forall c H z, T _ _ _ O c H z = Q _ _ _ O c (H z).

(* (A7) with omega = rho - 1, for any projections with (A6). *)
Theorem one_sided_A7 : 1 <= rho a -> omega a = rho a - 1 -> A7 p O a.
Proof.
intros Hr Ho; split.
- intros c F G z _ _; rewrite !one_sided; apply (linear_add _ (Q_linear _ _ _ P6 c)).
- intros c k F z _; rewrite !one_sided; apply (linear_scale _ (Q_linear _ _ _ P6 c)).
- intros c F G z E; rewrite !one_sided, E; reflexivity.
- intros F z LF v; rewrite (mean_ext E_P _ (fun c => inner (Q _ _ _ O c (F z)) v)) by (intro; rewrite one_sided; reflexivity).
  apply (Q_unbiased _ _ _ _ _ P6).
- intros F z M LF HM Le.
  rewrite (mean_ext E_P _ (fun c => square (Q _ _ _ O c (F z) - F z)%V)) by (intro; rewrite one_sided; reflexivity).
  eapply Rle_trans; [apply (Q_variance _ _ _ _ _ P6 (F z)) |]; rewrite Ho, Rmult_assoc.
  apply Rmult_le_compat_l; [lra | apply square_of_bound, Le].
- intros N s2 z LN Hs Le.
  rewrite (mean_ext (expectation p O) _ (fun o => square (Q _ _ _ O (snd o) (N (fst o) z)))) by (intro; rewrite one_sided; reflexivity).
  eapply Rle_trans; [apply (Q_of_sample _ _ _ _ _ P6 (fun xi => N xi z)) |]; rewrite Ho, (Rmult_assoc _ s2).
  replace (1 + (rho a - 1)) with (rho a) by ring; apply Rmult_le_compat_l; [lra | apply Le].
Qed.
End OneSided.

Section Rows.
Variables (index : Type) (rows : list index) (row : choice -> index -> Y -> Y) (a1 a2 : R).
Local Notation over_rows := (weighted_sum (fun _ : index => 1) rows).
Hypothesis T_add : forall c F G z, linear F -> linear G ->
  T _ _ _ O c (fun v => F v + G v)%V z = (T _ _ _ O c F z + T _ _ _ O c G z)%V.
Hypothesis T_scale : forall c k F z, linear F -> T _ _ _ O c (fun v => k * F v)%V z = (k * T _ _ _ O c F z)%V.
Hypothesis T_ext : forall c F G z, (forall v, F v = G v) -> T _ _ _ O c F z = T _ _ _ O c G z.
Hypothesis T_mean : forall F z, linear F -> has_mean E_P (fun c => T _ _ _ O c F z) (F z).
Hypothesis row_squares : forall c z, over_rows (fun j => square (row c j z)) <= square z.
Hypothesis row_bound : forall F z, linear F -> E_P (fun c => square (T _ _ _ O c F z))
  <= a1 * square (F z) + a2 * E_P (fun c => over_rows (fun j => square (F (row c j z)))).
Hypothesis factors : 1 <= a1 /\ 0 <= a2.

(* If ||F v||^2 has at most the size k ||v||^2, so has the sum over the rows of Z. *)
Lemma rows_at_most : forall (size : Y -> R) k z, 0 <= k -> (forall v, size v <= k * square v) ->
  E_P (fun c => over_rows (fun j => size (row c j z))) <= k * square z.
Proof.
intros size k z Hk Le; apply mean_le_const; intro c.
eapply Rle_trans; [apply total_le; intro j; apply Le |].
rewrite total_scale; apply Rmult_le_compat_l; [exact Hk | apply row_squares].
Qed.

Theorem A7_of_rows : omega a = a1 + a2 - 1 -> A7 p O a.
Proof.
destruct factors as [H1 H2]; intro Ho; split; try assumption.
- intros F z M LF HM Le; pose proof (row_bound F z LF) as B.
  rewrite (variance_of_square E_P _ _ (T_mean F z LF)) in B.
  pose proof (square_of_bound F M z (Le z)) as B1; apply (Rmult_le_compat_l (a1 - 1)) in B1; [| lra].
  assert (HM2 : 0 <= M * M) by (apply Rmult_le_pos; exact HM).
  pose proof (rows_at_most (fun v => square (F v)) (M * M) z HM2 (fun v => square_of_bound F M v (Le v))) as B2.
  apply (Rmult_le_compat_l a2) in B2; [| exact H2]; rewrite Ho; lra.
- intros N s2 z LN Hs Le; unfold expectation, independent; cbn [mean fst snd].
  rewrite (finite_swap (sample_law _ _ _ O) E_P (fun xi c => square (T _ _ _ O c (N xi) z))).
  eapply Rle_trans; [apply mean_mono; intro xi; apply (row_bound (N xi) z (LN xi)) |].
  rewrite mean_add, !mean_scale, <- finite_swap.
  rewrite (mean_ext E_P _ (fun c => over_rows (fun j => E_xi (fun xi => square (N xi (row c j z)))))) by (intro; apply total_mean).
  pose proof (Le z) as B1; apply (Rmult_le_compat_l a1) in B1; [| lra].
  pose proof (rows_at_most (fun v => E_xi (fun xi => square (N xi v))) s2 z Hs Le) as B2.
  apply (Rmult_le_compat_l a2) in B2; [| exact H2]; rewrite Ho; lra.
Qed.
End Rows.
End Action.
