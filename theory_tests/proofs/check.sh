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

# What the theorems rest on: those of one class together, so that Coq walks through what they share once.
reals='ClassicalDedekindReals.sig_forall_dec|ClassicalDedekindReals.sig_not_dec|FunctionalExtensionality.functional_extensionality_dep'
tail -n +2 "$here/theorems.csv" >theorems
while IFS=, read -r claim file theorem axioms; do
  [[ $axioms =~ ^(none|reals)$ ]] || fail "theorems.csv: $theorem: axioms are none or reals, not $axioms"
  grep -qE "^\| \[$claim\]\([^|]*\) \| \`$theorem\` \| \`$file.v\` \|.*\| $axioms \|$" "$here/README.md" ||
    fail "README.md has no row | $claim | \`$theorem\` | \`$file.v\` | ... | $axioms |"
done <theorems
awk -F'|' '/^\| \[/ && NF != 8 {print "README.md: a row of other than six columns: " $0; bad = 1} END {exit bad}' "$here/README.md" >&2 || exit 1
rest_on() {  # CLASS: prints what its theorems rest on
  {
    echo "Set Printing Width 10000."
    awk -F, -v class="$1" '$4 == class{print "From BROS Require " $2 "."}' theorems | sort -u
    awk -F, -v class="$1" '$4 == class{printf "%s@BROS.%s.%s", n++ ? ", " : "Definition together := (", $2, $3} END{print ")."}' theorems
    echo "Print Assumptions together."
  } >"rest_on_$1.v"
  compile "rest_on_$1.v" || fail "a theorem of theorems.csv is not there"
}
[ "$(rest_on none)" = "Closed under the global context" ] || fail "theorems that theorems.csv says rest on no axiom: $(rest_on none)"
rest_on reals >axioms
grep -q '^Axioms:$' axioms || fail "Coq did not say what the theorems over the reals rest on"
others=$(awk '/^[A-Za-z_][A-Za-z0-9_.]* :/{print $1}' axioms | grep -vxE "$reals" || true)
[ -z "$others" ] || fail "theorems rest on axioms that are not those of the real numbers: $others"
echo "$(wc -l <theorems) theorems checked"

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
