#!/usr/bin/env bash
# Runs a Python script with the first interpreter that has what it imports.
# Usage: python.sh MODULES SCRIPT [arguments]   (MODULES as after `import`)
set -euo pipefail
for python in python3 /usr/bin/python3; do
  if "$python" -c "import $1" 2>/dev/null; then exec "$python" -B "${@:2}"; fi
done
echo "skipped: no python3 has $1 (Debian: python3-jsonschema, python3-yaml)"
exit 77
