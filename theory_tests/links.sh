#!/usr/bin/env bash
# Every link and image of a document leads to a file of the tree, and to a heading where it names one; every file that a
# document names in backquotes exists; every picture of docs/images is shown by a document.
# Usage: links.sh SOURCE
set -euo pipefail
export LC_ALL=C
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t pages < <(find README.md CONTRIBUTING.md docs -name '*.md' | sort)

prose() {  # PAGE: without blocks of code
  awk '/^ *```/ { code = !code; next } !code' "$1"
}
targets() {  # PAGE: what its links, images and references lead to; code and formulas in a line hold none
  prose "$1" | sed -E 's/\$`[^`]*`\$//g; s/`[^`]*`//g; s/\$[^$]*\$//g' |
    grep -oE '\]\([^) ]+|^ {0,3}\[[^]]+\]: *[^ ]+|(src|href)="[^"]+' | sed -E 's/^\]\(//; s/^ *\[[^]]+\]: *//; s/^(src|href)="//' || true
}
anchors() {  # PAGE: its headings as GitHub names them, the second of a name with -1, ..
  prose "$1" | sed -nE 's/^ {0,3}#{1,6} +//p' | sed -E 's/ *#* *$//; s/\]\([^)]*\)//g' | tr '[:upper:]' '[:lower:]' |
    sed -E 's/[]!"#$%&'\''()*+,.\/:;<=>?@\\^`{|}~[]//g; s/ /-/g' | awk '{ n = seen[$0]++; print n ? $0 "-" n : $0 }'
}

: >"$work/wrong"
: >"$work/shown"
for page in "${pages[@]}"; do
  folder=$(dirname "$page")
  while read -r target; do
    [[ $target =~ ^[a-z]+: ]] && continue
    path=${target%%#*}
    case $path in
      '') file=$page ;;
      /*) file=.$path ;;
      *) file=$folder/$path ;;
    esac
    if [ ! -e "$file" ]; then
      echo "$page: no file $target" >>"$work/wrong"
      continue
    fi
    realpath --relative-to=. "$file" >>"$work/shown"
    [[ $target == *'#'* && $file == *.md ]] || continue
    anchors "$file" | grep -qxF -- "${target#*#}" || echo "$page: no heading $target" >>"$work/wrong"
  done < <(targets "$page")

  while read -r name; do
    [ -e "$name" ] || [ -e "lib/$name" ] || [ -e "lib/bros/$name" ] || [ -e "$folder/$name" ] ||
      echo "$page: no file $name" >>"$work/wrong"
  done < <(prose "$page" | grep -oE '`[^` ]+`' | tr -d '`' | grep -E '^[A-Za-z0-9_./-]+(\.hpp|/[A-Za-z0-9_.-]+\.(cpp|sh|md|json|cmake|png))$' |
    sort -u)
done
for picture in docs/images/*; do
  grep -qxF "$picture" "$work/shown" || echo "no document shows $picture" >>"$work/wrong"
done
[ "$(wc -l <"$work/shown")" -gt 50 ]  # links were found at all
[ ! -s "$work/wrong" ] || { cat "$work/wrong"; exit 1; }
