(* Real inner product spaces.

   Result: what the convergence proof uses of vectors: Cauchy-Schwarz, the triangle inequality and
   |a + d|^2 <= 2 |a|^2 + 2 |d|^2, in any real inner product space of any dimension.  R^n and products of two spaces
   are instances (real_space, prod_space, Rn), so the results about "an inner product space" are not empty.

   Source: notation of docs/theory/convergence.md.  inner u v is <u, v>, square v is ||v||^2, norm v is ||v||. *)
From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

(* A real vector space with an inner product: the usual laws. *)
Record InnerProductSpace := {
  vector :> Type;
  vzero : vector;
  vadd : vector -> vector -> vector;
  vscale : R -> vector -> vector;
  inner : vector -> vector -> R;
  vadd_comm : forall u v, vadd u v = vadd v u;
  vadd_assoc : forall u v w, vadd u (vadd v w) = vadd (vadd u v) w;
  vadd_zero : forall v, vadd v vzero = v;
  vscale_one : forall v, vscale 1 v = v;
  vscale_zero : forall v, vscale 0 v = vzero;
  vscale_scale : forall a b v, vscale a (vscale b v) = vscale (a * b) v;
  vscale_add : forall a u v, vscale a (vadd u v) = vadd (vscale a u) (vscale a v);
  vscale_plus : forall a b v, vscale (a + b) v = vadd (vscale a v) (vscale b v);
  inner_sym : forall u v, inner u v = inner v u;
  inner_add_l : forall u v w, inner (vadd u v) w = inner u w + inner v w;
  inner_scale_l : forall a u w, inner (vscale a u) w = a * inner u w;
  inner_positive : forall v, 0 <= inner v v;
  inner_definite : forall v, inner v v = 0 -> v = vzero
}.
Arguments vzero {_}.
Arguments vadd {_} _ _.
Arguments vscale {_} _ _.
Arguments inner {_} _ _.

Declare Scope vector_scope.
Delimit Scope vector_scope with V.
Bind Scope vector_scope with vector.
Notation "u + v" := (vadd u v) : vector_scope.
Notation "c * v" := (vscale c v) : vector_scope.
Definition vminus {S : InnerProductSpace} (u v : S) : S := vadd u (vscale (-1) v).
Notation "u - v" := (vminus u v) : vector_scope.

Definition square {S : InnerProductSpace} (v : S) : R := inner v v.
Definition norm {S : InnerProductSpace} (v : S) : R := sqrt (square v).

(* F is a linear map. *)
Definition linear {S S' : InnerProductSpace} (F : S -> S') : Prop :=
  (forall u v, F (u + v)%V = (F u + F v)%V) /\ (forall c v, F (c * v)%V = (c * F v)%V).

Section Laws.
Context {S : InnerProductSpace}.
Implicit Types u v w a d : S.

Lemma inner_add_r : forall u v w, inner u (v + w)%V = inner u v + inner u w.
Proof. intros; rewrite (inner_sym _ u), inner_add_l; f_equal; apply inner_sym. Qed.
Lemma inner_scale_r : forall c u v, inner u (c * v)%V = c * inner u v.
Proof. intros; rewrite (inner_sym _ u), inner_scale_l; f_equal; apply inner_sym. Qed.
Lemma inner_minus_l : forall u v w, inner (u - v)%V w = inner u w - inner v w.
Proof. intros; unfold vminus; rewrite inner_add_l, inner_scale_l; ring. Qed.
Lemma inner_minus_r : forall u v w, inner u (v - w)%V = inner u v - inner u w.
Proof. intros; unfold vminus; rewrite inner_add_r, inner_scale_r; ring. Qed.
Lemma inner_zero_l : forall v, inner (@vzero S) v = 0.
Proof. intros; rewrite <- (vscale_zero _ vzero), inner_scale_l; ring. Qed.
Lemma inner_zero_r : forall v, inner v (@vzero S) = 0.
Proof. intros; rewrite inner_sym; apply inner_zero_l. Qed.

Lemma vminus_eq : forall u v, (u - v)%V = vzero -> u = v.
Proof.
intros u v E; rewrite <- (vadd_zero _ u), <- (vscale_zero _ v).
replace 0 with (-1 + 1) by ring.
rewrite vscale_plus, vadd_assoc, vscale_one; fold (vminus u v).
rewrite E, vadd_comm; apply vadd_zero.
Qed.

