#!/usr/bin/env bash
# Every header compiles alone, and may be included twice. A header that another one includes first is read there with
# nothing before it, so that it is enough to compile the other one.
# Most begin by reading core/scalar.hpp, with or without core/error.hpp before it, and that takes most of their time: what
# begins so is read after the very same lines, precompiled.
# Usage: headers_alone.sh LIB_DIR COMPILER INCLUDE_FLAGS...    (BROS_LEFT_OUT: a folder whose packages are not installed)
set -euo pipefail
lib=$1 compiler=$2
shift 2
cd "$lib"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Which of the two are read before any header that is not ours, in their order.
begins_with() {
  local include
  while read -r include; do
    case $include in
      bros/core/error.hpp | bros/core/scalar.hpp) printf '%s ' "$include" ;;
      bros/*) begins_with "$include" || return 1 ;;
      *) return 1 ;;
    esac
  done < <(sed -n 's/^#include [<"]\(.*\)[>"].*/\1/p' "$1")
}

error=bros/core/error.hpp scalar=bros/core/scalar.hpp
mkdir "$work/scalar" "$work/both" "$work/none"
echo "#include <$scalar>" >"$work/scalar/prelude.hpp"
printf '#include <%s>\n' "$error" "$scalar" >"$work/both/prelude.hpp"
touch "$work/none/prelude.hpp"
for prelude in scalar both; do
  "$compiler" "$@" -std=c++20 -I. -x c++-header "$work/$prelude/prelude.hpp" -o "$work/$prelude/prelude.hpp.gch" &
done
wait
without=$(grep -L '^#pragma once' $(find bros -name '*.hpp')) || true
[ -z "$without" ] || { echo "no #pragma once in: $without" >&2; exit 1; }
read_first=$(find bros -name '*.hpp' -exec grep -hm1 '^#include' {} \; | sed -n 's/.*<\(bros.*\)>.*/\1/p' | sort -u)
find bros -name '*.hpp' | sort | grep -vxF "$read_first" | grep -v "^${BROS_LEFT_OUT:-nothing}/" | while read -r header; do
  case "$(begins_with "$header" || true)" in
    "$scalar "*) prelude=scalar ;;
    "$error $scalar "*) prelude=both ;;
    *) prelude=none ;;
  esac
  echo "$work/$prelude $header"
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
