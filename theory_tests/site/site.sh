#!/usr/bin/env bash
# The site builds without a warning and is whole (check.py); a broken link, an anchor that is not there and a public name without
# a comment fail it. Exit status 77 where the tools are absent.
# Usage: site.sh SOURCE
set -euo pipefail
source=$1
missing=()
for tool in doxygen dot; do command -v "$tool" >/dev/null || missing+=("$tool"); done
for module in sphinx furo myst_parser breathe sphinx_inline_tabs; do
  /usr/bin/python3 -c "import $module" 2>/dev/null || missing+=("$module")
done
[ -f /usr/share/javascript/mathjax/MathJax.js ] || missing+=(MathJax)
if [ ${#missing[@]} -gt 0 ]; then
  echo "skipped: the site needs ${missing[*]}; scripts/docs installs it"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$source"/docs/site/build "$source" "$work/site"
/usr/bin/python3 "$source/theory_tests/site/check.py" "$source" "$work/site"

# Planted faults, in copies of a part of the pages: the rest takes most of the time.
copy() {
  rm -rf "$work/copy"
  mkdir -p "$work/copy/theory_tests"
  cp -r "$source"/{docs,lib,README.md} "$work/copy"
  cp -r "$source/theory_tests/proofs" "$work/copy/theory_tests"
  rm -r "$work"/copy/docs/{site/cpp,theory,claims.md,experiments.md}
}
rejected() {  # WHAT TEXT: the build of the copy fails and says so
  if "$work/copy/docs/site/build" "$work/copy" "$work/faulty" >"$work/said" 2>&1; then
    echo "accepted: $1"
    exit 1
  fi
  grep -qF -- "$2" "$work/said" || { echo "rejected for another reason: $1"; cat "$work/said"; exit 1; }
}
copy
printf '\n[there](nowhere.md) and [here](rates.md#nowhere)\n' >>"$work/copy/docs/sweeps.md"
rejected "links that lead nowhere" "nowhere.md"
grep -qF "rates.md#nowhere" "$work/said"
copy
sed -i 's|^/// P^T Y\.$|// P^T Y.|; /^\/\/\/ Ensures:  returns Y itself/d; /^\/\/\/ Shapes:   Y in P.blocks().full(), storage/d' \
  "$work/copy/lib/bros/subspace/subspace.hpp"
sed -i 's|  ///< by which make_subspace knows it||' "$work/copy/lib/bros/subspace/make.hpp"
rejected "a function and a field without a comment" "Member restricted("
grep -qF "Member name (variable) of struct bros::SubspaceEntry" "$work/said"

# The check itself rejects what Sphinx does not see.
sed -i 's|</article>|<a href="rates.html#nowhere">x</a><img src="https://example.org/x.png"></article>|' "$work/site/sweeps.html"
rm "$work/site/searchindex.js"
sed -i 's|Subspace.restrict|Subspace|g' "$work/site/site/api_python.html"
if /usr/bin/python3 "$source/theory_tests/site/check.py" "$source" "$work/site" >"$work/said"; then
  echo "accepted: a site with a broken anchor, a picture from elsewhere, no index and without a name in Python"
  exit 1
fi
for fault in "no anchor rates.html#nowhere" "loads https://example.org" "no index of the words" "no Subspace.restrict"; do grep -qF "$fault" "$work/said"; done
