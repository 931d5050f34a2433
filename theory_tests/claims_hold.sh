#!/usr/bin/env bash
# Every claim has its evidence, and docs/claims.md is what `bros verify` writes of it.
# Usage: claims_hold.sh SOURCE BROS
set -euo pipefail
source=$1 bros=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$bros" verify --markdown "$work/claims.md"
diff "$source/docs/claims.md" "$work/claims.md" >"$work/difference" || {
  echo "docs/claims.md is out of date: bros verify --markdown docs/claims.md"
  head -20 "$work/difference"
  exit 1
}
