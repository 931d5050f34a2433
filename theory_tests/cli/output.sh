#!/usr/bin/env bash
# What `bros` writes when all is well: rows, JSON, the same bits from any number of threads, and known figures.
# Usage: output.sh BROS [FOLDER OF quadratic_2442]
set -euo pipefail
bros=$1 data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*" >&2; exit 1; }
version=$("$bros" --version | cut -d' ' -f2)

"$bros" run --iterations 100 --metric-every 30 --csv trace.csv --json trace.json
[ "$(head -1 trace.csv)" = iteration,samples,hessian_actions,grad_norm_sq,phi ] || fail "header of the CSV"
[ "$(tail -n +2 trace.csv | cut -d, -f1 | paste -sd' ')" = '0 30 60 90 100' ] || fail "iterations of the rows"
[ "$(tail -1 trace.csv | cut -d, -f2,3)" = 100,200 ] || fail "two Hessian actions an iteration for biprobe, the default"
[ "$("$bros" run --method full-tangent --iterations 100 | tail -1 | cut -d, -f1-3)" = 100,100,100 ] || fail "one for the full tangent"
grep -q '"status": "horizon_reached"' trace.json || fail "status in the JSON"
"$bros" run --iterations 100 --metric-every 30 | cmp - trace.csv || fail "standard output differs from the file"
"$bros" run --method naive --action plain --iterations 60 --metric-every 60 --csv naive.csv
[ "$(tail -1 naive.csv | cut -d, -f3)" = 60 ] || fail "one Hessian action an iteration for plain"

# A problem of two blocks from a file, with the ranks of the file and of the flag.
printf '{"lower":{"A":[[2,0],[0,1]],"C":[[1,1]],"a":[0,0]},"upper":{"F":[[1,0],[0,1]],"K":[[0,0]],"H":[[1]],"f":[1,1],"h":[0]},
  "blocks":[{"rows":1,"cols":1,"rank":1},{"rows":1,"cols":1,"rank":1}],"x0":[1]}' >two.json
"$bros" run --problem quadratic --file two.json --rank 1,1 --iterations 10 --csv two.csv
"$bros" run --problem quadratic --file two.json --iterations 10 | cmp - two.csv || fail "ranks of a file"

printf '{"method": "naive", "iterations": 60, "metric-every": 60}' >flags.json
"$bros" run --config flags.json | cmp - naive.csv || fail "flags from JSON"

# the peers: samples and Hessian actions of 100 iterations, with their default inner steps
used() { "$bros" run --method "$@" --iterations 100 | tail -1 | cut -d, -f2,3; }
for words in 'amigo 2100,1000' 'stocbio 2200,1000' 'bome 1100,0' 'f2sa 400,0' 'pbgd 300,0' 'fsla 300,100' 'fdehbo 100,0' \
  'f2sa-p 300,0' 'pbgd-free 200,0' 'hf-zoba 100,0'; do
  read -r method want <<<"$words"
  [ "$(used $method)" = "$want" ] || fail "samples and Hessian actions of $method: $(used $method)"
done
[ "$(used stocbio --inner 3 --neumann 4)" = 900,400 ] || fail "--inner and --neumann of stocbio"
[ "$(used f2sa --inner 3)" = 800,0 ] || fail "--inner of f2sa"
[ "$(used f2sa-p --order 3 --inner 2)" = 900,0 ] || fail "--order of f2sa-p"
[ "$("$bros" run --method hf-zoba --directions 2)" != "$("$bros" run --method hf-zoba)" ] || fail "--directions changes nothing"
[ "$("$bros" run --method fdehbo --radius 0.01)" != "$("$bros" run --method fdehbo)" ] || fail "--radius changes nothing"
"$bros" run --method fdehbo --difference 0.5 --iterations 10 --json fdehbo.json >/dev/null
for words in '"difference": 0.5' '"radius": 1000.0' '"theta": 0.1'; do
  grep -q "$words" fdehbo.json || fail "no $words in the JSON of fdehbo"
done
[ "$("$bros" run --method bome --eta 2)" != "$("$bros" run --method bome)" ] || fail "--eta changes nothing"
[ "$("$bros" run --method pbgd --lambda 2)" != "$("$bros" run --method pbgd --lambda 3)" ] || fail "--lambda changes nothing"
"$bros" run --method f2sa --c-lambda 3 --inner 2 --iterations 10 --json f2sa.json >/dev/null
for words in '"lambda": 3.0' '"inner": 2' '"kind": "decaying"' '"sampler": "full"'; do
  grep -q "$words" f2sa.json || fail "no $words in the JSON of f2sa"
done
# lambda grad Phi of the penalised stationary point: (K - C A^-1 F) Z* is 0 for the counterexample, which F2SA solves
"$bros" run --method f2sa --alpha 0.1 --beta 0.3 --gamma 0.3 --lambda 8 --iterations 2000 --tolerance 1e-20 --json exact.json >/dev/null
grep -q '"status": "converged"' exact.json || fail "F2SA on an instance where it has no bias"

