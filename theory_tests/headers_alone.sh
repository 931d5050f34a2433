#!/usr/bin/env bash
# Every header compiles alone, and may be included twice.
# Usage: headers_alone.sh LIB_DIR COMPILER INCLUDE_FLAGS...
set -euo pipefail
lib=$1 compiler=$2
shift 2
cd "$lib"
find bros -name '*.hpp' -print0 | xargs -0 -P "$(nproc)" -I {} sh -c '
  header=$1; shift
  printf "#include <%s>\n#include <%s>\n" "$header" "$header" |
    "$@" -std=c++20 -fsyntax-only -I. -x c++ - || { echo "$header does not compile alone" >&2; exit 255; }' _ {} "$compiler" "$@" 2>&1
