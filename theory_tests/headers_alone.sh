#!/usr/bin/env bash
# Every header compiles alone, and may be included twice. A header that another one includes first is read there with
# nothing before it, so that it is enough to compile the other one.
# Most begin by reading one of a few headers, and that takes most of their time: what begins so is read after that one,
# precompiled.
# Usage: headers_alone.sh LIB_DIR COMPILER INCLUDE_FLAGS...    (BROS_LEFT_OUT: a folder whose packages are not installed)
set -euo pipefail
lib=$1 compiler=$2
shift 2
cd "$lib"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

first_include() { sed -n '/^#include/{s/^#include [<"]\(.*\)[>"].*/\1/p;q}' "$1"; }
# The header that is read first is read after the one that it reads first, and so on: the first of them that is
# precompiled, or the last of all.
prelude_of() {
  local header=$1
  while header=$(first_include "$header"); [[ $header == bros/* ]]; do
    [ ! -e "$work/$header/prelude.hpp" ] || { echo "$work/$header"; return; }
  done
  echo "$work/none"
}
mkdir "$work/none"
touch "$work/none/prelude.hpp"
for header in core/error core/scalar core/multiprecision core/linear_algebra problem/problem method/method; do
  mkdir -p "$work/bros/$header.hpp"
  echo "#include <bros/$header.hpp>" >"$work/bros/$header.hpp/prelude.hpp"
  echo "$work/bros/$header.hpp/prelude.hpp"
done | xargs -P "$(nproc)" -I{} "$compiler" "$@" -std=c++20 -I. -x c++-header {} -o {}.gch
without=$(grep -L '^#pragma once' $(find bros -name '*.hpp')) || true
[ -z "$without" ] || { echo "no #pragma once in: $without" >&2; exit 1; }
read_first=$(find bros -name '*.hpp' -exec grep -hm1 '^#include' {} \; | sed -n 's/.*<\(bros.*\)>.*/\1/p' | sort -u)
find bros -name '*.hpp' | sort | grep -vxF "$read_first" | grep -v "^${BROS_LEFT_OUT:-nothing}/" | while read -r header; do
  echo "$(prelude_of "$header") $header"
done >"$work/list"

# check PRELUDE_DIR HEADER
check() {
  printf '#include "prelude.hpp"\n#include <%s>\n#include <%s>\n' "$2" "$2" |
    eval "$compile" -fsyntax-only -I"$1" -x c++ - || { echo "$2 does not compile alone" >&2; exit 255; }
}
compile=$(printf '%q ' "$compiler" "$@" -std=c++20 -I.)
export -f check
export compile
xargs -P "$(nproc)" -L 1 bash -c 'check "$@"' _ <"$work/list" 2>&1