status=0
"$bros" run --alpha 1000 --beta 1000 --gamma 1000 --iterations 500 --csv large.csv 2>message || status=$?
[ $status -eq 1 ] && grep -q 'no longer finite' message || fail "steps that are too large"
# The state stays finite and the metric does not.
printf '{"lower":{"A":[[1e-200,0],[0,1e-200]],"C":[[1,0]],"a":[0,0]},"upper":{"F":[[1,0],[0,1]],"K":[[0,0]],"H":[[1]],"f":[1,0],"h":[0]},
  "blocks":[{"rows":2,"cols":1,"rank":1}]}' >small.json
status=0
"$bros" run --problem quadratic --file small.json --method full-tangent --iterations 3 --csv overflow.csv --json overflow.json 2>message || status=$?
[ $status -eq 1 ] && grep -q '"status": "not_finite"' overflow.json && tail -1 overflow.csv | grep -qE 'inf|nan' ||
  fail "a metric that overflows: status $status, $(tail -1 overflow.csv)"

"$bros" run --method ma-soba --iterations 2000 --tolerance 1e-20 --metric-every 1 --json converged.json --csv converged.csv
grep -q '"status": "converged"' converged.json || fail "tolerance"

"$bros" verify --claim counterexample --json claim.json --markdown claim.md >claim.txt || fail "the counterexample must hold"
grep -q 'held exactly, enclosed' claim.txt && grep -q '(19/39)^2' claim.txt || fail "verdict and figures of a claim"
grep -q '"verdict": "enclosed"' claim.json && grep -q 'enclosed-x-moves-forward' claim.md || fail "JSON and Markdown of a claim"

printf '1,0,0\n0,2.0,0\n0,0,30e-1\n' >h.csv
printf '1\n0\n0\n' >z.csv
"$bros" variance --hessian h.csv --direction z.csv --rank 2 --exact-rational --draws 200 --threads 1 --out one >variance.txt
for line in 'plain 1 216/35' 'biprobe 2 96/35' 'centred 2 18/5' 'balanced 2 72/35' 'exact_weights 2 72/35' 'one_sided 1 3/2' 'rotated 2 66/35' \
  'rotated 153/70 at most 3' 'one subspace, V. H V 40/27 33/14'; do
  tr -s ' ' <variance.txt | grep -q "^$line" || fail "second moment: $line"
done
"$bros" variance --draws 200 --threads 2 --out two >/dev/null
grep -q '"one_subspace": {' one/variance.json && [ -s one/variance_worst_case.csv ] || fail "the lower bounds of variance"
"$bros" variance --rows 3 --cols 2 --draws 20 --out columns | tr -s ' ' | grep -q '^rotated not here: --cols = 2: must be 1' || fail "rotated with n > 1"
"$bros" variance --sampler coordinates --draws 20 --out columns | tr -s ' ' | grep -q '^rotated not here: --sampler = coordinates' || fail "rotated without Haar"
cmp one/variance.csv two/variance.csv || fail "the default is that instance, whatever the number of threads"

for words in '--help' 'run --iterations 10' 'verify --claim haar-first' 'variance --draws 10 --out one' 'counterexample --iterations 10 --seeds 2 --out three'; do
  status=0
  "$bros" $words >/dev/full 2>message || status=$?
  [ $status -eq 2 ] && grep -q 'standard output' message || fail "bros $words on a full disk: status $status"
done

mkfifo pipe
"$bros" run --iterations 100 --metric-every 30 --csv pipe & cmp pipe trace.csv || fail "a pipe must be written in place"
wait
[ -p pipe ] || fail "the pipe was replaced by a file"

digits=cpp_bin_float_50
"$bros" run --iterations 50 --scalar $digits --csv digits.csv
awk -F, -v s=$digits 'NR == FNR { a[NR] = $4; next } FNR > 1 { d = $4 / a[FNR] - 1; if (d * d > 1e-20) { print s, FNR, $4, a[FNR]; bad = 1 } } END { exit bad }' \
  <("$bros" run --iterations 50) digits.csv || fail "$digits does not agree with double"
for method in amigo stocbio bome f2sa pbgd fsla fdehbo f2sa-p pbgd-free hf-zoba; do
  "$bros" run --method $method --iterations 50 --scalar cpp_bin_float_50 --csv digits.csv
  awk -F, -v s=$method 'NR == FNR { a[NR] = $4; next } FNR > 1 { d = $4 / a[FNR] - 1; if (d * d > 1e-20) { print s, FNR, $4, a[FNR]; bad = 1 } } END { exit bad }' \
    <("$bros" run --method $method --iterations 50) digits.csv || fail "$method in fifty digits does not agree with double"
done

"$bros" rates --problems quadratic,price --horizons 64,128 --seeds 3 --threads 1 --out one >one.txt
"$bros" rates --problems quadratic --horizons 64,128 --seeds 3 --threads 2 --out two >/dev/null
cmp one/rates_quadratic_runs.csv two/rates_quadratic_runs.csv || fail "rates depend on the number of threads"
for file in rates_quadratic.{csv,gp,command.txt} rates_quadratic_samples.gp rates_price.gp summary.md summary.json index.html; do
  [ -s one/$file ] || fail "rates did not write $file"
