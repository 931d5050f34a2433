#!/usr/bin/env bash
# Where the outputs of `bros` go: through links, pipes and what is open already; and what is left of them after signals, a
# closed pipe and a file that may not grow. /dev/stdout itself is never tried, only a copy of that link.
# Usage: files.sh BROS
set -euo pipefail
bros=$1
work=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"
ulimit -c 0
exec 3>&2
fail() { echo "FAILED: $*" >&3; exit 1; }
# said STATUS WORDS COMMAND..: ends with that status, and its one line on standard error holds every word (by |)
said() {
  local expected=$1 words=$2 status=0 word
  shift 2
  "$@" 2>complaint || status=$?
  [ "$status" -eq "$expected" ] || fail "$*: status $status instead of $expected: $(cat complaint)"
  [ "$(wc -l <complaint)" -eq 1 ] || fail "$*: not one line: $(cat complaint)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do grep -qF -- "$word" complaint || fail "$*: no '$word' in: $(cat complaint)"; done
}
partial() { find . -name '.bros-*'; }
none_partial() { [ -z "$(partial)" ] || fail "$1 leaves $(partial)"; }

rows() { "$bros" run --iterations 100 --metric-every 30 "$@"; }
rows --csv rows.csv
holds_rows() { cmp rows.csv "$1" || fail "$2"; }

# Links are followed, also to where nothing is yet. A file keeps its permissions, and its other names.
mkdir far
echo old >far/old.csv && chmod 640 far/old.csv
ln -s far/old.csv one && ln -s one two && ln -s far/new.csv three
for link in two three; do rows --csv $link && [ -L $link ] || fail "the link $link was replaced"; done
holds_rows far/old.csv "two links" && holds_rows far/new.csv "a link to nothing"
[ "$(stat -c %a far/old.csv)" = 640 ] || fail "other permissions"
echo old >first && ln first second
rows --csv second
holds_rows first "a file of two names"
ln -s loop loop
said 2 '--csv|loop|Too many levels of symbolic links' rows --csv loop
mkdir drawn && ln -s ../far/page.html drawn/index.html && ln -s ../far/picture.png drawn/rates_quadratic.png
"$bros" rates --problems quadratic --horizons 16,64 --seeds 2 --threads 1 --out drawn >/dev/null
[ -L drawn/index.html ] && [ -s far/page.html ] || fail "a link in the folder of a report"
! command -v gnuplot >/dev/null || { [ -L drawn/rates_quadratic.png ] && [ -s far/picture.png ]; } || fail "a picture"

# What is open already is written as it stands, in order with what others write there.
ln -s /proc/self/fd/1 stdout
{ echo before; cat rows.csv; echo after; } >expected
{ echo before; rows --csv stdout; echo after; } >all && cmp expected all || fail "standard output is a file"
{ echo before; rows --csv /dev/fd/1; echo after; } | cmp expected - || fail "standard output is a pipe"
echo before >all && rows --csv stdout >>all && echo after >>all && cmp expected all || fail "it is appended"
rows --csv /dev/fd/5 5>five && holds_rows five "descriptor 5"
said 2 '--csv|/dev/fd/5|not open for writing' rows --csv /dev/fd/5 5<rows.csv
said 2 '--csv|/dev/fd/9' rows --csv /dev/fd/9
[ -L stdout ] || fail "the link to standard output was replaced"
"$bros" verify --claim haar-first --json stdout >all && [ "$(head -c 1 all)" = '{' ] || fail "JSON and nothing else"
said 2 '--json|stdout|--csv' rows --json stdout
rows --csv /dev/null --json /dev/null
mkfifo pipe
"$bros" verify --claim haar-first --json pipe >/dev/null & grep -c '"claims"' pipe >count && wait $! && [ "$(cat count)" = 1 ] ||
  fail "a pipe is opened once"
rows --csv out.csv >&- && holds_rows out.csv "standard output is closed"
said 2 '--csv|-' rows >&-

# A signal leaves nothing behind, nor does a reader that goes away; what was there before stays.
echo old >kept.csv
set -m  # or the shell has its jobs ignore SIGINT and SIGQUIT
for signal in HUP INT QUIT PIPE ALRM TERM USR1 XCPU; do
  "$bros" run --iterations 2000000000 --metric-every 1000000000 --csv kept.csv --json new.json &
  until [ "$(partial | wc -l)" -eq 2 ]; do sleep 0.01; done
  status=0
  kill -$signal $! && wait $! || status=$?
  [ $status -eq $((128 + $(kill -l $signal))) ] || fail "SIG$signal: status $status"
  none_partial SIG$signal
