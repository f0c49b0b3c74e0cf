#!/usr/bin/env bash
# npm run test:trino: the SQL of queries/ and of the compiler on a real Trino with its Hive and Iceberg connectors,
# beside DuckDB. Brings what it needs into ${XDG_CACHE_HOME:-~/.cache}/touchpoint/trino, starts a server on a free
# port over a scratch folder, runs the tests and stops it. Tests that need AWS's other services start moto's server. Arguments go to Jest. README.md says what it costs.
set -euo pipefail
cd "$(dirname "$0")/../.."

VERSION=476
NEEDS_JAVA=24
cache="${XDG_CACHE_HOME:-$HOME/.cache}/touchpoint/trino"
server="$cache/trino-server-core-$VERSION"
scratch=$(mktemp -d)
pid=''

finish() {
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true # it ends with the signal's status
  fi
  rm -rf "$scratch"
}
trap finish EXIT

install() {
  local root=''
  [ "$(id -u)" = 0 ] || root=sudo
  $root apt-get update && $root apt-get install -y --no-install-recommends "$@"
}

# java_version HOME: its major version, nothing when there is no Java.
java_version() {
  [ -x "$1/bin/java" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_java() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    version=$(java_version "$home" || true)
    [ "${version:-0}" -ge $NEEDS_JAVA ] && echo "$home" && return 0
  done
  return 1
}

# fetch ARTIFACT PACKAGING SHA256: the archive's path.
fetch() {
  local file="$cache/$1-$VERSION.$2"
  if [ ! -f "$file" ]; then
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="io.trino:$1:$VERSION:$2" -DoutputDirectory="$scratch/download" >&2
    mv "$scratch/download/$1-$VERSION.$2" "$file"
  fi
  echo "$3  $file" | sha256sum --check --quiet >&2 || { rm -f "$file"; return 1; }
  echo "$file"
}

# Unpacked beside its place and moved, so that what is there is whole.
unpack() {
  [ -d "$server" ] && return 0
  command -v mvn >/dev/null || install maven
  command -v unzip >/dev/null || install unzip
  mkdir -p "$cache"
  local core iceberg hive at="$cache/.unpacking-$$"
  core=$(fetch trino-server-core tar.gz 0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158)
  iceberg=$(fetch trino-iceberg zip 99edba5b491ed94d599aeb61e0794272d3569d8b563f3bb8569e8a49daa87b6c)
  hive=$(fetch trino-hive zip 611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e)
  mkdir "$at"
  tar -xzf "$core" -C "$at"
  unzip -q "$iceberg" -d "$at/trino-server-core-$VERSION/plugin"
  unzip -q "$hive" -d "$at/trino-server-core-$VERSION/plugin"
  mv "$at/trino-server-core-$VERSION" "$server"
  rm -rf "$at" "$core" "$iceberg" "$hive"
}

configure() {
  local etc="$scratch/etc"
  mkdir -p "$etc/catalog" "$scratch/files"
  cat >"$etc/config.properties" <<END
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$1
discovery.uri=http://127.0.0.1:$1
catalog.management=dynamic
END
  printf 'node.environment=test\nnode.id=one\nnode.data-dir=%s\n' "$scratch/data" >"$etc/node.properties"
  printf '%s\n' -server -Xmx2G -XX:+UseSerialGC --add-modules=jdk.incubator.vector >"$etc/jvm.config"
  # One store for both, as Glue is; the Hive connector hands Iceberg's tables to the other, so that one
  # catalog has all names, as awsdatacatalog has.
  cat >"$etc/catalog/hive.properties" <<END
connector.name=hive
hive.metastore=file
hive.metastore.catalog.dir=local:///catalog
hive.iceberg-catalog-name=iceberg
hive.partition-projection-enabled=true
hive.ignore-absent-partitions=true
hive.non-managed-table-creates-enabled=true
hive.non-managed-table-writes-enabled=true
fs.native-local.enabled=true
local.location=$scratch/files
END
  cat >"$etc/catalog/iceberg.properties" <<END
connector.name=iceberg
iceberg.catalog.type=TESTING_FILE_METASTORE
iceberg.expire-snapshots.min-retention=0s
iceberg.remove-orphan-files.min-retention=0s
hive.metastore.catalog.dir=local:///catalog
fs.native-local.enabled=true
local.location=$scratch/files
END
}

start() {
  JAVA_HOME="$java" PATH="$java/bin:$PATH" "$server/bin/launcher" run --etc-dir "$scratch/etc" >"$scratch/log" 2>&1 &
  pid=$!
  for _ in $(seq 300); do
    grep -q 'SERVER STARTED' "$scratch/log" && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 1
  done
  tail -n 40 "$scratch/log"
  return 1
}

java=$(find_java) || { install openjdk-25-jre-headless && java=$(find_java); } || {
  echo "Trino $VERSION needs Java $NEEDS_JAVA or later; none was found or installed" >&2
  exit 1
}
unpack
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
configure "$port"
begin=$SECONDS
start
echo "Trino $VERSION started in $((SECONDS - begin)) s"
export TOUCHPOINT_TRINO="http://127.0.0.1:$port" TOUCHPOINT_TRINO_FOLDER="$scratch/files"
TOUCHPOINT_EMULATOR_PYTHON=$(tests/aws/python.sh)
export TOUCHPOINT_EMULATOR_PYTHON
export JOURNEY_RUNS="${JOURNEY_RUNS:-3}" CAMPAIGN_RUNS="${CAMPAIGN_RUNS:-4}" SEGMENT_RUNS="${SEGMENT_RUNS:-8}"
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js \
  --config tests/trino/jest.config.js --runInBand "$@"