done
# The peers by samples: slopes of methods without second derivatives above -0.4, of the others below. On a finite sum the
# slope of SABA, which reduces the variance, is below -0.7, that of BROS above.
"$bros" rates --problems peers,finite_sum --horizons 2048,16384 --seeds 16 --out peers >/dev/null
awk -F, 'NR == 2 { for (i = 2; i <= 20; i += 3) first[i] = $i }
         NR == 3 { good = 1
                   for (i = 2; i <= 11; i += 3) if (!($i / first[i] < 8 ^ -0.4)) good = 0
                   for (i = 14; i <= 20; i += 3) if (!($i / first[i] > 8 ^ -0.4)) good = 0 }
         END { exit !good }' peers/rates_peers.csv || fail "slopes of the peers: $(cat peers/rates_peers.csv)"
# Of the rivals all fall but PBGD-Free, which stays at its bias.
"$bros" rates --problems rivals --horizons 2048,8192 --seeds 3 --out rivals >/dev/null
awk -F, 'NR == 2 { for (i = 2; i <= 20; i += 3) first[i] = $i }
         NR == 3 { good = $17 / first[17] > 0.9
                   for (i = 2; i <= 20; i += 3) if (i != 17 && !($i / first[i] < 4 ^ -0.3)) good = 0 }
         END { exit !good }' rivals/rates_rivals.csv || fail "slopes of the rivals: $(cat rivals/rates_rivals.csv)"
awk -F, 'NR == 2 { bros = $3; saba = $12 } NR == 3 { good = $3 / bros > 8 ^ -0.7 && $12 / saba < 8 ^ -0.7 }
         END { exit !good }' peers/rates_finite_sum.csv ||
  fail "slopes on a finite sum: $(cat peers/rates_finite_sum.csv)"
"$bros" counterexample --iterations 200 --seeds 3 --out counter >/dev/null
for file in counterexample.{csv,json} command.txt; do [ -s counter/$file ] || fail "counterexample did not write $file"; done
# A page begins with what it shows, says how to read every picture, and ends with where it comes from.
"$bros" variance --draws 100 --seed 7 --out estimates >/dev/null
for folder in one counter estimates; do
  for page in $folder/index.html $folder/summary.md; do
    [ -s $page ] || fail "no page $page"
    for fact in "version.*bros $version" 'commit' 'seed' 'machine.*processors' 'time taken.* s' "bros .*--out $folder"; do
      grep -q "$fact" $page || fail "$page does not say $fact"
    done
  done
  sed -n 3p $folder/summary.md | grep -qE '^[A-Z].{60,}' || fail "$folder/summary.md does not begin with what it shows"
  while read -r caption; do
    [ "${#caption}" -gt 60 ] || fail "a picture of $folder is not explained: $caption"
  done < <(sed -n 's|<figcaption><b>.*</b> ||p' $folder/index.html)
done
grep -q 'seed</td><td>7<' estimates/index.html || fail "the seed of a page"
if command -v gnuplot >/dev/null; then
  # each is named when it is drawn, in the order of the studies
  [ "$(grep '\.png$' one.txt | paste -sd' ')" = "one/rates_quadratic.png one/rates_quadratic_samples.png one/rates_quadratic_levelling.png one/rates_price.png" ] ||
    fail "pictures that are named: $(cat one.txt)"
  for picture in one/rates_quadratic one/rates_quadratic_samples peers/rates_peers peers/rates_finite_sum counter/counterexample_mean counter/counterexample_gradient; do
    for suffix in png svg pdf; do [ -s $picture.$suffix ] || fail "no picture $picture.$suffix"; done
  done
fi

# --steps auto says which steps it took, and reaches the solution of the counterexample.
"$bros" run --steps auto --iterations 100000 --json auto.json --csv auto.csv 2>auto.err
grep -q '"kind": "auto"' auto.json && grep -q '^bros run: steps auto: alpha ' auto.err || fail "--steps auto does not say what it took"
awk -F, 'END { exit !($4 < 1e-2) }' auto.csv || fail "--steps auto: $(tail -1 auto.csv)"

# Cyclic minibatches of 64 use no random numbers: the public figures of the data, to 1e-10.
cyclic() { "$bros" run --problem quadratic-data --data "$data" --sampling cyclic --batch 64 --method "$1" --iterations "$2" | tail -1 | cut -d, -f4; }
close() { awk -v got="$1" -v want="$2" 'BEGIN { d = got / want - 1; exit !(d * d < 1e-20) }' || fail "$3: $1 instead of $2"; }
close "$(cyclic soba 1)" 87.83220896850918 "SOBA after 1 step"
close "$(cyclic soba 16)" 42.96397010403039 "SOBA after 16 steps"
close "$(cyclic ma-soba 16)" 31.10441295548699 "MA-SOBA after 16 steps"
close "$(cyclic saba 1)" 87.83220896850918 "SABA after 1 step"
close "$(cyclic saba 16)" 8.421046992232522 "SABA after 16 steps"
echo "all outputs as they should be"
