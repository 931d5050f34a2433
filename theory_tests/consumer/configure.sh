#!/usr/bin/env bash
# The library can be configured where other people configure it: for another machine than this one, and with an Eigen whose
# version file accepts no other major version than its own, 5.
# Usage: configure.sh SOURCE_DIR
set -euo pipefail
source_dir=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
configure() {
  cmake -S "$source_dir" -B "$1" -DBROS_BUILD_TESTS=OFF -DBROS_BUILD_BENCHMARKS=OFF "${@:2}" >said 2>&1 ||
    { echo "$1 cannot be configured: $(cat said)" >&2; exit 1; }
}
configure "another machine" -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64
! grep -q 'BROS_ARCH:STRING=.' "another machine/CMakeCache.txt" || { echo "-march of this machine for another" >&2; exit 1; }

mkdir -p eigen/share/eigen3/cmake
cat >eigen/share/eigen3/cmake/Eigen3Config.cmake <<'C'
add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
C
cat >version.cmake <<'C'
include(CMakePackageConfigHelpers)
write_basic_package_version_file(${FILE} VERSION ${VERSION} COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
C
eigen() { cmake -DFILE="$work/eigen/share/eigen3/cmake/Eigen3ConfigVersion.cmake" -DVERSION="$1" -P version.cmake; }
eigen 5.0.1
configure "with Eigen 5" -DEigen3_DIR="$work/eigen/share/eigen3/cmake"
eigen 3.3.9
! (configure "with Eigen 3.3" -DEigen3_DIR="$work/eigen/share/eigen3/cmake") 2>complaint && grep -q 'at least 3.4' complaint ||
  { echo "Eigen 3.3.9 is not refused" >&2; exit 1; }
