#!/usr/bin/env bash
# A quadratic problem of the user's in rates, variance and counterexample: files, the numbers of the C++ call, refusals.
# Usage: own_problem.sh BROS EXAMPLE_RATE_STUDY SOURCE
set -euo pipefail
bros=$1 example=$2 source=$3
quadratic=$source/docs/examples/quadratic.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }
prints() {  # TEXT WORDS... : bros WORDS says TEXT
  local text=$1
  shift
  "$bros" "$@" >"$work/said" || fail "bros $*: status $?"
  grep -q -- "$text" "$work/said" || fail "bros $*: does not say \"$text\""
}

"$bros" rates --file "$quadratic" --methods full-tangent,ma-soba --horizons 64,256,1024 --seeds 4 --out "$work/own" >"$work/table"
for file in rates_own.csv rates_own_runs.csv rates_own_exact.csv rates_own.svg rates_own_samples.svg summary.json index.html; do
  [ -s "$work/own/$file" ] || fail "bros rates --file: no $file"
done
grep -q '^| full tangent' "$work/table" || fail "bros rates --file: no row of the full tangent"
# method, level and seed sorted as the C++ call has them: all levels of a seed.
awk -F, 'NR > 1{printf "%d %s %d %s\n", ($1 == "ma_soba"), $4, $3, $5}' "$work/own/rates_own_runs.csv" | sort -k1,1n -k2,2n -k3,3n |
  awk '{print $4}' >"$work/of_the_command"
"$example" "$quadratic" | grep -vE 'slope' >"$work/of_the_call"
[ "$(wc -l <"$work/of_the_call")" = 24 ] || fail "rate_study: not 24 runs"
paste "$work/of_the_command" "$work/of_the_call" | awk '$1 + 0 != $2 + 0{bad = 1} END{exit bad}' ||
  fail "bros rates --file and rate_study differ"
own=(rates --file "$quadratic" --methods full-tangent,ma-soba --horizons 64,256,1024 --seeds 4 --out "$work/own" --resume)
prints ' 0 of them computed now' "${own[@]}"
prints ' 24 of them computed now' "${own[@]}" --steps 0.1,1,1,4  # other steps are other cells
prints 'exact curves are known of one quadratic' rates --data "$source/docs/data/quadratic_2442" --methods full-tangent \
  --horizons 64,128 --seeds 2 --out "$work/sum"
prints '^m = 6, n = 1, r = 3' variance --file "$quadratic" --draws 200 --out "$work/variance"
prints 'at the exact mean of x' counterexample --file "$quadratic" --iterations 200 --seeds 2 --out "$work/counterexample"

refused() {  # WORDS... : one line that names the flag, status 2, nothing written
  local named=$1
  shift
  local status=0
  "$bros" "$@" --out "$work/none" >"$work/said" 2>&1 || status=$?
  [ $status = 2 ] && [ "$(wc -l <"$work/said")" = 1 ] && grep -q -- "$named" "$work/said" && [ ! -e "$work/none" ] ||
    fail "bros $*: status $status, $(cat "$work/said")"
}
refused --methods rates --file "$quadratic" --methods amigo
refused --methods rates --file "$quadratic" --methods bros,bros
refused --methods rates --methods bros
refused --actions rates --file "$quadratic" --actions plain
refused --steps rates --file "$quadratic" --steps 1,2
refused --steps rates --file "$quadratic" --steps 0,1,1,1
refused --problems rates --file "$quadratic" --problems price
refused --rank rates --file "$quadratic" --rank 9
refused hadamard rates --file "$quadratic" --samplers hadamard
refused file rates --file "$work/nothing.json"
refused --file variance --file "$quadratic" --rows 3
refused --file variance --file "$quadratic" --hessian x
