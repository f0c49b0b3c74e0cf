#!/usr/bin/env bash
# The AWS half against an emulator that others keep: moto's server, installed once into the user's cache, started on a
# free port. TOUCHPOINT_PACKAGE names a packaged stack of stage ci, to save packaging it for the first deployment.
# Further arguments go to Jest. Left out by name: moto finds no key with a line break in it.
set -eu
cd "$(dirname "$0")/../.."
moto=5.2.5
lint=1.58.0
venv="${XDG_CACHE_HOME:-$HOME/.cache}/touchpoint/moto-$moto-$lint"
if [ ! -f "$venv/complete" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet "moto[server,all]==$moto" "cfn-lint==$lint"
  touch "$venv/complete"
fi
export TOUCHPOINT_EMULATOR_PYTHON="$venv/bin/python"
exec npm test -- --testMatch '<rootDir>/tests/aws/*.aws.ts' --runInBand -t '^(?!.*new\\nline)' "$@"
