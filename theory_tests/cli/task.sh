#!/usr/bin/env bash
# A task that is killed and resumed gives the figures of one that was not; what is damaged or of another task is refused.
# Usage: task.sh BROS
set -euo pipefail
bros=$1
work=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2>/dev/null; wait; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*" >&2; exit 1; }

flags=(representation --quick --methods one_sided,f2sa --iterations 400 --save-every 0)
# All figures but times and the memory of a process, which begin anew with it.
figures() { grep -vE '"(command|seconds|processor_seconds|resident_bytes|state_bytes)"' "$1/summary.json"; }
"$bros" task "${flags[@]}" --out whole >/dev/null

killed=0
while [ ! -e parts/summary.json ]; do
  setsid "$bros" task "${flags[@]}" --out parts --resume >>log 2>&1 &
  # killed when it has saved another state, three times: in the middle of a cell
  rm -f parts/running.state.before
  [ ! -e parts/running.state ] || cp parts/running.state parts/running.state.before
  while kill -0 $! 2>/dev/null; do
    if [ $killed -lt 3 ] && [ -e parts/running.state ] && ! cmp -s parts/running.state parts/running.state.before; then
      kill -9 $! && killed=$((killed + 1))
    fi
    sleep 0.02
  done
  wait $! 2>/dev/null || true
  [ $killed -ne 1 ] || [ -e kept ] || cp -r parts kept
done
[ $killed -eq 3 ] || fail "killed $killed times instead of 3: $(cat log)"
[ "$(grep -cE 'goes on at iteration [1-9]' log)" -ge 1 ] || fail "the state was not gone on with: $(cat log)"
diff <(figures whole) <(figures parts) || fail "the figures are others after kills"
"$bros" task "${flags[@]}" --seed 2 --out other >/dev/null
! diff -q <(figures whole) <(figures other) >/dev/null || fail "the comparison does not see another seed"

# refused WORDS FLAGS...: exit status 2 and one line that holds every word
refused() {
  local words=$1 status=0
  shift
  "$bros" task "$@" >stdout 2>stderr </dev/null || status=$?
  [ $status -eq 2 ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "task $*: status $status: $(cat stderr)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do grep -qF -- "$word" stderr || fail "task $*: no '$word' in: $(cat stderr)"; done
}
refused '--resume|seed|2|1' "${flags[@]}" --seed 2 --out kept --resume
refused '--resume|beta|0.25' "${flags[@]}" --beta 0.25 --out kept --resume
[ -e kept/running.state ] || fail "no state is left to damage"
printf 'x' | dd of=kept/running.state bs=1 seek=$(($(stat -c %s kept/running.state) / 2)) conv=notrunc status=none
refused '--resume|running.state' "${flags[@]}" --out kept --resume
truncate -s 2 kept/running.state
refused '--resume|running.state' "${flags[@]}" --out kept --resume
rm kept/running.state
printf '{"task"' >>kept/cells.jsonl
refused '--resume|cells.jsonl' "${flags[@]}" --out kept --resume
echo "the same figures after kills"
