(* A finite law of frames that satisfies the hypotheses of haar_column and haar_pair (haar_columns.v).

   Result: let K be the identity with probability 13/40, and the reflection I - 2 u u^T / 3 with probability 27/160 for each
   of the four u = (+-1, +-1, 1); let V be two columns of K, drawn at random without repetition.  Then the means of the
   products of four entries of V in haar-column and haar-pair are those of a Haar V, m = 3 and r = 2; so they do not change
   under any orthogonal map of the rows and any permutation of the columns, and
     E[v v^T A v v^T] = (A + A^T + tr(A) I) / 15,   E[v v^T A u u^T] = (4 A - A^T - tr(A) I) / 30.
   Not in the document; it shows that the hypotheses there can be met, by a law over the rationals.
   Model: any ordered field R.  No hypotheses.
   Proof: the 81 means of K_ic K_jc K_kc K_lc, summed over c, are computed in integers; two different columns follow, as
   the rows of K are orthonormal. *)
From mathcomp Require Import all_ssreflect fingroup perm ssralg ssrnum ssrint zmodp matrix.
From mathcomp Require Import ring.
From BROS Require Import probability_finite random_permutation means haar_coefficients haar_second seven_planes haar_columns.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* A tensor x [i=j][k=l] + y ([i=k][j=l] + [i=l][j=k]) does not change under orthogonal maps. *)
Section Orthogonal.
Variables (R : realFieldType) (m : nat) (G : 'M[R]_m).
Hypothesis orthogonal : G *m G^T = 1%:M.

Lemma row_dot i j : \sum_(c : 'I_m * 'I_m) G i c.1 * G j c.2 * (c.1 == c.2)%:R = (i == j)%:R.
Proof.
have := congr1 (fun X : 'M[R]_m => X i j) orthogonal; rewrite !mxE => <-.
rewrite -(pair_big xpredT xpredT (fun a b => G i a * G j b * (a == b)%:R)) /=; apply: eq_bigr => a _.
by rewrite mxE -(sum_delta a (fun b => G i a * G j b)); apply: eq_bigr => b _; rewrite mulrC.
Qed.

Lemma two_dots i j k l : \sum_(d : ('I_m * 'I_m) * ('I_m * 'I_m))
  (G i d.1.1 * G j d.1.2) * (G k d.2.1 * G l d.2.2) * ((d.1.1 == d.1.2)%:R * (d.2.1 == d.2.2)%:R)
  = (i == j)%:R * (k == l)%:R.
Proof.
rewrite -(row_dot i j) -(row_dot k l) big_distrlr pair_big /=; apply: eq_bigr => d _.
by rewrite mulrACA.
Qed.

Lemma pairing_rotated x y i j k l : \sum_(d : ('I_m * 'I_m) * ('I_m * 'I_m))
  (G i d.1.1 * G j d.1.2) * (G k d.2.1 * G l d.2.2) * pairing x y d.1.1 d.1.2 d.2.1 d.2.2 = pairing x y i j k l.
Proof.
pose swap (d : ('I_m * 'I_m) * ('I_m * 'I_m)) := ((d.1.1, d.2.1), (d.1.2, d.2.2)).
pose turn (d : ('I_m * 'I_m) * ('I_m * 'I_m)) := ((d.1.1, d.2.2), (d.2.1, d.1.2)).
have swapK : involutive swap by case=> [[a b] [c d]].
have turnK : involutive turn by case=> [[a b] [c d]].
rewrite /pairing -!(mulrA x) (eq_sym j k) -(two_dots i j k l) -(two_dots i k j l) -(two_dots i l k j).
rewrite [X in _ + y * (X + _)](reindex_inj (inv_inj swapK)) [X in _ + y * (_ + X)](reindex_inj (inv_inj turnK)) /=.
rewrite -big_split !mulr_sumr -big_split; apply: eq_bigr => d _ /=.
rewrite (eq_sym d.2.1 d.1.2).
move: (d.1.1 == d.1.2)%:R (d.2.1 == d.2.2)%:R (d.1.1 == d.2.1)%:R (d.1.2 == d.2.2)%:R (d.1.1 == d.2.2)%:R (d.1.2 == d.2.1)%:R.
by move: (G i _) (G j _) (G k _) (G l _) => g1 g2 g3 g4 *; ring.
Qed.
End Orthogonal.

Section Frames.
Variable R : realFieldType.

(* Frame 0 is the identity, frame f = 1 .. 4 the reflection of normal f + 2 in seven_planes.v; weights in 160ths. *)
Definition weight160 (f : nat) : nat := nth 0%N [:: 52; 27; 27; 27; 27]%N f.
Definition triple_frame (f i c : nat) : int :=
  3%:Z * (i == c)%:Z - (if f == 0%N then 0 else 2%:Z * normal f.+2 i * normal f.+2 c).
Definition frame (f : 'I_5) : 'M[R]_3 := \matrix_(i, c) ((triple_frame f i c)%:~R / 3%:R).
Definition frame_weight (f : 'I_5) : R := (weight160 f)%:R / 160%:R.

Lemma frame_weight_ge0 f : 0 <= frame_weight f.
Proof. by rewrite divr_ge0 ?ler0n. Qed.
Lemma frame_weight_sum : \sum_f frame_weight f = 1.
Proof. by rewrite !big_ord_recl big_ord0 /frame_weight /weight160 /=; field. Qed.
Definition frame_law : distribution R [finType of 'I_5] := Distribution frame_weight_ge0 frame_weight_sum.

(* Two columns at random without repetition: the first two of a random permutation of all. *)
Definition two_columns_law := product frame_law (random_permutation R 3).
Definition two_columns_mean := finite_law two_columns_law.
Definition wide (a : 'I_2) : 'I_3 := widen_ord (leqnSn 2) a.
Lemma wide_inj : injective wide.
Proof. by move=> a b eq; apply: val_inj; apply: (congr1 val eq). Qed.
Definition two_columns (w : 'I_5 * 'S_3) : 'M[R]_(3, 2) := \matrix_(i, a) frame w.1 i (w.2 (wide a)).

(* The integers: K^T K = K K^T = I, and the fourth moments. *)
Definition entries_agree (f i j : nat) : bool :=
  foldr (fun c s => triple_frame f i c * triple_frame f j c + s) 0 (iota 0 3) == 9%:Z * (i == j)%:Z.
Definition moments_agree (i j k l : nat) : bool :=
  foldr (fun f s => (weight160 f)%:Z * foldr (fun c s => (triple_frame f i c * triple_frame f j c) *
    (triple_frame f k c * triple_frame f l c) + s) 0 (iota 0 3) + s) 0 (iota 0 5)
  == 2592%:Z * ((i == j)%:Z * (k == l)%:Z + ((i == k)%:Z * (j == l)%:Z + (i == l)%:Z * (j == k)%:Z)).
Lemma tables : let rows := iota 0 3 in
  all (fun f => all (fun i => all (entries_agree f i) rows) rows) (iota 0 5) &&
  all (fun i => all (fun j => all (fun k => all (moments_agree i j k) rows) rows) rows) rows.
Proof. by vm_compute. Qed.

Lemma row_index n (i : 'I_n) : nat_of_ord i \in iota 0 n.
Proof. by rewrite mem_iota /=. Qed.

(* The rows of each frame are orthonormal, and so are its columns. *)
Lemma frame_rows f i j : \sum_c frame f i c * frame f j c = (i == j)%:R.
Proof.
case/andP: tables => /allP/(_ _ (row_index f))/allP/(_ _ (row_index i))/allP/(_ _ (row_index j))/eqP table _.
transitivity ((\sum_(c < 3) triple_frame f i c * triple_frame f j c)%:~R / 9%:R : R).
  by rewrite rmorph_sum mulr_suml; apply: eq_bigr => c _ /=; rewrite !mxE rmorphM /=; field.
have -> : \sum_(c < 3) triple_frame f i c * triple_frame f j c = 9%:Z * (i == j)%:Z.
  by rewrite !big_ord_recl big_ord0.
by rewrite rmorphM /= -pmulrn; field.
Qed.

Lemma frame_orthogonal f : frame f *m (frame f)^T = 1%:M.
Proof.
apply/matrixP=> i j; rewrite !mxE -(frame_rows f); apply: eq_bigr => c _.
by rewrite [(frame f)^T _ _]mxE.
Qed.

(* Fourth moments of the columns of the random frame. *)
Lemma frame_moment (i j k l : 'I_3) :
  \sum_f frame_weight f * (\sum_c frame f i c * frame f j c * (frame f k c * frame f l c))
  = pairing (5%:R^-1) (5%:R^-1) i j k l.
Proof.
case/andP: tables => _ /allP/(_ _ (row_index i))/allP/(_ _ (row_index j))/allP/(_ _ (row_index k))/allP/(_ _ (row_index l))/eqP table.
pose sum f := \sum_(c < 3) triple_frame f i c * triple_frame f j c * (triple_frame f k c * triple_frame f l c).
transitivity ((\sum_(f < 5) (weight160 f)%:Z * sum f)%:~R / (160%:R * 81%:R) : R).
  rewrite rmorph_sum mulr_suml; apply: eq_bigr => f _ /=; rewrite rmorphM /= /sum rmorph_sum /= !mulr_sumr mulr_suml.
  by apply: eq_bigr => c _; rewrite !mxE !rmorphM /= /frame_weight -pmulrn; field.
have -> : \sum_(f < 5) (weight160 f)%:Z * sum f
    = 2592%:Z * ((i == j)%:Z * (k == l)%:Z + ((i == k)%:Z * (j == l)%:Z + (i == l)%:Z * (j == k)%:Z)).
  by rewrite -table /sum !big_ord_recl !big_ord0.
rewrite /pairing !(rmorphD, rmorphM) /= -!pmulrn.
by move: (i == j)%:R (k == l)%:R (i == k)%:R (j == l)%:R (i == l)%:R (j == k)%:R => *; field.
Qed.

(* Two columns of the random frame, the same or different. *)
Definition pair_x (same : bool) : R := if same then 15%:R^-1 else 2%:R / 15%:R.
Definition pair_y (same : bool) : R := if same then 15%:R^-1 else - 30%:R^-1.
Lemma two_columns_moment a b i j k l :
  expect two_columns_mean (fun w => column_product a b i j k l (two_columns w))
  = pairing (pair_x (a == b)) (pair_y (a == b)) i j k l.
Proof.
pose F f c d := frame f i c * frame f j c * (frame f k d * frame f l d).
transitivity (vector_mean frame_law (fun f => vector_mean (random_permutation R 3)
  (fun s => F f (s (wide a)) (s (wide b)) : R^o))).
  rewrite -[RHS](vector_mean_product frame_law (random_permutation R 3) (fun w => F w.1 (w.2 (wide a))
    (w.2 (wide b)) : R^o)).
  by apply: eq_bigr => w _; congr (_ * _); rewrite /column_product /F ![two_columns _ _ _]mxE.
have one : \sum_f frame_weight f * (\sum_c F f c c) = pairing (5%:R^-1) (5%:R^-1) i j k l by apply: frame_moment.
case: (eqVneq a b) => [<-|ab].
  transitivity (\sum_f frame_weight f * (\sum_c F f c c) / 3%:R).
    apply: eq_bigr => f _; rewrite (@vector_mean_image R 3 [lmodType R of R^o] (wide a) (fun c => F f c c)) -mulrA.
    by congr (_ * _); rewrite mulrC.
  by rewrite -mulr_suml one /pairing /pair_x /pair_y; field.
have two f : \sum_c \sum_(d | d != c) F f c d = (i == j)%:R * (k == l)%:R - \sum_c F f c c.
  rewrite -(frame_rows f i j) -(frame_rows f k l) mulr_suml -sumrB; apply: eq_bigr => c _.
  by rewrite /F mulr_sumr [in RHS](bigD1 c) //= addrAC subrr add0r.
transitivity (\sum_f (frame_weight f * ((i == j)%:R * (k == l)%:R) - frame_weight f * (\sum_c F f c c)) / 6%:R).
  apply: eq_bigr => f _; rewrite (@vector_mean_two_images R 3 [lmodType R of R^o] _ _ (F f)); last by rewrite (inj_eq wide_inj).
  rewrite two -mulrBr -mulrA; congr (_ * _).
  by rewrite (_ : 3%:R * (3%:R - 1) = 6%:R :> R); [apply: mulrC | ring].
by rewrite -mulr_suml sumrB -mulr_suml frame_weight_sum one /pairing /pair_x /pair_y; field.
Qed.

Lemma two_columns_orthonormal w : (two_columns w)^T *m two_columns w = 1%:M.
Proof.
have /matrixP cols : (frame w.1)^T *m frame w.1 = 1%:M by apply: mulmx1C; apply: frame_orthogonal.
apply/matrixP=> a b; have := cols (w.2 (wide a)) (w.2 (wide b)).
rewrite !mxE (inj_eq perm_inj) (inj_eq wide_inj) => <-.
by apply: eq_bigr => i _; rewrite !mxE.
Qed.

Lemma two_columns_integrable : integrable_columns two_columns_mean two_columns.
Proof. by []. Qed.

(* Every hypothesis of haar_column and haar_pair holds, for every orthogonal map of the rows; the rotation of (3/5, 4/5)
   is one with c s <> 0. *)
Theorem frames_hypotheses :
  [/\ forall w, (two_columns w)^T *m two_columns w = 1%:M,
      integrable_columns two_columns_mean two_columns,
      forall G, G *m G^T = 1%:M -> invariant_rows two_columns_mean two_columns G
    & forall g, invariant_columns two_columns_mean two_columns g].
Proof.
split; [exact: two_columns_orthonormal | by [] | |].
  move=> G orthogonal a b i j k l.
  rewrite (rows_moment two_columns_integrable G a b i j k l).2 two_columns_moment -(pairing_rotated orthogonal).
  by apply: eq_bigr => d _; rewrite two_columns_moment.
by move=> g a b i j k l; rewrite !two_columns_moment (inj_eq perm_inj).
Qed.

(* So both claims hold for this law. *)
Corollary frames_means (a b : 'I_2) (A : 'M[R]_3) :
  haar_first R 3 2 ^+ 2 *: mean_pair two_columns_mean two_columns a b A
  = if a == b then haar_column_map 2 A else haar_pair_map 2 A.
Proof.
have [ortho int4 rows cols] := frames_hypotheses.
have reflections i := rows _ (orthogonal_reflection R i); have rotated := rows _ (orthogonal_rotation R).
have perms (g : 'S_3) : invariant_rows two_columns_mean two_columns (perm_mx g).
  by apply: rows; rewrite tr_perm_mx -perm_mxM mulgV perm_mx1.
have [unit generic] : (3%:R / 5%:R) ^+ 2 + (4%:R / 5%:R) ^+ 2 = 1 :> R /\ 3%:R / 5%:R * (4%:R / 5%:R) != 0 :> R.
  by split; [field | rewrite !mulf_neq0 ?invr_eq0 ?pnatr_eq0].
case: (eqVneq a b) => [<-|ab].
  exact: (haar_column ortho int4 _ reflections perms unit generic rotated).
exact: (haar_pair ortho int4 _ reflections perms unit generic rotated A ab (cols _)).
Qed.
End Frames.
