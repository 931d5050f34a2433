#!/usr/bin/env bash
# Wrong input to `bros task`: one line that names the field and what is allowed, exit status 2, nothing left behind.
# Usage: task_bad_input.sh BROS
set -uo pipefail
bros=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0 failed=0

# refused WORDS ARGUMENTS...: the one line on standard error holds every word of WORDS (separated by |)
refused() {
  local words=$1 status line missing=
  shift
  timeout 60 "$bros" task "$@" >stdout 2>stderr </dev/null
  status=$?
  line=$(cat stderr)
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do [[ $line == *"$word"* ]] || missing+=" '$word'"; done
  if [ $status -ne 2 ] || [ "$(wc -l <stderr)" -ne 1 ] || [ -n "$missing" ] || [ -s stdout ] || [ -e out ]; then
    echo "FAILED: bros task $*: status $status, missing$missing, said: $line; $(ls)"
    failed=$((failed + 1))
    rm -rf out
  else
    passed=$((passed + 1))
  fi
}

if "$bros" task cleaning --seeds 1 2>&1 | grep -q 'built without libtorch'; then
  refused 'task|vit|built without libtorch|libtorch-dev' vit --quick --out out
  echo "$passed passed, $failed failed; built without libtorch"
  exit $failed
fi
refused 'name'
refused 'task|knapsack|cleaning, mixture, representation, vit' knapsack --out out
refused '--seeds|1|at least 2' cleaning --seeds 1 --out out
refused '--ranks|1.5|(0, 1]' cleaning --quick --ranks 0.25,1.5 --out out
refused '--ranks|0' cleaning --quick --ranks 0 --out out
refused '--ranks|nan' cleaning --quick --ranks nan --out out
refused '--methods|plain|one_sided' cleaning --quick --methods plain --out out
refused '--methods|biprobe|once' cleaning --quick --methods biprobe,biprobe --out out
refused '--methods|grid|mixture' vit --quick --methods grid --out out
refused 'beta|-1' cleaning --quick --beta -1 --out out
refused 'theta|2' cleaning --quick --theta 2 --out out
refused 'lambda|nan' cleaning --quick --lambda nan --out out
refused '--threads|0' cleaning --quick --threads 0 --out out
refused '--iterations|-1' cleaning --quick --iterations -1 --out out
for flag in --seeds --iterations --batch --at-once; do refused "$flag|0|at least 1" cleaning --quick $flag 0 --out out; done
refused '--batch|-1' cleaning --quick --batch -1 --out out
refused '--at-once|-8' vit --quick --at-once -8 --out out
refused 'absent|dataset-fashion-mnist' cleaning --quick --data absent --out out
refused 'absent|dataset-fashion-mnist' representation --quick --data absent --out out
printf '' >notes.txt
refused '--out|notes.txt' representation --quick --out notes.txt/out

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
