package dev.belay.controller.bench;

import dev.belay.controller.real.RealCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The operator's own account at the API server, with the rights that the chart gives. Its requests are classified by
 * FlowSchemas of their own, so that the API server itself tells how many of its writes there were.
 */
final class Account {
    private static final String WRITES = "bench-operator-writes";
    private static final String NAMESPACE = "belay-system";
    private static final String NAME = "belay-operator";

    private final RealCluster cluster;

    private Account(RealCluster cluster) {
        this.cluster = cluster;
    }

    static Account create(RealCluster cluster, Path root) throws IOException, InterruptedException {
        cluster.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %2$s, namespace: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %2$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
                subjects: [{kind: ServiceAccount, name: %2$s, namespace: %1$s}]
                ---
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: FlowSchema
                metadata: {name: %3$s}
                spec:
                  priorityLevelConfiguration: {name: workload-low}
                  matchingPrecedence: 900
                  distinguisherMethod: {type: ByUser}
                  rules:
                  - subjects: [{kind: ServiceAccount, serviceAccount: {name: %2$s, namespace: %1$s}}]
                    resourceRules:
                    - {verbs: [create, update, patch, delete, deletecollection], apiGroups: ['*'], resources: ['*'],
                       namespaces: ['*'], clusterScope: true}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %2$s}
                rules:
                """.formatted(NAMESPACE, NAME, WRITES) + rules(root));
        return new Account(cluster);
    }

    /** As the chart renders them by default. */
    private static String rules(Path root) throws IOException {
        var template = Files.readString(root.resolve("charts/belay/templates/operator/_rules.tpl"));
        var start = template.indexOf("belay.operatorRules");
        return template.substring(start, template.indexOf("{{- end -}}", start))
                .lines()
                .skip(1)
                .filter(line -> !line.contains("{{"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** How its process finds the API server: by files such as a pod's, for a kubeconfig has it learn YAML first. */
    Map<String, String> mount(Path folder) throws IOException, InterruptedException {
        var token = cluster.kubectl("-n", NAMESPACE, "create", "token", NAME, "--duration=3h")
                .strip();
        var server = URI.create(view("server"));
        var authority = Base64.getDecoder().decode(view("certificate-authority-data"));
        return Map.of(
                "KUBERNETES_SERVICE_HOST", server.getHost(),
                "KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()),
                "KUBERNETES_CERTS_CA_FILE",
                        Files.write(folder.resolve("ca.crt"), authority).toString(),
                "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN",
                        Files.writeString(folder.resolve("token"), token).toString(),
                "KUBERNETES_AUTH_TRYKUBECONFIG", "false");
    }

    private String view(String field) throws IOException, InterruptedException {
        return cluster.kubectl(
                "config", "view", "--raw", "--minify", "-o", "jsonpath={.clusters[0].cluster." + field + "}");
    }

    /** How many of the operator's writes the API server has let through so far. */
    long writes() throws IOException, InterruptedException {
        var metric = Pattern.compile("(?m)^apiserver_flowcontrol_dispatched_requests_total\\{[^}]*flow_schema=\""
                + WRITES + "\"[^}]*} ([0-9.e+]+)$");
        var found = metric.matcher(cluster.kubectl("get", "--raw", "/metrics"));
        var sum = 0.0;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return Math.round(sum);
    }
}
