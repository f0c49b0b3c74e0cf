#!/usr/bin/env bash
# The AWS half against an emulator that others keep: moto's server, on a free port. TOUCHPOINT_PACKAGE names a packaged
# stack of stage ci, to save packaging it for the first deployment. Further arguments go to Jest.
# Left out by name: moto finds no key with a line break in it.
set -eu
cd "$(dirname "$0")/../.."
TOUCHPOINT_EMULATOR_PYTHON=$(tests/aws/python.sh)
export TOUCHPOINT_EMULATOR_PYTHON
exec npm test -- --testMatch '<rootDir>/tests/aws/*.aws.ts' --runInBand -t '^(?!.*new\\nline)' "$@"
