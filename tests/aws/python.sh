#!/usr/bin/env bash
# Prints a Python that has moto's server and cfn-lint, installed once into the user's cache.
set -eu
moto=5.2.5
lint=1.58.0
venv="${XDG_CACHE_HOME:-$HOME/.cache}/touchpoint/moto-$moto-$lint"
if [ ! -f "$venv/complete" ]; then
  python3 -m venv --clear "$venv" >&2
  "$venv/bin/pip" install --quiet "moto[server,all]==$moto" "cfn-lint==$lint" >&2
  touch "$venv/complete"
fi
echo "$venv/bin/python"
