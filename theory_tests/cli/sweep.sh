#!/usr/bin/env bash
# A sweep that is killed, shared or stopped ends with the very same cells as one that is left in peace.
# Usage: sweep.sh BROS
set -euo pipefail
bros=$1
source "$(dirname "$0")/sweep_common.sh"

sweep --threads 1 --out one >one.txt
exported one/cells.sqlite reference.csv
[ "$(wc -l <reference.csv)" -eq $((cells + 1)) ] || fail "cells of the reference"
[ "$(computed one.txt)" -eq $cells ] && grep -q 'still missing: nothing is drawn' one.txt || fail "what it says"
same() { exported "$1" | cmp - reference.csv || fail "$2"; }

sweep --threads 2 --out two >two.txt
same two/cells.sqlite "two threads"
sweep --out two --resume >two.txt
[ "$(computed two.txt)" -eq 0 ] || fail "--resume computes again what is there"

# kill -9 at random moments, each after at least a random number of new cells, so that what counts is progress and not
# time; after each, all that was there is still there, and nothing that is wrong. Should all be computed before the 20th
# kill, it begins anew. Some processes are killed at once, while they open or make the store; they do not count.
kills=0 at_once=0 finished=0 n=0
: >before
killed_after() {
  local status=0
  "$bros" rates "${flags[@]}" --threads 1 --store killed.sqlite --out killed --resume >/dev/null 2>&1 &
  "$@" $!
  kill -9 $! 2>/dev/null || true
  wait $! 2>/dev/null || status=$?
  n=$(filled killed.sqlite)
  [ "$n" -eq 0 ] || exported killed.sqlite | LC_ALL=C sort >now
  [ "$n" -eq 0 ] && [ -s before ] && fail "the cells were lost by kill -9"
  [ -z "$(LC_ALL=C comm -23 before now 2>/dev/null)" ] || fail "a cell was lost by kill -9"
  [ "$n" -eq 0 ] || [ -z "$(grep -vxFf reference.csv now)" ] || fail "a cell is wrong after kill -9"
  [ "$n" -eq 0 ] || cp now before
  [ $status -eq 137 ]
}
at_a_random_moment() { sleep "0.0$(printf %02d $((RANDOM % 50)))"; }
with_more_cells() {
  local goal=$((n + 1 + RANDOM % 6))
  until [ "$(filled killed.sqlite)" -ge $goal ] || ! kill -0 "$1" 2>/dev/null; do :; done
}
while [ $kills -lt 20 ]; do
  if [ $((RANDOM % 3)) -eq 0 ]; then
    killed_after at_a_random_moment && at_once=$((at_once + 1))
  elif killed_after with_more_cells && [ "$n" -lt $cells ]; then
    kills=$((kills + 1))
  fi
  if [ "$n" -eq $cells ]; then
    same killed.sqlite "killed and resumed"
    rm killed.sqlite* && : >before
    finished=$((finished + 1)) n=0
    [ $kills -lt 20 ] || kills=19  # the last resume has something to do
  fi
done
sweep --threads 2 --store killed.sqlite --out killed --resume >last.txt
same killed.sqlite "killed 20 times and resumed"
[ "$(computed last.txt)" -eq $((cells - n)) ] || fail "the last resume computed $(computed last.txt), missing were $((cells - n))"
echo "killed $kills times among cells and $at_once times at once, finished $finished times before; $n of $cells cells" \
  "were there at the last resume"

# Two processes at once on a store that neither has made.
sweep --threads 1 --store shared.sqlite --out a --resume >a.txt &
sweep --threads 1 --store shared.sqlite --out b --resume >b.txt
wait $!
same shared.sqlite "two processes"
[ $(($(computed a.txt) + $(computed b.txt))) -eq $cells ] || fail "two processes computed $(cat a.txt b.txt)"

# One of two is killed: the other one takes over what it had claimed.
for n in 10 60 120; do
  "$bros" rates "${flags[@]}" --threads 1 --store taken$n.sqlite --out a --resume >/dev/null 2>&1 &
  killed=$!
  sweep --threads 1 --store taken$n.sqlite --out b --resume >b.txt &
  until [ "$(filled taken$n.sqlite)" -ge $n ]; do :; done
  kill -9 $killed 2>/dev/null || true
  wait $killed 2>/dev/null || true
  wait $! || fail "the process that was left: $(cat b.txt)"
  same taken$n.sqlite "one of two processes killed"
done
wait

# Signals: what is done is kept, and the line says how to go on.
for signal in INT TERM; do
  "$bros" rates "${endless[@]}" --threads 2 --store $signal.sqlite --out stopped >/dev/null 2>said &
  until [ "$(filled $signal.sqlite)" -gt 0 ]; do sleep 0.05; done
  status=0
  kill -$signal $! && wait $! || status=$?
  [ $status -eq $((128 + $(kill -l $signal))) ] || fail "SIG$signal: status $status"
  [ "$(wc -l <said)" -eq 1 ] && grep -q "stopped by SIG$signal" said && grep -q -- "--resume goes on" said ||
    fail "SIG$signal: $(cat said)"
  there=$(filled $signal.sqlite)
  grep -q ": $there of 48000 cells are in $signal.sqlite" said || fail "SIG$signal: $there cells, but $(cat said)"
done
sweep --store TERM.sqlite --out stopped --resume >/dev/null
exported TERM.sqlite | grep -xFf reference.csv | cmp - reference.csv || fail "resumed after a signal"

# --only, --status, --export
flags=(--problems quadratic --horizons 512,1024,2048,4096 --seeds 16)
sweep --only method=bros,level=1024..2048,seed=0..14 --out part >part.txt
[ "$(computed part.txt)" -eq 30 ] || fail "--only: $(cat part.txt)"
grep -E '^problem|,bros,.*,(1024|2048),double' reference.csv | cmp - <(exported part/cells.sqlite) || fail "--only"
sweep --only seed=0..14 --status --out part | tr -s ' ' >status.txt
grep -q '^quadratic bros 30 30 0 ' status.txt && grep -q '^quadratic naive 0 60 0 ' status.txt || fail "$(cat status.txt)"
[ "$(filled part/cells.sqlite)" -eq 30 ] || fail "--status computed something"
exported part/cells.sqlite part.csv && cmp part.csv <(exported part/cells.sqlite) || fail "--export into a file"
"$bros" rates --problems quadratic --horizons 512,1024 --seeds 2 --out drawn --only seed=0 >/dev/null
"$bros" rates --problems quadratic --horizons 512,1024 --seeds 2 --out drawn --only seed=1 --resume >drawn.txt
[ -s drawn/rates_quadratic.csv ] && grep -q '8 cells of 16' drawn.txt || fail "drawn once all is there"
# Two studies: that whose cells are all there is drawn, the other one is named.
"$bros" rates --problems quadratic,price --horizons 512,1024 --seeds 2 --out first --only problem=quadratic >first.txt
[ -s first/rates_quadratic.csv ] && [ -s first/index.html ] && [ ! -e first/rates_price.csv ] &&
  grep -q '44 cells of price are still missing' first.txt || fail "one study of two: $(cat first.txt)"
echo "a sweep survives what it should"
