#!/usr/bin/env bash
# A quick task ends in a table, JSON, CSV and pictures, and none of its runs diverges.
# Usage: task_report.sh BROS TASK
set -euo pipefail
bros=$1 task=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*" >&2; exit 1; }

"$bros" task "$task" --quick --out out >table
for file in summary.json summary.md index.html cells.sqlite; do [ -s out/$file ] || fail "no $file"; done
for csv in out/*_ranks.csv; do
  stem=${csv%_ranks.csv}
  [ -s "${stem}_curve.csv" ] || fail "no ${stem}_curve.csv"
  [ "$(ls "$stem"_*.gp | wc -l)" -eq 4 ] || fail "four figures of $stem"
  if command -v gnuplot >/dev/null; then
    for script in "$stem"_*.gp; do
      for suffix in png svg pdf; do [ -s "${script%gp}$suffix" ] || fail "no ${script%gp}$suffix"; done
    done
  fi
done
grep -qE '\| full tangent +\| 1/4 +\|' table && grep -q '| MA-SOBA ' table && grep -q '| no bilevel ' table ||
  fail "lines of the table: $(cat table)"
! grep -q '"status": "not_finite"' out/summary.json || fail "a run is not finite: $(cat table)"

# --batch says how many samples of each level an iteration takes, --at-once how many tensors are held of.
for at_once in 2 12; do
  "$bros" task "$task" --quick --methods ma-soba --iterations 3 --batch 12 --at-once $at_once --out parts$at_once >/dev/null
  runs=parts$at_once/summary.json
  grep -o '"tensor_bytes": [0-9]*' $runs | cut -d: -f2 >bytes$at_once
  [ -s bytes$at_once ] && [ "$(grep -c '"samples": 72,' $runs)" -eq "$(wc -l <bytes$at_once)" ] ||
    fail "three iterations of 12 + 12 samples: $(cat $runs)"
done
paste bytes2 bytes12 | awk '$1 >= $2 { exit 1 }' || fail "parts of 2 hold no less than all 12: $(paste bytes2 bytes12)"
cat table
