# The cluster's certificates: one authority, thrown away with the cluster.
# shellcheck shell=bash

# RSA, because some clients read elliptic-curve keys only when told so beforehand.
make_certificates() {
  mkdir -p "$PKI"
  (
    umask 077
    cd "$PKI"
    openssl genrsa -out service-account.key 2048
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 3650 -subj /CN=belay-dev \
      -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign
    local job names=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local
    certificate server /CN=kube-apiserver "$names,DNS:localhost,IP:127.0.0.1,IP:$ADDRESS,IP:$SERVICE_NETWORK.1" serverAuth &
    certificate admin /O=system:masters/CN=admin &
    certificate controller-manager /CN=system:kube-controller-manager &
    if [[ -d $NODE ]]; then
      certificate scheduler /CN=system:kube-scheduler &
      certificate proxy /CN=system:kube-proxy &
      certificate dns /CN=belay:dns &
      certificate kubelet "/O=system:nodes/CN=system:node:$NODE_NAME" &
      certificate kubelet-server "/CN=$NODE_NAME" "DNS:$NODE_NAME,IP:$ADDRESS" serverAuth &
      certificate kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client &
    fi
    for job in $(jobs -p); do wait "$job"; done
  ) 2>"$LOGS/certificates.log"
}

# certificate NAME SUBJECT [ALTERNATIVE-NAMES] [USAGE]
certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -CA ca.crt -CAkey ca.key -days 3650 \
    -keyout "$1.key" -out "$1.crt" -subj "$2" ${3:+-addext "subjectAltName=$3"} \
    -addext basicConstraints=critical,CA:false -addext keyUsage=critical,digitalSignature,keyEncipherment \
    -addext "extendedKeyUsage=${4:-clientAuth}"
}

# kubeconfig_of NAME FILE: everything inside, so that the file alone can be handed on.
kubeconfig_of() {
  (
    umask 077
    cat >"$2" <<END
apiVersion: v1
kind: Config
clusters:
- name: belay
  cluster:
    server: $(cat "$STATE/server")
    certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$PKI/$1.crt")
    client-key-data: $(base64 -w0 "$PKI/$1.key")
contexts:
- name: belay
  context: {cluster: belay, user: $1}
current-context: belay
END
  )
}
