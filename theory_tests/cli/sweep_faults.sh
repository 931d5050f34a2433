#!/usr/bin/env bash
# What `bros rates` says to a full disk, a place that cannot be written and a store that is not whole, and what it keeps.
# Usage: sweep_faults.sh BROS
set -euo pipefail
bros=$1
source "$(dirname "$0")/sweep_common.sh"

sweep --threads 2 --out one >/dev/null
exported one/cells.sqlite reference.csv
refused 2 'one/cells.sqlite|holds cells already|--resume goes on with it' sweep --out one

# Full disk: a limit on the size of files, and a file system of 300 kB where one can be mounted.
kept_and_resumed() {
  local store=$1 n
  n=$(filled "$store")
  [ "$n" -gt 0 ] || fail "nothing was kept when the disk was full"
  sweep --store "$store" --out full --resume --threads 2 >/dev/null || fail "the store does not go on once there is room"
  [ "$(filled "$store")" -ge "$n" ] || fail "the resume lost cells"
  exported "$store" | grep -xFf reference.csv | cmp - reference.csv || fail "resumed after a full disk"
}
limited() { (ulimit -f 200; exec "$bros" rates "${endless[@]}" --threads 2 --store limited.sqlite --out full); }
refused 1 'limited.sqlite|could not be written (disk I/O error)|committed before is kept|--resume goes on' limited
kept_and_resumed limited.sqlite
mkdir disk
if mount -t tmpfs -o size=300k tmpfs disk 2>/dev/null; then
  refused 1 'disk/cells.sqlite|could not be written (database or disk is full)|--resume goes on' \
    "$bros" rates "${endless[@]}" --threads 2 --store disk/cells.sqlite --out full
  mount -o remount,size=30m disk
  kept_and_resumed disk/cells.sqlite
  cp one/cells.sqlite disk/kept.sqlite
  cp one/cells.sqlite disk/open.sqlite
  echo journal >disk/open.sqlite-wal
  mount -o remount,ro disk
  exported disk/kept.sqlite | cmp - reference.csv || fail "a store on a read-only medium can be exported"
  sweep --status --store disk/kept.sqlite --out new >/dev/null || fail "its status can be asked for"
  refused 2 'disk/open.sqlite|journal beside it|copy both' exported disk/open.sqlite
  refused 2 'disk/kept.sqlite|must be a place that can be written' sweep --store disk/kept.sqlite --resume --out full
else
  echo "no file system could be mounted: a full and a read-only one are not tried"
fi

sweep_only() { "$bros" rates --problems quadratic --out new --only "$1"; }
# Places that cannot be written
refused 2 '--store|/proc/cells.sqlite|must be a place that can be written' sweep --store /proc/cells.sqlite --out new
refused 2 '--store|absent/cells.sqlite|No such file' sweep --store absent/cells.sqlite --out new
refused 2 '--store|disk|must be a place that can be written' sweep --store disk --out new
refused 2 '--out|/proc' sweep --out /proc/new
refused 2 '--store|nothing.sqlite|does not exist' exported nothing.sqlite
refused 2 '--export|absent/cells.csv' exported one/cells.sqlite absent/cells.csv
refused 2 '--only|colour=red|COLUMN=VALUE|problem,data' sweep_only colour=red
refused 2 '--only|method=sgd|must leave some cell' sweep_only method=sgd
[ ! -e new ] && [ ! -e nothing.sqlite ] || fail "something was left behind"

# Files that are no store, or not whole, or of another version: refused, and left as they are
unchanged() {
  local file=$1 words=$2
  cp "$file" copy
  refused 2 "--store|$file|$words" sweep --store "$file" --out new --resume
  cmp "$file" copy || fail "$file was changed"
}
printf 'a note\n' >note
unchanged note 'is not a store of bros'
head -c 20000 /dev/urandom >garbage
unchanged garbage 'is not a store of bros'
size=$(stat -c %s one/cells.sqlite)
head -c $((size / 2)) one/cells.sqlite >truncated
unchanged truncated 'is damaged'
cp one/cells.sqlite page
head -c 4000 /dev/zero | tr '\0' '\377' | dd of=page bs=1 seek=$((size - 4000)) conv=notrunc status=none
unchanged page 'is damaged'
# One bit of a number: its neighbours in the file say which
cp one/cells.sqlite bit
at=$(grep -abo 'mean_grad_norm_sq' bit | tail -1 | cut -d: -f1)
byte=$(dd if=bit bs=1 skip=$((at + 45)) count=1 status=none | od -An -tu1)
printf "\\x$(printf %02x $((byte ^ 1)))" | dd of=bit bs=1 seek=$((at + 45)) conv=notrunc status=none
unchanged bit 'is damaged'
cp one/cells.sqlite version
printf '\x00\x00\x00\x63' | dd of=version bs=1 seek=60 conv=notrunc status=none  # user_version of the SQLite header
unchanged version 'has format 99, and this program reads format'
cp one/cells.sqlite other
printf 'XXXX' | dd of=other bs=1 seek=68 conv=notrunc status=none  # application_id
unchanged other 'is not a store of bros'
cp one/cells.sqlite code
print=$(grep -abo 'fingerprint[0-9a-f]\{16\}' code | head -1 | cut -d: -f1)
printf '0123456789abcdef' | dd of=code bs=1 seek=$((print + 11)) conv=notrunc status=none
unchanged code 'was computed by other code'
exported code | cmp - reference.csv || fail "what other code computed can still be exported"
echo "every fault has its message"
