#!/usr/bin/env bash
# Every header compiles alone, and may be included twice. A header that another one includes first is read there with
# nothing before it, so that it is enough to compile the other one. What a header includes before its own text may also
# be read earlier, precompiled: the largest of a few headers is, since that takes most of the time.
# Usage: headers_alone.sh LIB_DIR COMPILER INCLUDE_FLAGS...    (BROS_LEFT_OUT: headers whose packages are not installed, a pattern)
set -euo pipefail
lib=$1 compiler=$2
shift 2
cd "$lib"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
all=$(find bros -name '*.hpp' | grep -vE "^(${BROS_LEFT_OUT:-nothing})" | sort)
without=$(grep -L '^#pragma once' $all) || true
[ -z "$without" ] || { echo "no #pragma once in: $without" >&2; exit 1; }

# The headers of the project that a header reads before its own text, with those that they read.
declare -A reads
closure() {
  [ -z "${reads[$1]+known}" ] || return 0
  local included
  reads[$1]=$1
  for included in $(awk '/^#include <bros\//{gsub(/.*<|>.*/, ""); print; next} /^(#|\/\/|$)/{next} {exit}' "$1"); do
    closure "$included"
    reads[$1]+=$'\n'${reads[$included]}
  done
  reads[$1]=$(sort -u <<<"${reads[$1]}")
}
for header in $all; do closure "$header"; done

preludes=()
mkdir -p "$work/none"
touch "$work/none/prelude.hpp"
for header in torch/layers verified/interval theory/recursion/moment_recursion theory/estimators/moments problem/quadratic \
              method/single_loop problem/problem core/linear_algebra core/multiprecision core/scalar core/error; do
  header=bros/$header.hpp
  [ -n "${reads[$header]+known}" ] || continue
  preludes+=("$header")
  mkdir -p "$work/$header"
  echo "#include <$header>" >"$work/$header/prelude.hpp"
done
printf '%s\n' "${preludes[@]}" |
  xargs -P "$(nproc)" -I{} "$compiler" "$@" -std=c++20 -I. -x c++-header "$work/{}/prelude.hpp" -o "$work/{}/prelude.hpp.gch"

# check PRELUDE_DIR HEADER
check() {
  printf '#include "prelude.hpp"\n#include <%s>\n#include <%s>\n' "$2" "$2" |
    eval "$compile" -fsyntax-only -I"$1" -x c++ - || { echo "$2 does not compile alone" >&2; exit 255; }
}
compile=$(printf '%q ' "$compiler" "$@" -std=c++20 -I.)
export -f check
export compile
read_first=$(for header in $all; do grep -m1 '^#include' "$header"; done | sed -n 's/.*<\(bros.*\)>.*/\1/p' | sort -u)
grep -vxF "$read_first"$'\n'"$(printf '%s\n' "${preludes[@]}")" <<<"$all" | while read -r header; do
  prelude=none
  for candidate in "${preludes[@]}"; do
    if grep -qxF "$candidate" <<<"${reads[$header]}"; then prelude=$candidate; break; fi
  done
  echo "$work/$prelude $header"
done | xargs -P "$(nproc)" -L 1 bash -c 'check "$@"' _ 2>&1
