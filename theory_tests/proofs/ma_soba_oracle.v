(* MA-SOBA as the case in which no block is projected: Q v = v and T_H Z = H Z.

   Result: then (A6) holds with rho = 1 and (A7) with omega = 0, so every theorem here is one on MA-SOBA with these values
   (Lambda = sigma_H^2, Gamma = 2 sigma_C^2); so it does for any rho >= 1, omega >= 0.

   Source: docs/theory/convergence.md, assumptions (MA-SOBA), and docs/theory/estimators.md, full-space. *)
From Coq Require Import Reals Lra List.
From BROS Require Import inner_product expectation constants problem oracle.
Open Scope R_scope.

(* Nothing is drawn but the sample. *)
Program Definition certain : FiniteSpace unit := {| outcomes := tt :: nil; probability := fun _ => 1 |}.
Next Obligation. lra. Qed.
Next Obligation. ring. Qed.

Section MaSoba.
Variables (p : Problem) (sample : Type) (law : FiniteSpace sample).
Local Notation Y := (Lower p).
Variables (n_g_ n_b_ : sample -> Y) (n_x_ : sample -> Upper p) (N_H_ : sample -> Y -> Y) (N_C_ : sample -> Y -> Upper p).

Definition ma_soba_oracle : Oracle p sample unit :=
  {| sample_law := law; choice_law := finite certain; n_g := n_g_; N_H := N_H_; N_C := N_C_; n_b := n_b_; n_x := n_x_;
     Q := fun _ v => v; T := fun _ H z => H z |}.

Theorem ma_soba_A6 : forall a, 1 <= rho a -> A6 p ma_soba_oracle a.
Proof.
intros a Hr; split; cbn [ma_soba_oracle Q choice_law].
- intro c; split; reflexivity.
- intros S F v _ u; apply mean_const.
- intro v; rewrite mean_const; pose proof (square_positive v).
  rewrite <- (Rmult_1_l (square v)) at 1; apply Rmult_le_compat_r; assumption.
Qed.
Theorem ma_soba_A7 : forall a, 0 <= omega a -> A7 p ma_soba_oracle a.
Proof.
intros a Ho; split; cbn [ma_soba_oracle T choice_law].
- reflexivity.
- reflexivity.
- intros c F G z E; apply E.
- intros F z _ v; apply mean_const.
- intros F z M _ HM _; rewrite mean_const.
  replace (F z - F z)%V with (@vzero Y) by vector_ring; rewrite square_zero.
  pose proof (square_positive z); repeat apply Rmult_le_pos; assumption.
- intros N s2 z _ Hs Le; unfold expectation; cbn [ma_soba_oracle choice_law sample_law] in *; unfold independent.
  cbn [mean fst snd]; rewrite mean_const; eapply Rle_trans; [apply Le |].
  apply Rmult_le_compat_r; [apply square_positive |].
  rewrite <- (Rmult_1_l s2) at 1; apply Rmult_le_compat_r; lra.
Qed.
End MaSoba.
