# etcd, the API server and the controllers: all that is needed until a pod must run.
# shellcheck shell=bash

find_programs() {
  command -v etcd >/dev/null || [[ -x ${KUBEBUILDER_ASSETS:-}/etcd ]] || die "etcd is missing; run dev/setup etcd"
  local needed=(kube-apiserver kube-controller-manager kubectl) paths
  [[ $1 == no ]] || needed+=(kube-scheduler kube-proxy kubelet coredns)
  paths=$("$BELAY_DEV/tool" "${needed[@]}")
  readarray -t PROGRAMS <<<"$paths"
}

# program NAME: its path among those found.
program() {
  local path
  for path in "${PROGRAMS[@]}"; do
    [[ $(basename "$path") != "$1" ]] || { printf '%s' "$path"; return; }
  done
  die "$1 was not looked for"
}

control_plane_up() {
  local etcd=${KUBEBUILDER_ASSETS:-}/etcd store port
  [[ -x $etcd ]] || etcd=$(command -v etcd)
  store=http://127.0.0.1:$(free_port 127.0.0.1)
  echo "$store" >"$STATE/store"
  port=$(if [[ -d $NODE ]]; then echo 6443; else free_port 127.0.0.1; fi)
  echo "https://$ADDRESS:$port" >"$STATE/server"
  kubeconfig_of admin "$KUBECONFIG"

  # Tests need no state to outlive a power cut; without fsync everything is several times as fast.
  start etcd "$etcd" --name belay --data-dir "$STATE/etcd" --unsafe-no-fsync \
    --listen-client-urls "$store" --advertise-client-urls "$store" \
    --listen-peer-urls "http://127.0.0.1:$(free_port 127.0.0.1)" --log-level warn --logger zap
  api_server_up "$store" "$port"
  controllers_up
  until_true 60 'the default service account' "$(program kubectl)" get serviceaccount default
  touch "$STATE/up"
}

api_server_up() {
  local options=()
  if [[ -d $NODE ]]; then
    options=(--kubelet-client-certificate="$PKI/kubelet-client.crt" --kubelet-client-key="$PKI/kubelet-client.key"
      --kubelet-certificate-authority="$PKI/ca.crt" --kubelet-preferred-address-types=InternalIP)
  else
    # Kubernetes refuses endpoints on the loopback address; without pods nobody needs them.
    options=(--endpoint-reconciler-type=none)
  fi
  start kube-apiserver "$(program kube-apiserver)" --etcd-servers="$1" --bind-address="$ADDRESS" \
    --advertise-address="$ADDRESS" --secure-port="$2" --cert-dir="$STATE" \
    --tls-cert-file="$PKI/server.crt" --tls-private-key-file="$PKI/server.key" --client-ca-file="$PKI/ca.crt" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$PKI/service-account.key" \
    --service-account-signing-key-file="$PKI/service-account.key" --service-cluster-ip-range="$SERVICE_NETWORK.0/24" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged \
    --profiling=false "${options[@]}"
  local deadline=$((SECONDS + 90))
  until "$(program kubectl)" get --raw /readyz >/dev/null 2>&1; do
    must_run etcd
    must_run kube-apiserver
    ((SECONDS < deadline)) || die "the API server is not ready; its log is $LOGS/kube-apiserver.log"
    sleep 0.2
  done
}

controllers_up() {
  local options=()
  [[ ! -d $NODE ]] || options=(--cluster-cidr="$POD_NETWORK.0/24" --allocate-node-cidrs --node-cidr-mask-size=24)
  kubeconfig_of controller-manager "$STATE/controller-manager.kubeconfig"
  # With its usual 20 requests a second it would take four seconds until it begins its work.
  start kube-controller-manager "$(program kube-controller-manager)" --leader-elect=false --secure-port=0 \
    --kube-api-qps=500 --kube-api-burst=1000 \
    --kubeconfig="$STATE/controller-manager.kubeconfig" --use-service-account-credentials \
    --service-account-private-key-file="$PKI/service-account.key" --root-ca-file="$PKI/ca.crt" \
    --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key" "${options[@]}"
}

control_plane_down() { stop kube-controller-manager kube-apiserver etcd; }
