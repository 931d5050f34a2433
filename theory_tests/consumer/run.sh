#!/usr/bin/env bash
# Installs the library into a fresh prefix and builds the README's first program against it, by find_package and by
# pkg-config, with bros::compiled and with the headers alone; each must give the output that the README shows. A project
# that takes the sources in by add_subdirectory or FetchContent gets the targets, and none of our options.
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
expect() { "$2" | diff "$work/expected" - || { echo "$1: the output differs from the README" >&2; exit 1; }; }

cmake -S "$source_dir/theory_tests/consumer" -B "$work/consumer" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/consumer" >/dev/null
expect "find_package, bros::compiled" "$work/consumer/with_compiled"
expect "find_package, bros::bros" "$work/consumer/with_headers"

export PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name bros.pc)")
# shellcheck disable=SC2046
"$compiler" -std=c++20 "$work/consumer/main.cpp" $(pkg-config --cflags --libs bros-compiled) -o "$work/by_pkg_config"
expect "pkg-config" "$work/by_pkg_config"

for way in add_subdirectory FetchContent; do
  cmake -S "$source_dir/theory_tests/consumer/$way" -B "$work/$way" -DCMAKE_CXX_COMPILER="$compiler" \
    -DBROS_SOURCE_DIR="$source_dir" >/dev/null
  cmake --build "$work/$way" --target takes_bros_in >/dev/null
  [ "$("$work/$way/takes_bros_in")" = "$(sed -n 's/.*define BROS_VERSION "\(.*\)"/\1/p' "$source_dir/lib/bros/bros.hpp")" ]
  ! grep -qE '^(CLI11|GTest)_DIR' "$work/$way/CMakeCache.txt" || { echo "$way looks for what only our tests need" >&2; exit 1; }
done
