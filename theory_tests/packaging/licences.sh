#!/usr/bin/env bash
# Every file has a licence and a copyright holder, in the sense of the REUSE specification.
# Usage: licences.sh SOURCE
set -euo pipefail
command -v reuse >/dev/null || { echo "skipped: there is no reuse (Debian: reuse)"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

# The files of the project alone, so that what lies beside them does not count.
cd "$1"
if git -c safe.directory='*' rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  git -c safe.directory='*' ls-files -z --cached --others --exclude-standard
else
  find . \( -name build -o -name 'build-*' -o -name out \) -prune -o -type f -print0
fi | while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done >"$work/files"
mkdir "$work/tree"
tar -c --null -T "$work/files" | tar -x -C "$work/tree"
[ "$(find "$work/tree" -type f | wc -l)" -gt 100 ] || fail "where are the files?"

lint() { (cd "$work/tree" && reuse lint >"$work/said" 2>&1); }
lint || fail "reuse lint: $(cat "$work/said")"
cmp LICENSE LICENSES/Apache-2.0.txt || fail "LICENSE and LICENSES/Apache-2.0.txt are one text"

# Planted faults: a file that no entry covers, a licence without its text, a text without its licence.
plant() {  # WHAT FILE: a fault has been planted in FILE
  ! lint || fail "not seen: $1"
  grep -q "$2" "$work/said" || fail "$1 is not named: $(cat "$work/said")"
}
mkdir "$work/tree/vendored"
echo 'int f();' >"$work/tree/vendored/f.hpp"
plant "a file without a licence" vendored/f.hpp
echo "// SPDX-License""-Identifier: MIT" >"$work/tree/vendored/f.hpp"
echo "// SPDX-FileCopyright""Text: 2026 Somebody" >>"$work/tree/vendored/f.hpp"
plant "a licence without its text" MIT
rm -r "$work/tree/vendored"
cp LICENSE "$work/tree/LICENSES/MIT.txt"
plant "a text of a licence that nothing has" MIT
rm "$work/tree/LICENSES/MIT.txt"
lint || fail "the tree was left with a fault"
grep 'license information' "$work/said"
