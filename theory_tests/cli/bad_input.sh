#!/usr/bin/env bash
# Wrong input to `bros`: one line that names the field and what is allowed, exit status 2, nothing left behind.
# Usage: bad_input.sh BROS
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
  timeout 60 "$bros" "$@" >stdout 2>stderr </dev/null
  status=$?
  line=$(cat stderr)
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do [[ $line == *"$word"* ]] || missing+=" '$word'"; done
  if [ $status -ne 2 ] || [ "$(wc -l <stderr)" -ne 1 ] || [ -n "$missing" ] || [ -s stdout ]; then
    echo "FAILED: bros $*: status $status, missing$missing, said: $line"
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
  if compgen -G 'out*' >/dev/null; then
    echo "FAILED: bros $*: left $(ls out*)"
    failed=$((failed + 1))
    rm -rf out*
  fi
}
write() { printf '%s' "$2" >"$1"; }
quadratic() {  # quadratic A C: a problem with m = 2, d = 1
  write "$1" "{\"lower\":{\"A\":$2,\"C\":$3,\"a\":[0,0]},\"upper\":{\"F\":[[1,0],[0,1]],\"K\":[[0,0]],\"H\":[[1]],\"f\":[1,0],\"h\":[0]},\"blocks\":[{\"rows\":2,\"cols\":1,\"rank\":2}],\"x0\":[0],\"y0\":[0,0]}"
}

refused 'subcommand'
refused 'nonsense' nonsense
refused '--bogus' run --bogus 1
refused '--problem|nonsense|counterexample' run --problem nonsense
refused '--method|sgd|bros, naive, ma-soba, soba, saba, amigo, stocbio, bome, f2sa, pbgd' run --method sgd --csv out.csv
refused 'action|magic|must be' run --action magic --csv out.csv
refused 'sampler|magic|haar' run --sampler magic --csv out.csv
for scalar in float long-double cpp_bin_float_100 mpfr_float_50; do
  refused "--scalar|$scalar|double, cpp_bin_float_50" run --scalar $scalar
done
refused '--steps|guess|must be auto' run --steps guess
refused '--steps|auto|--schedule' run --steps auto --alpha 0.1
refused '--steps|auto|lambda|f2sa' run --steps auto --method f2sa
refused '--rank|4|3' run --rank 4 --csv out.csv
refused '--rank|0' run --rank 0
refused 'rank|1|at least 2|biprobe' run --action biprobe --rank 1 --csv out.csv
refused '--rank|2 values' run --rank 2,2
refused 'rows|3|power of two|hadamard' run --sampler hadamard
refused '--rank|ma-soba' run --method ma-soba --rank 2
refused '--sampler|haar|soba' run --method soba --sampler haar
refused '--theta|soba' run --method soba --theta 0.5
refused '--c-theta|soba' run --method soba --schedule decaying --c-theta 0.5
refused '--action|plain|naive' run --method naive --action biprobe
for method in saba amigo stocbio bome f2sa pbgd; do
  refused "--rank|$method" run --method $method --rank 2
  refused "--sampler|haar|full for $method" run --method $method --sampler haar
  refused "--action|$method" run --method $method --action biprobe
  refused "--theta|$method|does not average" run --method $method --theta 0.5
done
refused '--inner|amigo, stocbio, bome, f2sa, pbgd|not bros' run --inner 3
refused '--inner|not saba' run --method saba --inner 3
refused '--neumann|stocbio|not amigo' run --method amigo --neumann 3
refused '--eta|bome|not f2sa' run --method f2sa --eta 1
refused '--lambda|f2sa, pbgd|not bome' run --method bome --lambda 3
refused '--c-lambda|f2sa, pbgd|not soba' run --method soba --c-lambda 3
refused '--decay|not pbgd' run --method pbgd --decay 0.5
refused '--lambda|constant' run --method f2sa --schedule decaying --lambda 3
refused '--c-lambda|constant' run --method f2sa --schedule constant --c-lambda 3
for method in amigo stocbio bome f2sa pbgd; do refused 'inner|0|at least 1' run --method $method --inner 0 --csv out.csv; done
refused 'neumann|-1|at least 0' run --method stocbio --neumann -1 --csv out.csv
for value in nan 0 -1 inf; do
  refused "eta|$value|positive" run --method bome --eta $value --csv out.csv
  refused "lambda|$value|positive" run --method pbgd --lambda $value --csv out.csv
