#!/usr/bin/env bash
# No include runs against the arrows, and docs/architecture.md ends with the picture that scripts/architecture makes.
# Usage: architecture.sh SOURCE
set -euo pipefail
picture=$("$1/scripts/architecture")
[ "$picture" = "$(sed -n '/^```mermaid/,$p' "$1/docs/architecture.md")" ] || {
  echo "docs/architecture.md does not end with what scripts/architecture prints" >&2
  exit 1
}
# A planted include that runs up is seen.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/scripts" "$work/lib/bros/core" "$work/lib/bros/method"
cp "$1/scripts/architecture" "$work/scripts"
echo '#include <bros/method/run.hpp>' >"$work/lib/bros/core/planted.hpp"
touch "$work/lib/bros/method/run.hpp"
git -C "$work" init -q
if said=$("$work/scripts/architecture" 2>&1); then echo "an arrow that runs up was not seen" >&2; exit 1; fi
grep -q 'core/planted.hpp includes bros/method/run.hpp: lib/bros/core must not look up to lib/bros/method' <<<"$said"
