#!/usr/bin/env bash
# Every test and every claim that a document names exists.
# Usage: documentation.sh SOURCE TEST_PROGRAM...
set -euo pipefail
source=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  for program in "$@"; do
    "$program" --gtest_list_tests | awk '/^[^ ]/ { suite = $1; sub(/\/[0-9]+\.$/, ".", suite); next } { print suite $1 }'
  done
  find "$source/theory_tests" "$source/property_tests" \( -name CMakeLists.txt -o -name '*.cmake' \) \
    -exec sed -n 's/.*add_test(NAME \([A-Za-z.0-9_]*\).*/\1/p' {} +  # of scripts
} | sort -u >"$work/exist"
grep -ohE '`[A-Za-z/]+\.[a-z][a-zA-Z0-9_]*_[a-zA-Z0-9_]+(/[a-z0-9_]+)?`' \
  "$source"/docs/*.md "$source"/docs/theory/*.md | tr -d '`' | grep -vE '\.(hpp|cpp|md|json|sh)$' | sort -u >"$work/named"
[ -s "$work/named" ]
missing=$(comm -23 "$work/named" "$work/exist")
[ -z "$missing" ] || { echo "documents name tests that do not exist:"; echo "$missing"; exit 1; }

claims=$(sed -n 's/^## //p' "$source/docs/claims.md")
missing=$(grep -ohE 'bros verify --claim [a-z-]+' "$source"/docs/*.md "$source"/docs/theory/*.md "$source"/README.md |
  cut -d' ' -f4 | sort -u | grep -vxF "$claims" || true)
[ -z "$missing" ] || { echo "documents name claims that do not exist:"; echo "$missing"; exit 1; }