done
refused '--method|saba|quadratic-data' run --method saba --csv out.csv
for step in alpha beta gamma theta; do
  refused "$step|nan" run --$step nan --csv out.csv
  refused "$step|-1" run --$step -1 --csv out.csv
  refused "$step|inf" run --$step inf --csv out.csv
done
refused 'theta|1.5|(0, 1]' run --theta 1.5
refused '--schedule|sometimes' run --schedule sometimes
refused '--alpha|constant' run --schedule theory --alpha 0.1
refused '--c-alpha|constant' run --c-alpha 0.1
refused 'decay|2' run --schedule decaying --decay 2
refused '--iterations|-3' run --iterations -3
refused '--iterations|0' run --iterations 0
refused '--batch|-1' run --batch -1
refused '--metric-every|-1' run --metric-every -1
refused '--batch|0' run --batch 0
refused '--sampling|cleaning' run --sampling cyclic
refused '--data|quadratic-data' run --data .
refused '--train|cleaning' run --train 5
refused '--csv|missing' run --csv missing/out.csv
refused '--json' run --csv - --json -
refused '--json|out.csv' run --csv out.csv --json out.csv
refused '--config|absent.json' run --config=absent.json
refused '--file|missing' run --problem quadratic
refused 'file|absent.json' run --problem quadratic --file absent.json --csv out.csv
write broken.json '{"lower": '
refused 'file|broken.json' run --problem quadratic --file broken.json --csv out.csv
write empty.json '{}'
refused 'lower|missing' run --problem quadratic --file empty.json
quadratic indefinite.json '[[1,2],[2,1]]' '[[0,0]]'
refused 'lower.A|positive definite' run --problem quadratic --file indefinite.json --csv out.csv
quadratic shape.json '[[1,0],[0,1]]' '[[0,0,0]]'
refused 'lower.C|1 x 3|1 x 2' run --problem quadratic --file shape.json --csv out.csv
quadratic ragged.json '[[1,0],[0]]' '[[0,0]]'
refused 'lower.A[1]|2' run --problem quadratic --file ragged.json
quadratic word.json '[[1,0],[0,"x"]]' '[[0,0]]'
refused 'lower.A[1][1]|x' run --problem quadratic --file word.json
quadratic asymmetric.json '[[1,0.5],[0,1]]' '[[0,0]]'
refused 'lower.A|symmetric' run --problem quadratic --file asymmetric.json
write twins.json '{"lower":{"A":[[1]],"C":[[0]],"A":[[2]]}}'
refused 'file|twins.json|"A" twice' run --problem quadratic --file twins.json --csv out.csv
refused '--data|missing' run --problem quadratic-data
refused 'absent' run --problem quadratic-data --data absent --csv out.csv
mkdir truncated
head -c 1000 /dev/zero >truncated/g_xx.f64
refused 'truncated' run --problem quadratic-data --data truncated --csv out.csv
refused 'absent|dataset-fashion-mnist' run --problem cleaning --data absent --csv out.csv
refused '--train|-5' run --problem cleaning --train -5
refused '--corrupted|2' run --problem cleaning --corrupted 2
refused '--mu|nan' run --problem cleaning --mu nan
refused '--train|9223372036854775807' run --problem cleaning --train 9223372036854775807
refused '--iterations|99999999999999999999' run --iterations 99999999999999999999
refused '--scalar|double' run --problem cleaning --scalar cpp_bin_float_50
refused '--sampling|sorted|slots' run --problem cleaning --sampling sorted
write notes.txt ''
refused '--out|notes.txt' rates --problems quadratic --out notes.txt/out
refused '--out' counterexample --out notes.txt
refused '--problems|knapsack' rates --problems knapsack --out out
refused '--problems|quadratic|once' rates --problems quadratic,quadratic --out out
refused '--action|plain' rates --problems quadratic --action plain --out out
refused '--action|plain|ma-soba' run --method ma-soba --action one_sided
refused '--action|bome|has no meaning' run --method bome --action plain
refused '--seed|99999999999999999999' rates --seed 99999999999999999999 --out out
refused '--horizons|99999999999999999999' rates --horizons=64,99999999999999999999 --out out
refused 'action|magic' rates --problems quadratic --action magic --out out
for seeds in 0 1; do refused "--seeds|$seeds|at least 2" rates --problems quadratic --seeds $seeds --out out; done
refused '--horizons|1024|2048' rates --problems peers --horizons 1024,4096 --out out
refused '--horizons|3' rates --problems quadratic --horizons 3,64 --out out
refused 'rank|3|even|balanced' rates --problems quadratic --action balanced --out out
refused '--horizons|64' rates --problems quadratic --horizons 64,64 --out out
refused 'alpha|nan' counterexample --alpha nan --out out
refused '--threads|0' rates --problems quadratic --threads 0 --out out
refused '--seeds|0' counterexample --seeds 0 --out out
refused 'absent|dataset-fashion-mnist' rates --problems cleaning --data absent --out out
write flags.json '{"method": "naive", "bogus": 1}'
refused 'bogus' run --config flags.json
write flags.json '{"method": "naive", "rank": 2, "method": "bros"}'
refused '--config|flags.json|"method" twice' run --config flags.json
write flags.json '[1]'
refused '--config' run --config flags.json

