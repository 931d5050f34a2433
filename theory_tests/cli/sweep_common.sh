# What the tests of the sweep share. Sourced, with `bros` set to the program.
work=$(mktemp -d)
clean_up() {
  kill -9 $(jobs -p) 2>/dev/null || true
  wait
  ! mountpoint -q "$work/disk" || umount "$work/disk"
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1
cells=240
# 4 methods x 4 horizons x 15 of 16 seeds: all that can be drawn is never there, so that nothing is drawn.
flags=(--problems quadratic --horizons 512,1024,2048,4096 --seeds 16 --only seed=0..14)
# The same and so many more that it never ends by itself.
endless=(--problems quadratic --horizons 512,1024,2048,4096 --seeds 3000)

fail() { echo "FAILED: $*" >&2; exit 1; }
sweep() { "$bros" rates "${flags[@]}" "$@"; }
exported() { "$bros" rates --store "$1" --export "${2:--}"; }
# The number of cells in a store; 0 if there is no store yet.
filled() {
  local csv
  csv=$([ -s "$1" ] && exported "$1" 2>/dev/null) || { echo 0 && return; }
  echo $(($(wc -l <<<"$csv") - 1))
}
computed() { grep -o '[0-9]* of them computed now' "$1" | cut -d' ' -f1; }

# refused STATUS WORDS COMMAND...: ends with that status; its one line that begins with bros: holds every word (by |)
refused() {
  local expected=$1 words=$2 status=0 line word
  shift 2
  "$@" >stdout 2>stderr </dev/null || status=$?
  line=$(grep '^bros: ' stderr || true)
  [ "$status" -eq "$expected" ] || fail "$*: status $status instead of $expected: $(cat stderr)"
  [ "$(grep -c '^bros: ' stderr)" -eq 1 ] || fail "$*: not one line: $(cat stderr)"
  IFS='|' read -ra wanted <<<"$words"
  for word in "${wanted[@]}"; do [[ $line == *"$word"* ]] || fail "$*: no '$word' in: $line"; done
}
