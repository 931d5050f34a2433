#!/usr/bin/env bash
# A sweep on the ranks of an MPI job: the same cells for any number of ranks, one message for an error on any of them.
# Usage: sweep_mpi.sh BROS
set -euo pipefail
bros=$1
source "$(dirname "$0")/sweep_common.sh"

said=$("$bros" rates --mpi --threads 0 2>&1 || true)
if [[ $said == *'without MPI'* ]]; then
  refused 2 '--mpi|built without MPI' sweep --mpi --out none
  [ ! -e none ] || fail "it left a folder"
  echo "skipped: bros was built without MPI, and says so"
  exit 77
fi
command -v mpirun >/dev/null || { echo "skipped: there is no mpirun"; exit 77; }
ranks() { mpirun -n "$1" "$bros" rates "${@:2}" --mpi --threads 1; }

sweep --threads 2 --out alone >/dev/null
exported alone/cells.sqlite reference.csv
same() { exported "$1" | cmp - reference.csv || fail "$2"; }
for n in 1 2 3; do
  ranks $n "${flags[@]}" --out ranks$n >said.txt
  same ranks$n/cells.sqlite "$n ranks"
  [ "$(computed said.txt)" -eq $cells ] && [ "$(wc -l <said.txt)" -eq 2 ] || fail "$n ranks said $(cat said.txt)"
done

refused 2 'holds cells already|--resume' ranks 2 "${flags[@]}" --out ranks2
refused 2 '--horizons|64' ranks 2 --problems quadratic --horizons 64,64 --out none
refused 2 '--mpi|all ranks must have the same program, flags and data' \
  mpirun -n 1 "$bros" rates "${flags[@]}" --mpi --out none : -n 1 "$bros" rates "${flags[@]}" --mpi --out none --seed 2
refused 2 'rank 1: |absent|dataset-fashion-mnist' mpirun -n 1 "$bros" rates "${flags[@]}" --mpi --out none : \
  -n 1 "$bros" rates --problems cleaning --data absent --mpi --out none
mkdir disk
if mount -t tmpfs -o size=300k tmpfs disk 2>/dev/null; then
  refused 1 'disk/cells.sqlite|could not be written|--resume goes on' ranks 2 "${endless[@]}" --store disk/cells.sqlite --out full
  [ "$(filled disk/cells.sqlite)" -gt 0 ] || fail "nothing was kept when the disk was full"
else
  echo "no file system could be mounted: a full one is not tried"
fi

# A rank that is killed ends the job; the store goes on.
mpirun -n 2 "$bros" rates "${endless[@]}" --mpi --threads 1 --out killed >/dev/null 2>&1 &
until [ "$(filled killed/cells.sqlite)" -gt 0 ]; do sleep 0.05; done
kill -9 "$(pgrep -n -P $! bros)"
status=0
wait $! || status=$?
[ $status -ne 0 ] || fail "a job whose rank was killed ends as if all were well"
sweep --out killed --resume >/dev/null
exported killed/cells.sqlite | grep -xFf reference.csv | cmp - reference.csv || fail "resumed after a rank was killed"
echo "1, 2 and 3 ranks: the same cells"