refused '--claim|haar-third|haar-second' verify --claim haar-third
refused '--threads|0' verify --claim haar-first --threads 0
refused '--json|notes.txt' verify --claim haar-first --json notes.txt/out.json
refused '--rank|4|3' variance --rows 3 --rank 4 --out out
refused '--rows|-1' variance --rows -1 --out out
refused '--sampler|sorted' variance --sampler sorted --out out
refused '--draws|1' variance --draws 1 --out out
refused '--rows|65|64' variance --rows 65 --out out
refused '--rows|0' variance --rows 0 --out out
refused '--rank|0' variance --rank 0 --out out
refused '--threads|100000' verify --claim haar-first --threads 100000
refused '--markdown|same|--json' verify --claim haar-first --json same --markdown same
refused '--direction|missing' variance --hessian h.csv --out out
write h.csv '1,0
0,nan
'
write z.csv '1
0
'
refused '--hessian|line 2|nan' variance --hessian h.csv --direction z.csv --out out
write h.csv '1,0
0
'
refused '--hessian|line 2|1 numbers|2' variance --hessian h.csv --direction z.csv --out out
write h.csv '1,0
0,1/0
'
refused '--hessian|1/0' variance --hessian h.csv --direction z.csv --out out
write h.csv '1,0,0
0,2,0
0,0,3
'
refused '--direction|2 x 1|3 numbers' variance --hessian h.csv --direction z.csv --out out
write z.csv '1
0
0
'
refused '--rows|2|3' variance --hessian h.csv --direction z.csv --rows 2 --out out
refused '--cols|2|3' variance --hessian h.csv --direction z.csv --cols 2 --out out
write h.csv '1e400'
write z.csv '1'
refused '--hessian|1e100' variance --hessian h.csv --direction z.csv --out out
refused '--hessian|absent' variance --hessian absent.csv --direction z.csv --out out
refused '--out|notes.txt' variance --out notes.txt/out

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
