(* Fourth moments of Rademacher signs.

   Result: for independent signs s and numbers u_a, v_a, w_a, z_a, with u.s = sum_a u_a s_a,
       E[(u.s) (v.s) (w.s) (z.s)] = (u.v) (w.z) + (u.w) (v.z) + (u.z) (v.w) - 2 sum_a u_a v_a w_a z_a.
   For centred signs c_i = s_i - mean(s), with Pi_ij = [i = j] - 1/r,
       E[c_i c_i c_j c_k] = Pi_ii Pi_jk + 2 Pi_ij Pi_ik - 2 (Pi_jk / r^2 + (1 - 2/r) Pi_ij Pi_ik).
   Method: first for four single signs, by flipping one that occurs once; then one form after the other.
   Source: docs/theory/estimators.md, estimator-variance, step 4. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From BROS Require Import probability_finite signs.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Forms.
Variables (R : realFieldType) (q : nat).
Local Notation E := (mean (rademacher R q)).
Local Notation sgn := (sign R).
Implicit Types (u v w z : 'I_q -> R) (a b c d : 'I_q).

Definition dot u v : R := \sum_a u a * v a.
Definition form u (s : {ffun 'I_q -> bool}) : R := \sum_a u a * sgn s a.

Lemma mean_four_signs a b c d :
  E (fun s => sgn s a * sgn s b * sgn s c * sgn s d)
  = (a == b)%:R * (c == d)%:R + (a == c)%:R * (b == d)%:R + (a == d)%:R * (b == c)%:R
    - 2%:R * (a == b)%:R * (a == c)%:R * (a == d)%:R.
Proof.
have [<-|ab] := eqVneq a b.
  rewrite (@eq_mean _ _ _ _ (fun s => sgn s c * sgn s d)) => [|s]; last by rewrite sign_square mul1r.
  by rewrite mean_sign_sign ?eqxx /=; ring.
have [<-|ac] := eqVneq a c.
  rewrite (@eq_mean _ _ _ _ (fun s => sgn s b * sgn s d)) => [|s].
    by rewrite mean_sign_sign ?eqxx [b == a]eq_sym (negbTE ab) /=; ring.
  by rewrite (mulrC (sgn s a) (sgn s b)) -(mulrA (sgn s b)) sign_square mulr1.
have [<-|ad] := eqVneq a d.
  rewrite (@eq_mean _ _ _ _ (fun s => sgn s b * sgn s c)) => [|s].
    by rewrite mean_sign_sign ?eqxx ![_ == a]eq_sym (negbTE ab) (negbTE ac) /=; ring.
  by rewrite mulrC !mulrA sign_square mul1r.
transitivity (0 : R); last by rewrite /=; ring.
apply: (odd_mean (i := a)) => s; rewrite !sign_flip eqxx ![_ == a]eq_sym.
by rewrite (negbTE ab) (negbTE ac) (negbTE ad); ring.
Qed.

(* A mean with one more form is a sum of means with one more sign. *)
Lemma mean_form (f : {ffun 'I_q -> bool} -> R) u :
  E (fun s => f s * form u s) = \sum_a u a * E (fun s => f s * sgn s a).
Proof.
rewrite (@eq_mean _ _ _ _ (fun s => \sum_a u a * (f s * sgn s a))) => [|s].
  by rewrite mean_sum; apply: eq_bigr => a _; rewrite meanZ.
by rewrite /form mulr_sumr; apply: eq_bigr => a _; rewrite mulrCA.
Qed.

Lemma sum_delta u a : \sum_d u d * (a == d)%:R = u a.
Proof.
rewrite (bigD1 a) //= eqxx mulr1 big1 ?addr0 // => d; rewrite eq_sym => /negbTE->.
by rewrite mulr0.
Qed.

Lemma mean_three_signs z a b c :
  E (fun s => sgn s a * sgn s b * sgn s c * form z s)
  = (a == b)%:R * z c + (a == c)%:R * z b + (b == c)%:R * z a - 2%:R * (a == b)%:R * (a == c)%:R * z a.
Proof.
rewrite mean_form (eq_bigr (fun d => (a == b)%:R * (z d * (c == d)%:R) + ((a == c)%:R * (z d * (b == d)%:R)
    + ((b == c)%:R - 2%:R * (a == b)%:R * (a == c)%:R) * (z d * (a == d)%:R)))) => [|d _].
  by rewrite !big_split /= -!mulr_sumr !sum_delta; ring.
by rewrite mean_four_signs; ring.
Qed.

Lemma mean_two_signs w z a b :
  E (fun s => sgn s a * sgn s b * form z s * form w s)
  = (a == b)%:R * dot w z + w a * z b + w b * z a - 2%:R * (a == b)%:R * w a * z a.
Proof.
rewrite mean_form (eq_bigr (fun c => (a == b)%:R * (w c * z c) + (z b * (w c * (a == c)%:R)
    + (z a * (w c * (b == c)%:R) + - (2%:R * (a == b)%:R * z a) * (w c * (a == c)%:R))))) => [|c _].
  by rewrite !big_split /= -!mulr_sumr !sum_delta -/(dot w z); ring.
rewrite (@eq_mean _ _ _ _ (fun s => sgn s a * sgn s b * sgn s c * form z s)) => [|s]; last by rewrite mulrAC.
by rewrite mean_three_signs; ring.
Qed.

Lemma mean_one_sign v w z a :
  E (fun s => sgn s a * form z s * form w s * form v s)
  = v a * dot w z + w a * dot v z + z a * dot v w - 2%:R * v a * w a * z a.
Proof.
rewrite mean_form (eq_bigr (fun b => dot w z * (v b * (a == b)%:R) + (w a * (v b * z b)
    + (z a * (v b * w b) + - (2%:R * w a * z a) * (v b * (a == b)%:R))))) => [|b _].
  by rewrite !big_split /= -!mulr_sumr !sum_delta -/(dot v z) -/(dot v w); ring.
rewrite (@eq_mean _ _ _ _ (fun s => sgn s a * sgn s b * form z s * form w s)) => [|s].
  by rewrite mean_two_signs; ring.
by rewrite mulrAC (mulrAC (sgn s a)).
Qed.

Lemma mean_four_forms u v w z :
  E (fun s => form u s * form v s * form w s * form z s)
  = dot u v * dot w z + dot u w * dot v z + dot u z * dot v w - 2%:R * \sum_a u a * v a * w a * z a.
Proof.
rewrite (@eq_mean _ _ _ _ (fun s => form z s * form w s * form v s * form u s)) => [|s]; last by ring.
rewrite mean_form (eq_bigr (fun a => dot w z * (u a * v a) + (dot v z * (u a * w a)
    + (dot v w * (u a * z a) + - 2%:R * (u a * v a * w a * z a))))) => [|a _].
  by rewrite !big_split /= -!mulr_sumr -/(dot u v) -/(dot u w) -/(dot u z); move: (\sum_a _) => t; ring.
rewrite (@eq_mean _ _ _ _ (fun s => sgn s a * form z s * form w s * form v s)) => [|s]; last by ring.
by rewrite mean_one_sign; ring.
Qed.
End Forms.

Section Centred.
Variables (R : realFieldType) (r : nat).
Implicit Types (i j k a : 'I_r).

(* Pi = I - (1/r) 1 1'. *)
Definition centring i j : R := (i == j)%:R - r%:R^-1.

Lemma centred_form i s : centred_sign R s i = form (centring i) s.
Proof.
rewrite /form (eq_bigr (fun a => sign R s a * (i == a)%:R - r%:R^-1 * sign R s a)) => [|a _].
  by rewrite sumrB sum_delta -mulr_sumr /centred_sign mulrC.
by rewrite /centring; ring.
Qed.

Let r0 i : r%:R != 0 :> R. Proof. by rewrite pnatr_eq0; case: r i => [[]//|]. Qed.

(* Pi 1 = 0 and Pi Pi = Pi. *)
Lemma centring_sum i : \sum_a centring i a = 0.
Proof.
rewrite sumrB (eq_bigr (fun a => 1 * (i == a)%:R)) => [|a _]; last by rewrite mul1r.
by rewrite sum_delta sumr_const card_ord -[_ *+ r]mulr_natr mulVf ?subrr // (r0 i).
Qed.

Lemma centring_idempotent i j : dot (centring i) (centring j) = centring i j.
Proof.
rewrite /dot (eq_bigr (fun a => centring j a * (i == a)%:R - r%:R^-1 * centring j a)) => [|a _].
  by rewrite sumrB sum_delta -mulr_sumr centring_sum mulr0 subr0 /centring eq_sym.
by rewrite {1}/centring; ring.
Qed.

(* Pi_ia^2 = 1/r^2 + (1 - 2/r) [a = i]. *)
Lemma centring_square i a : centring i a * centring i a = r%:R^-2 + (1 - 2%:R / r%:R) * (i == a)%:R.
Proof. by have ne := r0 i; rewrite /centring; case: (i == a) => /=; field. Qed.

Lemma mean_centred_four i j k :
  mean (rademacher R r) (fun s => centred_sign R s i * centred_sign R s i * centred_sign R s j * centred_sign R s k)
  = centring i i * centring j k + 2%:R * centring i j * centring i k
    - 2%:R * (centring j k / r%:R ^+ 2 + (1 - 2%:R / r%:R) * (centring i j * centring i k)).
Proof.
rewrite (@eq_mean _ _ _ _ (fun s => form (centring i) s * form (centring i) s
    * form (centring j) s * form (centring k) s)) => [|s]; last by rewrite !centred_form.
rewrite mean_four_forms !centring_idempotent.
rewrite (eq_bigr (fun a => r%:R^-2 * (centring j a * centring k a)
    + (1 - 2%:R / r%:R) * (centring j a * centring k a * (i == a)%:R))) => [|a _].
  rewrite big_split /= -!mulr_sumr sum_delta -/(dot _ _) centring_idempotent.
  have sym a b : centring a b = centring b a by rewrite /centring eq_sym.
  by rewrite !(sym _ i); have ne := r0 i; field.
by rewrite centring_square; ring.
Qed.
End Centred.
