#!/usr/bin/env bash
# Other people's clients, each with its own request signing, against an empty stage of the laptop: boto3 and the AWS
# CLI 2 walk the guide, and moto's own tests of Pinpoint ask the stage. Those come with moto's source distribution and
# are unpacked beside the environment, in the user's cache. Where there is no AWS CLI 2, Debian's is installed.
set -eu
cd "$(dirname "$0")/../.."
moto=5.2.5
boto=1.44.8
pytest=9.2.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/touchpoint/clients-$moto-$boto-$pytest"
if [ ! -f "$cache/complete" ]; then
  rm -rf "$cache"
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install --quiet "boto3==$boto" "pytest==$pytest"
  "$cache/venv/bin/pip" download --quiet --no-deps --no-binary :all: --dest "$cache" "moto==$moto"
  tar -xzf "$cache/moto-$moto.tar.gz" -C "$cache" "moto-$moto/tests/test_pinpoint"
  touch "$cache/complete"
fi

# The first AWS CLI of version 2; version 1 may stand before it.
command_line() {
  local program
  for program in $(type -ap aws); do
    case $("$program" --version 2>/dev/null) in aws-cli/2.*) echo "$program" && return ;; esac
  done
  return 1
}
install_command_line() {
  local root=''
  [ "$(id -u)" = 0 ] || root=sudo
  $root apt-get update -qq && $root apt-get install -y -qq --no-install-recommends awscli >/dev/null
}
TOUCHPOINT_AWS_CLI=$(command_line) || { install_command_line && TOUCHPOINT_AWS_CLI=$(command_line); }
export TOUCHPOINT_AWS_CLI
"$TOUCHPOINT_AWS_CLI" --version

scratch=$(mktemp -d)
stage=''
finish() {
  [ -z "$stage" ] || { kill "$stage" && wait "$stage"; } || true
  rm -rf "$scratch"
}
trap finish EXIT
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PORT TOUCHPOINT_HOME="$scratch/home" TOUCHPOINT_DEMO=off TOUCHPOINT_ENDPOINT="http://127.0.0.1:$PORT"
export TOUCHPOINT_ACCESS_KEY_ID=touchpoint TOUCHPOINT_SECRET_ACCESS_KEY=clients-secret
npm start >"$scratch/stage.log" 2>&1 &
stage=$!
until node .ci/ask.mjs /healthz >/dev/null 2>&1; do
  kill -0 "$stage" || { cat "$scratch/stage.log"; exit 1; }
  sleep 0.5
done

python="$cache/venv/bin/python"
"$python" tests/clients/walk-the-guide.py boto3
"$python" tests/clients/walk-the-guide.py cli

export PYTHONPATH="$PWD/tests/clients" PYTHONDONTWRITEBYTECODE=1
for INSTEAD in 0 1; do
  export INSTEAD
  cp -r "$cache/moto-$moto/tests/test_pinpoint" "$scratch/tests-$INSTEAD"
  "$python" -m pytest -p moto_on_stage -p no:cacheprovider -q -rx "$scratch/tests-$INSTEAD"
done
