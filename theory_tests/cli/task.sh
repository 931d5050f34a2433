#!/usr/bin/env bash
# A task that is killed and resumed gives the figures of one that was not; what is damaged or of another task is refused.
# Usage: task.sh BROS
set -euo pipefail
bros=$1
work=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*" >&2; exit 1; }

flags=(representation --quick --methods one_sided,f2sa --iterations 300 --save-every 0)
# All figures but times and the memory of a process, which begin anew with it.
figures() { grep -vE '"(command|shows|seconds|processor_seconds|resident_bytes|state_bytes)"' "$1/summary.json"; }
"$bros" task "${flags[@]}" --out whole >/dev/null

# Three times killed in the middle of a cell, once states have been saved; then left alone.
before=
for round in 1 2 3 4; do
  "$bros" task "${flags[@]}" --out parts --resume >>log 2>&1 &
  changes=0
  while kill -0 $! 2>/dev/null && [ $round -eq 4 -o $changes -lt 10 ]; do
    sleep 0.02
    now=$(cksum parts/cells.sqlite* 2>/dev/null || true)
    [ "$now" = "$before" ] || changes=$((changes + 1)) before=$now
  done
  kill -9 $! 2>/dev/null || true
  wait $! 2>/dev/null || true
  [ $round -ne 1 ] || cp -r parts kept
done
[ -e parts/summary.json ] || fail "it has not come to its end: $(cat log)"
[ "$(grep -cE 'goes on at iteration [1-9]' log)" -ge 1 ] || fail "no state was gone on with: $(cat log)"
diff <(figures whole) <(figures parts) || fail "the figures are others after kills"
sed '0,/"iteration": 150/s//"iteration": 151/' parts/summary.json >kept/summary.json
! diff -q <(figures whole) <(figures kept) >/dev/null || fail "the comparison does not see one figure that is another"

# refused WORDS FLAGS...: exit status 2 and one line that holds every word
refused() {
  local words=$1 status=0
  shift
  "$bros" task "$@" >stdout 2>stderr </dev/null || status=$?
  [ $status -eq 2 ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "task $*: status $status: $(cat stderr)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do grep -qF -- "$word" stderr || fail "task $*: no '$word' in: $(cat stderr)"; done
}
refused '--out|whole|--resume goes on' "${flags[@]}" --out whole
refused '--resume|seed|2|1' "${flags[@]}" --seed 2 --out kept --resume
refused '--resume|beta|0.25' "${flags[@]}" --beta 0.25 --out kept --resume
refused '--resume|batch|16' "${flags[@]}" --batch 16 --out kept --resume
# Damage, once what was saved has come from the journal into the file.
"$bros" rates --store kept/cells.sqlite --export kept/cells.csv
cp kept/cells.sqlite whole.sqlite
damaged() {
  LC_ALL=C sed "$1" whole.sqlite >kept/cells.sqlite
  ! cmp -s whole.sqlite kept/cells.sqlite || fail "nothing to damage by $1"
}
damaged 's/velocity/velocitx/g'  # of the state
refused '--out|cells.sqlite|is damaged' "${flags[@]}" --out kept --resume
head -c 5000 whole.sqlite >kept/cells.sqlite
refused '--out|cells.sqlite|is damaged' "${flags[@]}" --out kept --resume
damaged 's/"task":"representation"/"task":"representatiox"/g'
refused '--resume|cells.sqlite|task' "${flags[@]}" --out kept --resume

# Where every run diverges the pictures that need their figures are left out, and the others and the tables are there.
"$bros" task mixture --quick --methods one_sided --ranks 0.25 --beta 400 --gamma 100 --out diverged >said
grep -q 'no pictures, since runs did not stay finite' said && [ -s diverged/index.html ] || fail "diverged: $(cat said)"
if command -v gnuplot >/dev/null; then
  [ -s diverged/mixture_memory.png ] && [ ! -e diverged/mixture_trade_off.png ] || fail "pictures of runs that diverged"
fi
echo "the same figures after kills"
