#!/usr/bin/env bash
# Every command in a block of shell of README.md and docs/ runs, or stands in docs/commands.md with the reason why no test runs it.
# `bros rates` runs in small: with two horizons and two seeds.
# Usage: snippets.sh SOURCE BROS
set -euo pipefail
source=$1 bros=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/here"
ln -s "$bros" "$work/bin/bros"
ln -s "$source/docs" "$work/here/docs"
PATH=$work/bin:$PATH

# PAGES: their commands, a line each: a line that ends in \ goes on, and a loop is one line; comments and final blanks go.
commands() {
  awk '/^ *```/ { inside = /^ *```sh$/; next } inside' "$@" |
    sed -E ':a; /\\$/ { N; s/ *\\\n */ /; ba }; /^for /{ :b; /\ndone/! { N; bb }; s/\n */ /g }; s/ +# .*//; s/^ +//; s/ +$//; /^$/d'
}
trap 'echo "stopped at line $LINENO"' ERR
mapfile -t pages < <(cd "$source" && ls README.md CONTRIBUTING.md && find docs -name '*.md' ! -name commands.md | sort)
cd "$source"
commands "${pages[@]}" | sort -u >"$work/all"
grep -oE '^\| `[^`]+` \| [^|]{10,} \|$' docs/commands.md | sed -E 's/^\| `([^`]+)`.*/\1/' | sort -u >"$work/listed"
[ "$(wc -l <"$work/all")" -ge 20 ] || { echo "too few commands were found"; exit 1; }
gone=$(comm -13 "$work/all" "$work/listed")
[ -z "$gone" ] || { echo "docs/commands.md lists what no page shows:"; echo "$gone"; exit 1; }

cd "$work/here"
run() {
  case $1 in
    'bros rates --file'* | 'bros rates --data'*) eval "$1 --horizons 256,512 --seeds 2" ;;
    'bros rates'*) eval "$1 --problems quadratic --horizons 256,512 --seeds 2" ;;
    bros\ *) eval "$1" ;;
    *) return 1 ;;
  esac >"$work/said" 2>&1
}
export LC_ALL=C
wrong=0
while read -r command; do
  case $command in *--resume* | *--status* | *--export*) continue ;; esac  # after what they go on from
  [[ $command != "bros rates"* ]] || rm -rf out
  run "$command" || { wrong=1; echo "fails, and is not listed: $command"; tail -3 "$work/said"; }
done < <(comm -23 "$work/all" "$work/listed")
while read -r command; do
  run "$command" || { wrong=1; echo "fails, and is not listed: $command"; tail -3 "$work/said"; }
done < <(comm -23 "$work/all" "$work/listed" | grep -E -- '--resume|--status|--export')
! run "bros rates --horizonz 4" || { echo "a wrong flag is not seen"; exit 1; }
exit $wrong
