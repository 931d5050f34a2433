#!/usr/bin/env bash
# What must not matter to `bros` and the scripts: CDPATH, ~/.gnuplot, GNUTERM, folders that begin with a dash; and what is said where
# gnuplot, one of its terminals, threads or memory cannot be had.
# Usage: surroundings.sh BROS SOURCE
set -euo pipefail
bros=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*" >&2; exit 1; }

# The scripts find their project from anywhere, by any name.
mkdir -p project other/scripts elsewhere
cp -r "$source/scripts" project/scripts
printf '#!/bin/sh\nexit 7\n' >project/scripts/install-packages
ln -s ../project/scripts/test elsewhere/link
for command in 'scripts/rates' 'scripts/test' 'scripts/tidy' '../elsewhere/link' "$work/project/scripts/test"; do
  status=0
  (cd project && CDPATH=$work/other bash $command >/dev/null 2>&1) || status=$?
  [ $status -eq 7 ] || fail "$command in another folder than its project: status $status"
done

counterexample() { "$bros" counterexample --seeds 2 --iterations 100 --threads 1 "$@"; }
draws() {  # FOLDER SUFFIXES: these pictures and no others are there
  local suffix there
  for suffix in png svg pdf; do
    there=0
    [ ! -s "./$1/counterexample_mean.$suffix" ] || there=1
    [[ " $2 " == *" $suffix "* ]] && [ $there -eq 1 ] || { [[ " $2 " != *" $suffix "* ]] && [ $there -eq 0 ]; } || return 1
  done
}
if command -v gnuplot >/dev/null; then
  mkdir -p elsewhere/out/counterexample home
  CDPATH=$work/elsewhere counterexample >/dev/null
  draws out/counterexample 'png svg pdf' && [ -z "$(ls elsewhere/out/counterexample)" ] || fail "pictures with CDPATH"
  for folder in - -x --; do
    counterexample --out=$folder >/dev/null && draws $folder 'png svg pdf' || fail "pictures in the folder $folder"
  done
  echo 'set title "mine"; set logscale y' >home/.gnuplot
  GNUTERM=absent HOME=$work/home counterexample --out mine >/dev/null
  for picture in counterexample_{mean,gradient}.png; do
    cmp mine/$picture ./-x/$picture || fail "$picture depends on ~/.gnuplot or GNUTERM"
  done

  # A gnuplot without one terminal, then one that fails, over the pictures of before.
  mkdir without failing
  printf '#!/bin/sh\nsed "s/pdfcairo/absent/" "$2" | exec %s -d\n' "$(command -v gnuplot)" >without/gnuplot
  printf '#!/bin/sh\nkill -9 $$\n' >failing/gnuplot
  chmod +x without/gnuplot failing/gnuplot
  PATH=$work/without:$PATH counterexample --out mine >said
  draws mine 'png svg' || fail "a gnuplot without pdfcairo"
  grep -q 'mine: pictures, CSV, .* and counterexample.json; no pdf, since gnuplot says: unknown or ambiguous terminal' said || fail "$(cat said)"
  PATH=$work/failing:$PATH counterexample --out mine >said
  draws mine '' && grep -q 'no pictures, since gnuplot says: it ended with status 137' said || fail "$(cat said)"
  mkdir -p taken/counterexample_mean.png
  counterexample --out taken >said
  grep -q 'of counterexample_mean: no png, since --out = taken/counterexample_mean.png: .*(Is a directory)' said ||
    fail "a folder in the place of a picture: $(cat said)"
  [ -s taken/counterexample_mean.svg ] && [ -s taken/counterexample_gradient.png ] || fail "the other pictures"
  PATH=$work/without:$PATH "$bros" rates --problems quadratic --horizons 16,64 --seeds 2 --threads 1 --out page >said
  grep -q 'pictures, CSV, index.html, .*; no pdf' said && grep -q 'no pdf, since' page/index.html &&
    grep -q 'img src="rates_quadratic.svg"' page/index.html && ! grep -q 'rates_quadratic.pdf' page/index.html || fail "page"
fi
mkdir nothing
PATH=$work/nothing counterexample --out bare >said
draws bare '' && grep -q 'bare: CSV, .* and counterexample.json; no pictures, since gnuplot is not installed' said || fail "$(cat said)"
for file in csv json; do [ -s bare/counterexample.$file ] || fail "no $file without gnuplot"; done

# limited KILOBYTES STATUS WORDS COMMAND..: with so much memory it ends so, in one line that holds every word
limited() {
  [ -z "${BROS_SANITIZED:-}" ] || return 0  # their shadow memory takes terabytes
  local memory=$1 expected=$2 words=$3 status=0 word
  shift 3
  (ulimit -v "$memory" && exec "$bros" "$@" >/dev/null 2>complaint) || status=$?
  [ $status -eq "$expected" ] && [ "$(wc -l <complaint)" -eq 1 ] || fail "$*: status $status: $(cat complaint)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do grep -qF -- "$word" complaint || fail "$*: no '$word' in: $(cat complaint)"; done
}
for command in 'verify --claim haar-first' 'variance --out none' 'counterexample --out none' \
  'rates --problems quadratic --out none'; do
  limited 1000000 2 '--threads = 1024: must be at most|that can be had here' $command --threads 1024
done
[ ! -e none ] || fail "a folder was made"
limited 300000 1 'memory = 307 MB' run --iterations 1000000 --metric-every 1 --json trace.json
[ -z "$(find . -name 'trace*' -o -name '.bros-*')" ] || fail "something was left behind"
echo "the surroundings do not matter"
