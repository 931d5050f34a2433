(* (A7) for the action `decoupled`: T H Z = Q H Q' Z with two independent projections Q, Q'.

   Result: if Q and Q' each satisfy (A6) with rho, then decoupled satisfies (A7) with omega = rho^2 - 1: linear in H, unbiased,
     E||T_H Z - H Z||^2 <= (rho^2 - 1) ||H||^2 ||Z||^2,   E||T_N Z||^2 <= rho^2 sigma^2 ||Z||^2 for noise N.
   So (A7) is a theorem for this action, for any projections with (A6).

   Source: docs/theory/convergence.md, assumptions and subspace-variance; the proof is direct, without the extreme points of
   the document. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants problem oracle.
Open Scope R_scope.

Section Decoupled.
Variables (p : Problem) (sample sub : Type) (a : Assumptions).
Local Notation Y := (Lower p).
Variables (law : FiniteSpace sample) (E_sub : Expectation sub).
Variable q : sub -> Y -> Y.
Hypothesis rho_ge_1 : 1 <= rho a.
Hypothesis q_linear : forall c, linear (q c).
Hypothesis q_mean : forall (S : InnerProductSpace) (F : Y -> S) v, linear F -> has_mean E_sub (fun c => F (q c v)) (F v).
Hypothesis q_square : forall v, E_sub (fun c => square (q c v)) <= rho a * square v.
Variables (n_g_ n_b_ : sample -> Y) (n_x_ : sample -> Upper p) (N_H_ : sample -> Y -> Y) (N_C_ : sample -> Y -> Upper p).

(* (c, c') draws Q and Q'. *)
Definition decoupled : Oracle p sample (sub * sub) :=
  {| sample_law := law; choice_law := independent E_sub E_sub; n_g := n_g_; N_H := N_H_; N_C := N_C_; n_b := n_b_; n_x := n_x_;
     Q := fun c v => q (fst c) v; T := fun c H z => q (fst c) (H (q (snd c) z)) |}.

Lemma q_unbiased : forall v, has_mean E_sub (fun c => q c v) v.
Proof. intro v; apply (q_mean _ (fun u => u) v); split; reflexivity. Qed.
Lemma q_variance : forall v, E_sub (fun c => square (q c v - v)%V) <= (rho a - 1) * square v.
Proof. intro v; pose proof (variance_of_square E_sub _ _ (q_unbiased v)); pose proof (q_square v); lra. Qed.

(* (A6) for the pair: the first projection is Q. *)
Theorem decoupled_A6 : A6 p decoupled a.
Proof.
split; cbn [decoupled Q choice_law].
- intro c; apply q_linear.
- intros S F v LF u; unfold independent; cbn [mean fst]; rewrite (q_mean S F v LF u); apply mean_const.
- intro v; unfold independent; cbn [mean fst]; rewrite mean_const; apply q_square.
Qed.

(* (A7) with omega = rho^2 - 1. *)
Theorem decoupled_A7 : omega a = rho a * rho a - 1 -> A7 p decoupled a.
Proof.
intro Ho; split; cbn [decoupled T choice_law].
- intros c F G z _ _; apply (linear_add _ (q_linear _)).
- intros c k F z _; apply (linear_scale _ (q_linear _)).
- intros c F G z E; rewrite E; reflexivity.
- intros F z LF v; unfold independent; cbn [mean fst snd].
  rewrite (mean_ext E_sub _ (fun c' => inner (F (q c' z)) v)) by (intro c'; apply q_unbiased).
  apply (q_mean _ F z LF).
- intros F z M LF HM Le; unfold independent; cbn [mean fst snd].
  assert (B : forall u, square (F u) <= M * M * square u)
    by (intro u; rewrite <- (norm_norm u); pose proof (square_le_norm _ _ (Le u)); lra).
  apply Rle_trans with (E_sub (fun c' => M * M * square (q c' z - z)%V + (rho a - 1) * (M * M) * square (q c' z))).
  + apply mean_mono; intro c'.
    rewrite (mean_ext E_sub _ (fun c => square (q c (F (q c' z)) + -1 * F z)%V)) by (intro; f_equal; vector_ring).
    rewrite (variance_split E_sub _ _ (-1 * F z)%V (q_unbiased (F (q c' z)))).
    replace (F (q c' z) + -1 * F z)%V with (F (q c' z - z)%V) by (rewrite (linear_minus _ LF); vector_ring).
    pose proof (q_variance (F (q c' z))); pose proof (B (q c' z - z)%V); pose proof (B (q c' z)) as B2.
    apply (Rmult_le_compat_l (rho a - 1)) in B2; [| lra]; lra.
  + rewrite mean_add, !mean_scale; pose proof (q_variance z) as V1; pose proof (q_square z) as V2.
    assert (HM2 : 0 <= M * M) by (apply Rmult_le_pos; exact HM).
    apply (Rmult_le_compat_l (M * M)) in V1; [| exact HM2].
    apply (Rmult_le_compat_l ((rho a - 1) * (M * M))) in V2; [| apply Rmult_le_pos; lra].
    rewrite Ho; lra.
- intros N s2 z LN Hs Le; unfold expectation; cbn [decoupled choice_law sample_law] in *; unfold independent; cbn [mean fst snd].
  apply Rle_trans with (E_sub (fun c' => rho a * (s2 * square (q c' z)))).
  + apply mean_mono; intro c'.
    rewrite (finite_swap law E_sub (fun xi c => square (q c (N xi (q c' z))))).
    apply Rle_trans with (finite law (fun xi => rho a * square (N xi (q c' z)))).
    * apply mean_mono; intro xi; apply q_square.
    * rewrite mean_scale; apply Rmult_le_compat_l; [lra | apply Le].
  + rewrite !mean_scale, Ho; pose proof (q_square z) as V2; apply (Rmult_le_compat_l (rho a * s2)) in V2; [lra |].
    apply Rmult_le_pos; lra.
Qed.
End Decoupled.
