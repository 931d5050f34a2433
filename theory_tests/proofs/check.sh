#!/usr/bin/env bash
# Has Coq check every proof in this folder, and fails unless
#   - every theorem of theorems.csv is there and rests on the axioms that its line names, and on no others;
#   - README.md shows every line of theorems.csv;
#   - the constants have the values of the C++ functions, at 20 points and more (PROOF_POINTS writes the statements);
#   - a wrong constant, in a statement here or in the library, is found.
# Usage: check.sh PROOF_POINTS
set -euo pipefail
here=$(dirname "$(readlink -f -- "$0")")
points=$(readlink -f -- "$1")
coqc=${COQC:-coqc} coqdep=${COQDEP:-coqdep}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.v "$work"
cd "$work"
compile() { "$coqc" -q -w none -noglob -Q "$work" BROS "$1"; }
fail() { echo "$*" >&2; exit 1; }

if grep -nE '^[[:space:]]*(Axioms?|Parameters?|Conjectures?|Admitted|Abort)\b|\badmit\b' ./*.v; then
  fail "a proof that is not one"
fi
for file in $("$coqdep" -Q . BROS -sort ./*.v); do
  compile "$file" >/dev/null || fail "$file: not checked"
done

# What every theorem rests on. The axioms of Coq's real numbers:
reals='ClassicalDedekindReals.sig_forall_dec|ClassicalDedekindReals.sig_not_dec|FunctionalExtensionality.functional_extensionality_dep'
tail -n +2 "$here/theorems.csv" >theorems
{
  echo "Set Printing Width 10000."
  while IFS=, read -r _ file _ _; do echo "From BROS Require $file."; done <theorems | sort -u
  n=0
  while IFS=, read -r _ file theorem _; do
    echo "Definition theorem_$n := tt. Print theorem_$n. Print Assumptions BROS.$file.$theorem."
    n=$((n + 1))
  done <theorems
} >audit.v
compile audit.v >audit.txt || fail "a theorem of theorems.csv is not there"
awk '/^theorem_[0-9]+ = /{n = substr($1, 9)} /^Closed under the global context/{found[n] = "none"}
     /^[A-Za-z_][A-Za-z0-9_.'"'"']* :/ && !/^theorem_/{found[n] = found[n] " " $1} END{for (n in found) print n, found[n]}' \
  audit.txt | sort -n >found
n=0
while IFS=, read -r claim file theorem axioms; do
  rests=$(awk -v n=$n '$1 == n{$1 = ""; sub(/^ +/, ""); print}' found)
  [ -n "$rests" ] || fail "$theorem: Coq did not say what it rests on"
  case $axioms in
    none) [ "$rests" = none ] || fail "$theorem rests on $rests; theorems.csv says none" ;;
    reals)
      for axiom in $rests; do
        [[ $axiom =~ ^($reals)$ ]] || fail "$theorem rests on $axiom, which is no axiom of the real numbers"
      done ;;
    *) fail "theorems.csv: $theorem: axioms are none or reals, not $axioms" ;;
  esac
  grep -qE "^\| \[$claim\]\([^|]*\) \| \`$theorem\` \| \`$file.v\` \|.*\| $axioms \|$" "$here/README.md" ||
    fail "README.md has no row | $claim | \`$theorem\` | \`$file.v\` | ... | $axioms |"
  n=$((n + 1))
done <theorems
echo "$n theorems checked"

# Values at 20 points or more, and few for the planted faults below.
for kind in reals fields; do
  "$points" $kind >points_$kind.v
  compile points_$kind.v || fail "a constant of the proofs is not that of the library"
done
echo "$(cat points_reals.v points_fields.v | grep -c '^Goal') statements: the constants are those of the library"

# Planted faults. In the library: each must change a statement that was just proved.
survivors=$("$points" faults)
[ -z "$survivors" ] || fail "planted faults of the library that no statement tells: $survivors"
# In a statement: its proof, or the comparison with the library, must fail.
"$points" reals 2 >few_reals.v
"$points" fields 3 >few_fields.v
planted=0
while IFS=$'\t' read -r file from to then; do
  mkdir -p fault
  cp "$work"/*.vo fault/
  grep -qF -- "$from" "$file" || fail "planted fault: $file does not hold: $from"
  FROM="$from" TO="$to" awk 'BEGIN{f = ENVIRON["FROM"]; t = ENVIRON["TO"]}
    !done && (i = index($0, f)){$0 = substr($0, 1, i - 1) t substr($0, i + length(f)); done = 1} {print}' "$file" >"fault/$file"
  if (cd fault && "$coqc" -q -w none -Q . BROS "$file" &&
      { [ "$then" = - ] || { cp "../$then" . && "$coqc" -q -w none -Q . BROS "$then"; }; }) >/dev/null 2>&1; then
    fail "planted fault survives: $file: $from -> $to"
  fi
  rm -rf fault
  planted=$((planted + 1))
done <"$here/faults.txt"
echo "$planted planted faults in statements rejected"
