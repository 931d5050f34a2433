#!/usr/bin/env bash
# Installs the library into a fresh prefix and builds the README's first program against it, by find_package and by
# pkg-config; both must give the output that the README shows.
# Usage: run.sh SOURCE_DIR BUILD_DIR COMPILER
set -euo pipefail
source_dir=$1 build_dir=$2 compiler=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build_dir" --prefix "$work/prefix" >/dev/null

mkdir "$work/consumer"
block() { awk -v want="$1" '$0 == "```" && inside { exit } inside { print } $0 == "```" want { inside = 1 }' "$source_dir/README.md"; }
block cpp >"$work/consumer/main.cpp"
block text >"$work/expected"
[ -s "$work/consumer/main.cpp" ] && [ -s "$work/expected" ] || { echo "README.md must hold a cpp block and a text block" >&2; exit 1; }

cmake -S "$source_dir/theory_tests/consumer" -B "$work/consumer" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/consumer"
"$work/consumer/consumer" | diff "$work/expected" - || { echo "find_package: the output differs from the README" >&2; exit 1; }

export PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name bros.pc)")
# shellcheck disable=SC2046
"$compiler" -std=c++20 "$work/consumer/main.cpp" $(pkg-config --cflags bros) -o "$work/by_pkg_config"
"$work/by_pkg_config" | diff "$work/expected" - || { echo "pkg-config: the output differs from the README" >&2; exit 1; }
