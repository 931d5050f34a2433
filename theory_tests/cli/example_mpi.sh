#!/usr/bin/env bash
# The library on ranks of an MPI job: the same numbers on 1, 2 and 4, and as many bytes as the formula says.
# Usage: example_mpi.sh EXAMPLE
set -euo pipefail
source "$(dirname "$0")/mpi_common.sh"
x=
for n in 1 2 4; do
  said=$(mpirun -n $n "$1")
  # 2 (R - 1)/R of 200 x 30 numbers of 8 bytes; on 4 ranks the 30 numbers are shared as 7, 8, 7, 8.
  case $n in 1) bytes=0 ;; 2) bytes=48000 ;; 4) bytes=$((200 * 8 * (23 + 3 * 7))) ;; esac
  grep -qF "by rank 0 of $n: $bytes bytes, by the formula $bytes" <<<"$said" || fail "bytes on $n ranks: $said"
  x=${x:-$(head -1 <<<"$said")}
  [ "$(head -1 <<<"$said")" = "$x" ] || fail "$n ranks: $said, and not $x"
done
[[ $x == 'x = '*.* ]] || fail "no numbers: $x"
echo "1, 2 and 4 ranks: $x"
