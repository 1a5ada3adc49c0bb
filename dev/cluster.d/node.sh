# The node: containerd, kubelet, scheduler, kube-proxy and DNS. Needs root.
# shellcheck shell=bash

NODE=$STATE/node
NODE_NAME=belay
# One private network of ours: the node's address, the pods' and the services' lie within it.
NODE_NETWORK=$(cat "$STATE/network" 2>/dev/null || echo "${BELAY_NODE_NETWORK:-10.99}")
NODE_ADDRESS=$NODE_NETWORK.0.1 POD_NETWORK=$NODE_NETWORK.64 SERVICE_NETWORK=$NODE_NETWORK.128
NODE_BRIDGE=belay0
# A socket's path may hold 107 bytes at most: the state's folder may be deeper than that.
NODE_RUN=/run/belay/$BELAY_CLUSTER
NODE_POINTER=/run/belay/node

node_possible() {
  local missing=() program
  ((EUID == 0)) || die "a node needs root: it makes network devices and containers (run it with sudo, or leave out --node)"
  for program in containerd ctr runc iptables ip findmnt jq; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  [[ -x $(cni_plugins)/ptp ]] || missing+=("the CNI plugins")
  [[ -z ${missing[*]} ]] || die "missing: ${missing[*]}; run dev/setup node"
  # The bridge, its address and iptables' chains are the machine's, so there is one node a machine.
  if [[ -r $NODE_POINTER && $(cat "$NODE_POINTER") != "$STATE" && -e $(cat "$NODE_POINTER")/up ]]; then
    die "this machine already has a node, in $(cat "$NODE_POINTER"); take that one down first"
  fi
}

# Debian keeps them in one place, everybody else in the other.
cni_plugins() {
  if [[ -d /usr/lib/cni ]]; then echo /usr/lib/cni; else echo /opt/cni/bin; fi
}

node_network_up() {
  mkdir -p "$NODE_RUN"
  printf '%s' "$STATE" >"$NODE_POINTER"
  printf '%s' "$NODE_NETWORK" >"$STATE/network"
  # A bridge without ports: an address that is neither the loopback's nor one that leaves the machine.
  ip link show "$NODE_BRIDGE" >/dev/null 2>&1 || ip link add "$NODE_BRIDGE" type bridge
  ip address replace "$NODE_ADDRESS/32" dev "$NODE_BRIDGE"
  ip link set "$NODE_BRIDGE" up
  # So that the machine itself reaches services even if it has no default route.
  ip route replace "$SERVICE_NETWORK.0/24" dev "$NODE_BRIDGE" src "$NODE_ADDRESS"
  until_true 10 "the address $NODE_ADDRESS" ip route get "$NODE_ADDRESS"
  if [[ ! -e $STATE/ip_forward ]]; then
    cp /proc/sys/net/ipv4/ip_forward "$STATE/ip_forward"
    echo 1 >/proc/sys/net/ipv4/ip_forward
  fi
  forwarding -C 2>/dev/null || forwarding -I
}

# Other software (Docker, a firewall) may drop by default what is not its own.
forwarding() {
  iptables -w "$1" FORWARD -s "$NODE_NETWORK.0.0/16" -m comment --comment belay-dev -j ACCEPT &&
    iptables -w "$1" FORWARD -d "$NODE_NETWORK.0.0/16" -m comment --comment belay-dev -j ACCEPT
}

node_up() {
  printf '%s\n' "${PROGRAMS[@]}" >"$NODE/programs"
  containerd_up
  pause_image
  kubelet_up
  start kube-scheduler "$(program kube-scheduler)" --leader-elect=false --secure-port=0 \
    --kubeconfig="$(component scheduler)"
  dns_up
  until_true 60 'the node to register' "$(program kubectl)" get node "$NODE_NAME"
  proxy_up
  "$(program kubectl)" wait --for=condition=Ready "node/$NODE_NAME" --timeout=90s >/dev/null
  must_run kube-proxy
  must_run coredns
}

# component NAME: prints the path of its kubeconfig.
component() {
  [[ -e $NODE/$1.kubeconfig ]] || kubeconfig_of "$1" "$NODE/$1.kubeconfig"
  printf '%s' "$NODE/$1.kubeconfig"
}

# fill TEMPLATE TARGET: the few words in @…@ stand for what this instance uses.
fill() {
  sed -e "s|@NODE@|$NODE|g" -e "s|@RUN@|$NODE_RUN|g" -e "s|@PKI@|$PKI|g" -e "s|@ADDRESS@|$NODE_ADDRESS|g" \
    -e "s|@PODS@|$POD_NETWORK|g" -e "s|@CNI@|$(cni_plugins)|g" -e "s|@NAME@|$BELAY_CLUSTER|g" \
    "$BELAY_DEV/cluster.d/$1" >"$2"
}

containerd_up() {
  mkdir -p "$NODE/cni/net.d"
  fill containerd.toml "$NODE/containerd.toml"
  fill cni.conflist "$NODE/cni/net.d/belay.conflist"
  start containerd containerd --config "$NODE/containerd.toml"
  until_true 30 containerd images ls
}

