# Shared by the scripts in this folder: a shop on a PostgreSQL of its own, a policy for it, and how its times and memory
# are taken. Sourced, never run. What it makes lies in $work, which is the current folder and goes at the end.
# shellcheck shell=bash

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
source "$home/dev/lib.sh"

# sizes SCRIPT ARGUMENT…: sets rows and runs; or prints the head of SCRIPT.
sizes() {
  rows=6400000 runs=5
  if [[ ${2:-} == --quick ]]; then
    rows=600000 runs=3
  elif (($# > 1)); then
    sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$1" >&2
    exit 2
  fi
}

belay() { "$home/belay" "$@"; }

# shop PART…: the parts of dev/setup, a server with rows in it, and a policy that backs it up into a folder.
shop() {
  local recipient
  "$home/dev/setup" "$@" >&2
  belay --version >&2 # builds what is missing
  serve
  fill
  mkdir -p secrets/shop-db secrets/shop-age
  printf postgres >secrets/shop-db/username
  printf '%s' "$password" >secrets/shop-db/password
  recipient=$(belay keygen --out secrets/shop-age 2>/dev/null)
  cat >policy.yaml <<YAML
apiVersion: belay.dev/v1alpha1
kind: BackupPolicy
metadata: {name: shop}
spec:
  database: {host: 127.0.0.1, port: $port, name: shop, sslMode: disable, credentials: {secretName: shop-db}}
  repository: {volume: {path: $work/repository}}
  encryption: {age: {recipients: [$recipient], identity: {secretName: shop-age}}}
  tiers: [{name: daily, schedule: "0 2 * * *"}]
YAML
}

serve() {
  pg=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5n | tail -1)
  [[ -x $pg/initdb ]] || die "no PostgreSQL server; run dev/setup postgres"
  work=$(mktemp -d /tmp/belay-bench-XXXXXX)
  as=() # who may run a server
  if [[ $(id -u) == 0 ]]; then
    as=(runuser -u postgres --)
    chown postgres "$work"
  fi
  trap '"${as[@]}" "$pg/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
  cd "$work"
  password=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  (umask 077 && printf '%s' "$password" >password && printf '*:*:*:*:%s\n' "$password" >passfile)
  [[ ${#as[@]} == 0 ]] || chown postgres password
  "${as[@]}" "$pg/initdb" -D "$work/data" -U postgres --pwfile="$work/password" --auth=scram-sha-256 --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  port=$(free_port 127.0.0.1)
  "${as[@]}" "$pg/pg_ctl" -D "$work/data" -l "$work/data/log" -w -o "-p $port -c unix_socket_directories=$work -c fsync=off \
    -c autovacuum=off -c max_wal_size=8GB -c shared_buffers=256MB" start >/dev/null
  export PGPASSFILE=$work/passfile PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres
}

fill() {
  "$pg/psql" -q -d postgres -c 'CREATE DATABASE shop'
  "$pg/psql" -q -d shop <<SQL
CREATE TABLE customers (id bigint PRIMARY KEY, name text, email text, since timestamptz);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers, at timestamptz, status text,
  total numeric(10,2), address text, note text, checksum text);
INSERT INTO customers SELECT g, 'Customer No. ' || g, 'customer' || g || '@shop.example',
  timestamptz '2020-01-01' + g * interval '7 minutes' FROM generate_series(1, $((rows / 20))) g;
INSERT INTO orders SELECT g, 1 + (g * 7919::bigint) % $((rows / 20)), timestamptz '2024-01-01' + g * interval '13 seconds',
  (ARRAY['new','paid','packed','sent','delivered','returned'])[1 + g % 6], (g * 104729::bigint) % 100000 / 100.0,
  'Street of the example ' || g % 997 || ', ' || 10000 + g % 89999 || ' Town of ' || (ARRAY['Berlin','Paris','Rome','Oslo'])[1 + g % 4],
  CASE WHEN g % 3 = 0 THEN NULL ELSE 'please ring twice, the bell is broken; leave it with the neighbour in flat ' || g % 40 END,
  left(md5(g::text), 12) FROM generate_series(1, $rows) g;
CREATE INDEX ON orders (customer);
VACUUM (ANALYZE);
CHECKPOINT;
SQL
}

now() { printf '%s' "${EPOCHREALTIME/[.,]/}"; } # microseconds

# timed NAME: appends the milliseconds of one run to NAME.ms
timed() {
  local start
  start=$(now)
  "$1" || die "$1 failed: $(cat agent.err 2>/dev/null)"
  echo $((($(now) - start) / 1000)) >>"$1.ms"
}

median() { sort -n "$1.ms" | sed -n "$((runs / 2 + 1))p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# watched ARGUMENT…: runs agent, untimed, which warms the caches for the others; peak is its largest resident set so far, in KiB.
peak=0
watched() {
  local shell pid at
  agent "$@" & shell=$!
  while kill -0 "$shell" 2>/dev/null; do
    for pid in $(pgrep -P "$shell" -x java || true); do
      at=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
      ((${at:-0} <= peak)) || peak=$at
    done
    sleep 0.02
  done
  wait "$shell" || die "the agent failed: $(<agent.err)"
}
