#!/usr/bin/env bash
# What the documentation says is still so: docs/claims.md is what `bros verify` writes, and every test that a document
# names exists.
# Usage: documentation.sh SOURCE BROS TEST_PROGRAM...
set -euo pipefail
source=$1 bros=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$bros" verify --markdown - >"$work/claims.md"
diff "$source/docs/claims.md" "$work/claims.md" >"$work/difference" || {
  echo "docs/claims.md is out of date: bros verify --markdown docs/claims.md"
  head -20 "$work/difference"
  exit 1
}

for program in "$@"; do
  "$program" --gtest_list_tests | awk '/^[^ ]/ { suite = $1; sub(/\/[0-9]+\.$/, ".", suite); next } { print suite $1 }'
done | sort -u >"$work/exist"
grep -ohE '`[A-Za-z/]+\.[a-z][a-zA-Z0-9_]*_[a-zA-Z0-9_]+(/[a-z0-9_]+)?`|`All/Claims\.hold/[a-z_]+`' \
  "$source"/docs/*.md "$source"/docs/theory/*.md | tr -d '`' | grep -vE '\.(hpp|cpp|md|json|sh)$' | sort -u >"$work/named"
[ -s "$work/named" ]
missing=$(comm -23 "$work/named" "$work/exist")
[ -z "$missing" ] || { echo "documents name tests that do not exist:"; echo "$missing"; exit 1; }