(* Two vectors are equal if their inner products with every third vector are: all vector identities are checked so. *)
Lemma inner_ext : forall u v, (forall w, inner u w = inner v w) -> u = v.
Proof.
intros u v E; apply vminus_eq, inner_definite; rewrite inner_minus_l, E; ring.
Qed.

Lemma square_positive : forall v, 0 <= square v.
Proof. intro; apply inner_positive. Qed.
Lemma square_zero : square (@vzero S) = 0.
Proof. apply inner_zero_l. Qed.
Lemma square_definite : forall v, square v <= 0 -> v = vzero.
Proof. intros v Le; apply inner_definite; apply Rle_antisym; [exact Le | apply inner_positive]. Qed.

End Laws.

#[global] Hint Rewrite @inner_add_l @inner_add_r @inner_scale_l @inner_scale_r @inner_minus_l @inner_minus_r
  @inner_zero_l @inner_zero_r : inner.

(* Expand every inner product, and write <u, v> and <v, u> alike. *)
Ltac same_order :=
  repeat match goal with |- context [inner ?u ?v] =>
    match goal with |- context [inner v u] =>
      tryif constr_eq u v then fail else rewrite (inner_sym _ v u) end end.
Ltac expand := unfold square; autorewrite with inner; same_order.
(* An identity of vectors. *)
Ltac vector_ring := apply inner_ext; let w := fresh "w" in intro w; autorewrite with inner; ring.

Section Inequalities.
Context {S : InnerProductSpace}.
Implicit Types u v w a d : S.

Lemma square_add : forall u v, square (u + v)%V = square u + 2 * inner u v + square v.
Proof. intros; expand; ring. Qed.
Lemma square_minus : forall u v, square (u - v)%V = square u - 2 * inner u v + square v.
Proof. intros; expand; ring. Qed.
Lemma square_scale : forall c v, square (c * v)%V = c * c * square v.
Proof. intros; expand; ring. Qed.

(* ||a + d||^2 <= 2 ||a||^2 + 2 ||d||^2, and the same for a - d. *)
Lemma square_add_le : forall a d, square (a + d)%V <= 2 * square a + 2 * square d.
Proof. intros; pose proof (square_positive (a - d)%V); rewrite square_minus in H; rewrite square_add; lra. Qed.
Lemma square_minus_le : forall a d, square (a - d)%V <= 2 * square a + 2 * square d.
Proof. intros; pose proof (square_positive (a + d)%V); rewrite square_add in H; rewrite square_minus; lra. Qed.

Lemma norm_positive : forall v, 0 <= norm v.
Proof. intro; apply sqrt_pos. Qed.
Lemma norm_norm : forall v, norm v * norm v = square v.
Proof. intro; apply sqrt_sqrt, square_positive. Qed.
Lemma norm_le_iff : forall v c, 0 <= c -> square v <= c * c -> norm v <= c.
Proof.
intros v c Hc Le; unfold norm; rewrite <- (sqrt_square c Hc); apply sqrt_le_1_alt, Le.
Qed.
Lemma square_le_norm : forall v c, norm v <= c -> square v <= c * c.
Proof. intros v c Le; rewrite <- norm_norm; pose proof (norm_positive v); apply Rmult_le_compat; lra. Qed.
Lemma norm_zero : norm (@vzero S) = 0.
Proof. unfold norm; rewrite square_zero; apply sqrt_0. Qed.

(* Cauchy-Schwarz: <u, v> <= ||u|| ||v||. *)
Lemma cauchy_schwarz : forall u v, inner u v <= norm u * norm v.
Proof.
intros u v.
pose proof (norm_positive u); pose proof (norm_positive v).
destruct (Req_dec (norm u) 0) as [E | E].
- assert (U : u = vzero) by (apply square_definite; rewrite <- norm_norm, E; lra).
  rewrite U, norm_zero, inner_zero_l; lra.
