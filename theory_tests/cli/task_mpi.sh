#!/usr/bin/env bash
# A task on the ranks of an MPI job: the same figures for any number of ranks, as many bytes as the formula says, also
# after a rank was killed; what cannot be shared is refused in one line.
# Usage: task_mpi.sh BROS
set -euo pipefail
bros=$1
source "$(dirname "$0")/mpi_common.sh"
work=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"
said=$("$bros" rates --mpi --threads 0 2>&1 || true)
[[ $said != *'without MPI'* ]] || { echo "skipped: bros was built without MPI, and says so"; exit 77; }

iterations=30
flags=(cleaning --quick --methods full-tangent,ma-soba --batch 8 --iterations $iterations)
ranks=(mpirun -x PATH=/nowhere -n)  # no gnuplot: no pictures
# All figures but times, the memory of a process and what is sent.
figures() { grep -vE '"(command|shows|(processor_)?seconds|(resident|state|sent|formula)_bytes)"' "$1/summary.json"; }

PATH=/nowhere "$bros" task "${flags[@]}" --parts 4 --out alone >/dev/null
"${ranks[@]}" 4 "$bros" task "${flags[@]}" --mpi --out ranks4 >/dev/null
diff <(figures alone) <(figures ranks4) || fail "the figures on 4 ranks"

# Y: 784 x 10 or 784 x 128 and 128 x 10, of ranks 196 and 32, and biases; x: 1000 weights. Of three arrays of Y and two
# of x rank 0 has the first quarter: it sends the others, then its own to three ranks.
expected=$(for y in $((784 * 10 + 10)) $((196 * 10 + 10)) $((784 * 128 + 128 * 10 + 138)) $((196 * 128 + 32 * 10 + 138)); do
  numbers=$((3 * y + 2 * 1000)) quarter=$(((3 * y + 2 * 1000) / 4))
  echo $((iterations * 4 * (numbers - quarter + 3 * quarter)))
done | sort -n)
for which in sent formula; do
  said=$(grep -o "\"${which}_bytes\": [0-9]*" ranks4/summary.json | cut -d' ' -f2 | sort -nu)
  [ "$said" = "$expected" ] || fail "bytes, $which: $said, not $expected"
done

# A rank that is killed ends the job; it goes on, on another number of ranks.
killed_and_resumed() {
  rm -rf killed
  "${ranks[@]}" 2 "$bros" task "${flags[@]}" --mpi --save-every 0 --out killed >/dev/null 2>said &
  local job=$! changes=0 before= now status=0
  until [ $changes -ge 6 ]; do
    kill -0 $job 2>/dev/null || fail "the job ended before it was killed: $(cat said)"
    sleep 0.02
    now=$(cksum killed/cells.sqlite* 2>/dev/null || true)
    [ "$now" = "$before" ] || changes=$((changes + 1)) before=$now
  done
  kill -9 "$(pgrep -n -P $job bros)"  # the one that was started last: rank 1
  wait $job 2>/dev/null || status=$?
  [ $status -ne 0 ] || fail "a job whose rank was killed ends as if all were well"
  [ "$(grep -c '^bros: ' said)" -eq 1 ] && grep -q '^bros: stopped by SIGTERM.*killed/cells.sqlite.*--resume' said ||
    fail "what a killed job says: $(cat said)"
  "${ranks[@]}" 1 "$bros" task "${flags[@]}" --mpi --out killed --resume >resumed
  diff <(figures alone) <(figures killed) || fail "the figures are others after a rank was killed"
}
for attempt in 1 2 3 4; do  # between two runs there is no state to go on with
  killed_and_resumed
  ! grep -qE 'goes on at iteration [1-9]' resumed || break
done
grep -qE 'goes on at iteration [1-9]' resumed || fail "no state was gone on with: $(cat resumed)"
sed -i '0,/"iteration": 15/s//"iteration": 16/' killed/summary.json
! diff -q <(figures alone) <(figures killed) >/dev/null || fail "the comparison does not see one figure that is another"

# refused STATUS WORDS COMMAND...: that status and one line of bros that holds every word
refused() {
  local expected=$1 words=$2 status=0
  shift 2
  "$@" >stdout 2>stderr </dev/null || status=$?
  [ $status -eq "$expected" ] && [ "$(grep -c '^bros: ' stderr)" -eq 1 ] || fail "$*: status $status: $(cat stderr)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do grep '^bros: ' stderr | grep -qF -- "$word" || fail "$*: no '$word': $(cat stderr)"; done
}
refused 2 '--parts = 4|multiple of the number of ranks, 3' "${ranks[@]}" 3 "$bros" task "${flags[@]}" --mpi --out none
refused 2 '--resume|parts = 4, not 1' "$bros" task "${flags[@]}" --out ranks4 --resume
[ ! -e none ] || fail "what was refused has left a folder"
echo "1, 2 and 4 ranks: the same figures, also after a kill"
