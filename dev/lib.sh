# Shared by the scripts in this folder: where things lie, how they report, how programs are started
# and stopped. Sourced, never run.
# shellcheck shell=bash

BELAY_DEV=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BELAY_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/belay
BELAY_STATE=${BELAY_STATE:-$HOME/.local/state/belay}
BELAY_CLUSTER=${BELAY_CLUSTER:-default}

# Everything a script says to a person goes to stderr: stdout is for what other programs read.
say() { printf '%s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

[[ $BELAY_CLUSTER =~ ^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$ ]] ||
  die "BELAY_CLUSTER is '$BELAY_CLUSTER'; use at most 32 lower-case letters, digits and dashes"

STEP=
trap '[[ $? == 0 || -z $STEP ]] || say "error: $STEP: failed"' EXIT

# step LABEL COMMAND…: runs it and prints one line with how long it took.
step() {
  local label=$1 from=$EPOCHREALTIME
  shift
  STEP=$label
  "$@" # not "|| die": bash would then carry on after a failure inside the command
  STEP=
  local took=$(((${EPOCHREALTIME/./} - ${from/./}) / 1000))
  printf '%6d.%03d s  %s\n' $((took / 1000)) $((took % 1000)) "$label" >&2
}

# until_true SECONDS WHAT COMMAND…: asks again until it holds, or dies naming WHAT.
until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "waited too long for $what"
    sleep 0.1
  done
}

# start NAME PROGRAM ARGUMENT…: a process of its own session with a pid file and a log.
# The pid file holds the pid and the kernel's start time of that process: a pid that was given to
# somebody else since has another start time, so `stop` cannot hit a stranger.
start() {
  local name=$1
  shift
  ! running "$name" || return 0
  mkdir -p "$RUN" "$LOGS"
  (
    # A server must not keep our lock open: whoever waits for it would wait for ever.
    [[ -z ${BELAY_LOCK_FD:-} ]] || exec {BELAY_LOCK_FD}>&-
    exec setsid -- "$@" </dev/null >>"$LOGS/$name.log" 2>&1
  ) &
  printf '%s %s\n' $! "$(start_time $!)" >"$RUN/$name.pid"
}

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) } # the command's name, in brackets before this, may hold spaces
  cut -d' ' -f20 <<<"$stat" | tr -d '\n'
}

# pid NAME: prints the pid of our running process of that name, or fails.
pid() {
  local id since
  [[ -r $RUN/$1.pid ]] && read -r id since <"$RUN/$1.pid" || return 1
  [[ -n $since && $(start_time "$id") == "$since" ]] || return 1
  ! grep -q '^State:.Z' "/proc/$id/status" 2>/dev/null || return 1
  printf '%s' "$id"
}

running() { pid "$1" >/dev/null; }

# stop NAME…: asks them all, waits a second, then insists: nothing here holds what anybody wants to keep.
stop() {
  local name id i
  for name; do
    ! id=$(pid "$name") || kill "$id" 2>/dev/null || true
  done
  for name; do
    for ((i = 0; i < 10; i++)); do
      running "$name" || break
      sleep 0.1
    done
    ! id=$(pid "$name") || kill -9 "$id" 2>/dev/null || true
    rm -f "$RUN/$name.pid"
  done
}

# must_run NAME: dies with the end of its log unless it runs.
must_run() {
  running "$1" || { tail -n 15 "$LOGS/$1.log" >&2; die "$1 ended; its log is $LOGS/$1.log"; }
}

# lock FILE: this script and no other until it ends.
lock() {
  mkdir -p "$(dirname "$1")"
  exec {BELAY_LOCK_FD}>"$1"
  flock "$BELAY_LOCK_FD"
}

# free_port ADDRESS: one that nobody listens on and that no other instance was told.
free_port() {
  local port
  for _ in {1..200}; do
    port=$((20000 + RANDOM % 12000)) # below the kernel's own range for outgoing connections
    (exec 3<>"/dev/tcp/$1/$port") 2>/dev/null || { printf '%s' "$port"; return; }
  done
  die "no free port on $1"
}

# java_home PROGRAM: prints the home of a Java 25 or later that holds bin/PROGRAM (java, or javac for a JDK).
java_home() {
  local home
  for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v "$1" || echo /x/x/x)")")")" \
    /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -x $home/bin/$1 && -r $home/release ]] || continue
    (($(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release") >= 25)) && { printf '%s' "$home"; return; }
  done
  return 1
}