- pose proof (square_positive (norm v * u - norm u * v)%V) as P.
  rewrite square_minus, !square_scale, inner_scale_l, inner_scale_r, <- !norm_norm in P.
  destruct (Req_dec (norm v) 0) as [E' | E'].
  + assert (U : v = vzero) by (apply square_definite; rewrite <- norm_norm, E'; lra).
    rewrite U, norm_zero, inner_zero_r; lra.
  + assert (0 < norm u * norm v) by (apply Rmult_lt_0_compat; lra).
    apply (Rmult_le_reg_l (2 * (norm u * norm v))); [lra |]; nra.
Qed.

Lemma triangle : forall u v, norm (u + v)%V <= norm u + norm v.
Proof.
intros u v; pose proof (norm_positive u); pose proof (norm_positive v).
apply norm_le_iff; [lra |].
rewrite square_add, <- !norm_norm; pose proof (cauchy_schwarz u v); lra.
Qed.
Lemma norm_scale : forall c v, norm (c * v)%V = Rabs c * norm v.
Proof.
intros; unfold norm; rewrite square_scale, sqrt_mult_alt by nra.
rewrite <- (sqrt_Rsqr_abs c); reflexivity.
Qed.
Lemma norm_minus_sym : forall u v, norm (u - v)%V = norm (v - u)%V.
Proof. intros; unfold norm; f_equal; rewrite !square_minus, (inner_sym _ u v); ring. Qed.
Lemma triangle_minus : forall u v, norm (u - v)%V <= norm u + norm v.
Proof.
intros; unfold vminus; eapply Rle_trans; [apply triangle |].
rewrite norm_scale, Rabs_left by lra; lra.
Qed.
Lemma cauchy_schwarz_abs : forall u v, Rabs (inner u v) <= norm u * norm v.
Proof.
intros; apply Rabs_le; split; [| apply cauchy_schwarz].
pose proof (cauchy_schwarz (-1 * u)%V v) as C.
rewrite inner_scale_l, norm_scale, Rabs_left in C by lra; lra.
Qed.

End Inequalities.

Section LinearMaps.
Context {S S' : InnerProductSpace} (F : S -> S') (LF : linear F).
Lemma linear_add : forall u v, F (u + v)%V = (F u + F v)%V.
Proof. apply (proj1 LF). Qed.
Lemma linear_scale : forall c v, F (c * v)%V = (c * F v)%V.
Proof. apply (proj2 LF). Qed.
Lemma linear_minus : forall u v, F (u - v)%V = (F u - F v)%V.
Proof. intros; unfold vminus; rewrite linear_add, linear_scale; reflexivity. Qed.
Lemma linear_zero : F vzero = vzero.
Proof. rewrite <- (vscale_zero _ vzero), linear_scale, !vscale_zero; reflexivity. Qed.
End LinearMaps.

(* Instances: the real line, the product of two spaces, R^n. *)
Program Definition real_space : InnerProductSpace :=
  {| vector := R; vzero := 0; vadd := Rplus; vscale := Rmult; inner := Rmult |}.
Solve Obligations with intros; try ring; nra.

Definition prod_space (S S' : InnerProductSpace) : InnerProductSpace.
Proof.
refine {| vector := (S * S')%type; vzero := (vzero, vzero);
     vadd := fun p p' => (vadd (fst p) (fst p'), vadd (snd p) (snd p'));
     vscale := fun c p => (vscale c (fst p), vscale c (snd p));
     inner := fun p p' => inner (fst p) (fst p') + inner (snd p) (snd p') |};
  intros; repeat match goal with p : _ * _ |- _ => destruct p end; simpl in *.
1-8: f_equal; solve [apply vadd_comm | apply vadd_assoc | apply vadd_zero | apply vscale_one | apply vscale_zero |
       apply vscale_scale | apply vscale_add | apply vscale_plus].
- f_equal; apply inner_sym.
- rewrite !inner_add_l; ring.
- rewrite !inner_scale_l; ring.
- pose proof (inner_positive S v); pose proof (inner_positive S' v0); lra.
- pose proof (inner_positive S v); pose proof (inner_positive S' v0); f_equal; apply inner_definite; lra.
Defined.

Program Definition zero_space : InnerProductSpace :=
  {| vector := unit; vzero := tt; vadd _ _ := tt; vscale _ _ := tt; inner _ _ := 0 |}.
Solve Obligations with intros; repeat match goal with u : unit |- _ => destruct u end; (reflexivity || lra).

Fixpoint Rn (n : nat) : InnerProductSpace :=
  match n with O => zero_space | Datatypes.S n' => prod_space real_space (Rn n') end.
