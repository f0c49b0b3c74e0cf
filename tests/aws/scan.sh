#!/usr/bin/env bash
# checkov, a scanner that others keep, over a packaged template: what it finds is mended, or stands with its reason in
# scan-exceptions.yml. Installed once into the user's cache. Asks nothing of the network beyond that.
#     tests/aws/scan.sh .serverless/cloudformation-template-update-stack.json
set -eu
template=$(realpath "$1")
cd "$(dirname "$0")/../.."
checkov=3.3.30
venv="${XDG_CACHE_HOME:-$HOME/.cache}/touchpoint/checkov-$checkov"
if [ ! -f "$venv/complete" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet "checkov==$checkov"
  touch "$venv/complete"
fi
found=$(mktemp)
trap 'rm -f "$found"' EXIT
"$venv/bin/checkov" --file "$template" --framework cloudformation --compact --skip-download --soft-fail \
  --output json >"$found"
node_modules/.bin/node --disable-warning=ExperimentalWarning tests/aws/judge-scan.ts "$found" tests/aws/scan-exceptions.yml