images() { ctr --address "$NODE_RUN/containerd.sock" --namespace k8s.io images "$@"; }

# What holds a pod's network open: an image with nothing but a program that waits.
pause_image() {
  local image
  image=$("$BELAY_DEV/images" pause)
  images import "$image" >/dev/null
}

kubelet_up() {
  fill kubelet.yaml "$NODE/kubelet.yaml"
  mkdir -p "$NODE/kubelet"
  start kubelet "$(program kubelet)" --config="$NODE/kubelet.yaml" --root-dir="$NODE/kubelet" \
    --kubeconfig="$(component kubelet)" --hostname-override="$NODE_NAME" --node-ip="$NODE_ADDRESS" \
    --cert-dir="$NODE/kubelet-pki"
}

dns_up() {
  component dns >/dev/null
  "$(program kubectl)" create clusterrolebinding belay:dns --clusterrole=belay:dns --user=belay:dns \
    --dry-run=client -o yaml | cat "$BELAY_DEV/cluster.d/dns-role.yaml" - | "$(program kubectl)" apply -f - >/dev/null
  fill Corefile "$NODE/Corefile"
  start coredns "$(program coredns)" -conf "$NODE/Corefile"
}

proxy_up() {
  component proxy >/dev/null
  fill proxy.yaml "$NODE/proxy.yaml"
  start kube-proxy "$(program kube-proxy)" --config="$NODE/proxy.yaml" --hostname-override="$NODE_NAME"
}

# Also after a crash, or when half of it never came up: so every line may find nothing to do.
node_down() {
  ((EUID == 0)) || die "cluster '$BELAY_CLUSTER' has a node: run this as root"
  local proxy
  stop kubelet kube-scheduler coredns kube-proxy
  # The program may be gone from the cache by now; then its chains stay until the machine restarts.
  proxy=$(grep '/kube-proxy$' "$NODE/programs" 2>/dev/null || true)
  [[ ! -x $proxy ]] || "$proxy" --cleanup >>"$LOGS/kube-proxy.log" 2>&1 || true
  # It leaves one chain of its own behind; ours to remove as long as there is no rule in it.
  if [[ $(iptables -w -S KUBE-FIREWALL 2>/dev/null | wc -l) == 1 ]]; then
    iptables -w -D INPUT -j KUBE-FIREWALL 2>/dev/null || true
    iptables -w -D OUTPUT -j KUBE-FIREWALL 2>/dev/null || true
    iptables -w -X KUBE-FIREWALL 2>/dev/null || true
  fi
  containers_down
  unmount_below "$STATE"
  unmount_below "$NODE_RUN"
  while forwarding -D 2>/dev/null; do :; done
  ip link delete "$NODE_BRIDGE" 2>/dev/null || true
  [[ ! -e $STATE/ip_forward ]] || cat "$STATE/ip_forward" >/proc/sys/net/ipv4/ip_forward
  remove_cgroups
  find /var/log/containers -lname "$NODE/*" -delete 2>/dev/null || true
  rm -rf --one-file-system "$NODE_RUN" "$NODE_POINTER"
  rmdir /run/containerd/s /run/containerd /var/lib/cni/results /var/lib/cni 2>/dev/null || true
}

containers_down() {
  local file id space
  stop containerd
  # Containers outlive containerd on purpose. Their keepers name our socket on the command line.
  for id in $(grep -lsF -- "$NODE_RUN/containerd.sock" /proc/[0-9]*/cmdline | cut -d/ -f3); do
    [[ $(cat "/proc/$id/comm" 2>/dev/null) != containerd-shim* ]] || keeper_down "$id"
  done
  for file in "$NODE_RUN"/containerd/io.containerd.runtime.v2.task/k8s.io/*/address; do
    [[ ! -e $file ]] || rm -f "$(sed 's|^unix://||' "$file")"
  done
  # The plugins note which network namespace they made for which of our containers.
  for file in /var/lib/cni/results/"belay-$BELAY_CLUSTER"-*-eth0; do
    [[ -e $file ]] || continue
    space=$(jq -r '.result.interfaces[]?.sandbox // empty' "$file" | grep '/run/netns/cni-' | head -n 1 || true)
    [[ -z $space ]] || ip netns delete "$(basename "$space")" 2>/dev/null || true
    id=${file##*/"belay-$BELAY_CLUSTER"-}
    rm -f "$file" "/var/lib/cni/results/cni-loopback-${id%-eth0}-lo"
  done
}

# A keeper (shim) is the parent of its pod's processes: those first, or nobody is left to find them by.
keeper_down() {
  local child
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
    kill -9 "$child" 2>/dev/null || true
  done
  kill -9 "$1" 2>/dev/null || true
}

# They can only be removed once their last process is gone. What still is not then does no harm.
remove_cgroups() {
  local group
  for group in /sys/fs/cgroup/kubepods /sys/fs/cgroup/*/kubepods; do
    for _ in {1..20}; do
      [[ -d $group ]] || break
      find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    done
  done
}

unmount_below() {
  local target
  while read -r target; do
    umount -l "$target" 2>/dev/null || true
  done < <(findmnt -rno TARGET | grep -F "$1/" | sort -r)
}
