#!/usr/bin/env bash
# The artifact appendix shows what the program prints, and names commands and studies that exist.
# Usage: artifact.sh SOURCE BROS
set -euo pipefail
page=$1/docs/artifact.md bros=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

without_times() { sed -E 's/ +[0-9.]+ s\b/ TIME/g'; }
block() { awk -v first="$1" '/^```/ { inside = 0 } inside { print } /^```text/ { getline; if (index($0, first) == 1) { inside = 1; print } }' "$2"; }
shown() { block 'claim  ' "$1" | without_times >"$work/shown"; cmp -s "$work/shown" "$work/printed"; }

"$bros" verify --claim counterexample | without_times >"$work/printed"
shown "$page" || fail "bros verify --claim counterexample prints: $(diff "$work/shown" "$work/printed")"
sed 's/39\/20 against 39\/20/39\/20 against 39\/21/' "$page" >"$work/planted.md"
! shown "$work/planted.md" || fail "a wrong number on the page is not seen"

grep -oE '`(bros|scripts)[ /][^`]*`' "$page" | tr -d '`' | sort -u >"$work/commands"
[ "$(wc -l <"$work/commands")" -ge 10 ] || fail "the page names commands"
while read -r program first rest; do
  case $program in
    scripts/*) [ -e "$1/$program" ] || fail "there is no $program" ;;
    bros) [[ $first == --* ]] || "$bros" --help | grep -qE "^  $first " || fail "bros has no $first" ;;
  esac
done < <(grep -v '^bros/' "$work/commands")
"$bros" rates --help >"$work/help"
for study in $(grep -oE -- '--problems [a-z_]+' "$page" | cut -d' ' -f2 | sort -u); do
  grep -qE "\b$study\b" "$work/help" || fail "bros rates has no study $study"
done
echo "the page shows what the program prints"