done 2>/dev/null
set +m
(trap '' HUP; exec "$bros" run --iterations 2000000000 --metric-every 1000000000 --csv kept.csv) &
until [ -n "$(partial)" ]; do sleep 0.01; done
kill -HUP $! && sleep 0.1 && kill -0 $! || fail "SIGHUP was ignored and ends it"
kill $! && wait $! || true
long=(run --iterations 100000 --metric-every 1)
status=$("$bros" "${long[@]}" --json new.json | head -1 >/dev/null; echo "${PIPESTATUS[0]}")
[ "$status" -eq 141 ] || fail "a closed pipe: status $status"
(trap '' PIPE; said 2 'standard output|Broken pipe' "$bros" "${long[@]}" --json new.json | head -1 >/dev/null)
head -1 pipe >/dev/null &
status=0
"$bros" "${long[@]}" --csv pipe --json new.json || status=$?
[ $status -eq 141 ] && wait $! || fail "a named pipe that is closed: status $status"
(ulimit -f 1; said 2 '--csv|kept.csv|File too large' "$bros" "${long[@]}" --csv kept.csv)
none_partial "a pipe that is closed or a limit"
[ "$(cat kept.csv)" = old ] && [ ! -e new.json ] || fail "an output that is not whole took its place"

# A file that the shell leads standard output or error to is no other output; a folder is no file.
said 2 '--json|v.json|standard output' "$bros" verify --claim haar-first --json v.json >v.json
status=0
rows --csv e.csv 2>e.csv || status=$?
[ $status -eq 2 ] && grep -q -- '--csv = e.csv: must not be where standard error goes' e.csv || fail "an output that is standard error"
said 2 '--out|o/counterexample.csv|standard output' "$bros" counterexample --seeds 2 --iterations 10 --out o >"$(mkdir -p o && echo o/counterexample.csv)"
mkdir -p taken/variance.csv
said 2 '--out|taken/variance.csv|folder' "$bros" variance --draws 10 --out taken

# Words that standard error does not take are lost, and nothing else is.
for closed in '2>&-' '2>/dev/full'; do
  status=0
  eval "rows --seed x $closed" || status=$?
  [ $status -eq 2 ] || fail "$closed: wrong input ends with status $status"
  eval "rows --steps auto --csv auto.csv $closed" && [ -s auto.csv ] && rm auto.csv || fail "$closed: a run is lost"
done

# Names of any bytes: nothing is lost, and the recorded command runs again.
name=$'r\xe9sultats of "today",\n it\'s'
mkdir "$name"
PATH=$(dirname "$bros"):$PATH
runs_again() {
  local command=$1 file=$2
  rm "$file"
  bash -c "$command" >/dev/null && [ -s "$file" ] || fail "does not run again: $command"
}
command_in() { sed -n 's/^ *"command": "\(.*\)",\?$/\1/p' "$1" | sed 's/\\\(["\\]\)/\1/g'; }
rows --csv "$name/rows.csv" --json "$name/run.json"
runs_again "$(command_in "$name/run.json")" "$name/rows.csv"
"$bros" verify --claim haar-first --json "$name/verify.json" >/dev/null
runs_again "$(command_in "$name/verify.json")" "$name/verify.json"
"$bros" variance --draws 20 --threads 1 --out "$name/variance" >/dev/null
runs_again "$(cat "$name/variance/command.txt")" "$name/variance/variance.json"
"$bros" counterexample --seeds 2 --iterations 50 --threads 1 --out "$name/counterexample" >/dev/null
runs_again "$(cat "$name/counterexample/command.txt")" "$name/counterexample/counterexample.json"
"$bros" rates --problems quadratic --horizons 16,64 --seeds 2 --threads 1 --out "$name/rates" --resume >/dev/null
runs_again "$(cat "$name/rates/rates_quadratic.command.txt")" "$name/rates/summary.json"
runs_again "$(command_in "$name/rates/summary.json")" "$name/rates/index.html"
echo "every output is where it belongs"
