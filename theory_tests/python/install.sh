#!/usr/bin/env bash
# pip installs the package in a fresh environment, from a copy of the sources and with the compiled part of this build, and it
# works there without the sources.
# Usage: install.sh SOURCE BUILD PYTHON
set -euo pipefail
source=$1 build=$2 python=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source" "$work/elsewhere"
cp -r "$source"/{pyproject.toml,setup.py,README.md,lib} "$work/source"
"$python" -m venv --system-site-packages "$work/venv"
unset PYTHONPATH
BROS_BUILD_FOLDER=$build "$work/venv/bin/pip" install --quiet --no-index --no-build-isolation --disable-pip-version-check "$work/source"
rm -rf "$work/source"
cd "$work/elsewhere"
"$work/venv/bin/python" - "$work/venv" <<'END'
import pathlib, sys
import bros
installed = pathlib.Path(bros.__file__).parent
assert pathlib.Path(sys.argv[1]).resolve() in installed.resolve().parents, installed
assert {"py.typed", "_core.pyi", "plots.py"} <= {path.name for path in installed.iterdir()}
method = bros.make_method(bros.counterexample(), "full-tangent")
assert bros.run(method, "auto", 100000).status == "horizon_reached" and abs(method.x[0] + 1) < 1e-6
END
