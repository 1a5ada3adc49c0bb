package dev.belay.e2e;

import static java.util.stream.Collectors.toMap;

import dev.belay.demo.Provider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A Kubernetes node with Belay installed by its chart, an S3 server, and a shop with a database to keep safe. */
final class Cluster implements AutoCloseable {
    static final String NAMESPACE = "shop";
    static final String BUCKET = "backups";

    /** Planted: none of these may turn up anywhere but in the Secrets that hold them. */
    final String databasePassword = "planted-" + UUID.randomUUID();

    final String adminToken = "planted-" + UUID.randomUUID();

    final String s3Key;
    final String identity;
    final Kubectl kubectl;
    final Provider provider;

    private final Map<String, String> s3;
    private final String recipient;
    private final Map<String, String> environment;

    private Cluster() throws Exception {
        s3 = Command.must(Map.of(), "dev/s3", "env")
                .lines()
                .map(line -> line.split("=", 2))
                .collect(toMap(pair -> pair[0], pair -> pair[1]));
        s3Key = Files.readString(Path.of(s3.get("S3_SECRET_ACCESS_KEY_FILE"))).strip();
        var kubeconfig = Command.must(Map.of(), "dev/cluster", "kubeconfig").strip();
        environment = Map.of("KUBECONFIG", kubeconfig);
        kubectl = new Kubectl(Command.must(Map.of(), "dev/tool", "kubectl").strip(), kubeconfig, NAMESPACE);
        var keys = Files.createTempDirectory("belay-e2e");
        try {
            recipient = Command.must(Map.of(), "./belay", "keygen", "--out", keys.toString())
                    .lines()
                    .filter(line -> line.contains("age1"))
                    .map(line -> line.substring(line.indexOf("age1")).strip())
                    .findFirst()
                    .orElseThrow();
            identity = Files.readString(keys.resolve("identity"))
                    .lines()
                    .filter(line -> line.startsWith("AGE-SECRET-KEY-"))
                    .findFirst()
                    .orElseThrow();
        } finally {
            Files.deleteIfExists(keys.resolve("identity"));
            Files.delete(keys);
        }
        provider = new Provider(nodeAddress()); // last: nothing after it fails and leaves it listening
    }

    /** What it starts is gone again if it does not come to be. */
    static Cluster start() throws Exception {
        Command.must(Map.of(), "dev/images", "build");
        // Where this fails, such as over a cluster without a node, what is there is somebody else's.
        Command.must(Map.of(), "dev/cluster", "up", "--node");
        Cluster cluster = null;
        try {
            Command.must(Map.of(), "dev/images", "load");
            Command.must(Map.of(), "dev/s3", "up");
            Command.must(Map.of(), "dev/s3", "bucket", BUCKET);
            cluster = new Cluster();
            cluster.prepareShop();
            cluster.install();
            return cluster;
        } catch (Exception | AssertionError e) {
            try {
                stop(cluster);
            } catch (Exception | AssertionError left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** All of it, whatever fails on the way. */
    private static void stop(@Nullable Cluster cluster) throws Exception {
        try {
            if (cluster != null) {
                cluster.provider.close();
            }
        } finally {
            try {
                Command.must(Map.of(), "dev/s3", "down");
            } finally {
                Command.must(Map.of(), "dev/cluster", "down");
            }
        }
    }

    /** The address under which pods reach this process: the node's, which is this machine's own. */
    private String nodeAddress() throws IOException, InterruptedException {
        return kubectl.mustInCluster(
                        "get",
                        "nodes",
                        "-o",
                        "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}")
                .strip();
    }

    private void prepareShop() throws Exception {
        kubectl.mustInCluster("create", "namespace", NAMESPACE);
        kubectl.mustInCluster("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
        secret("shop-db", Map.of("username", "postgres", "password", databasePassword));
        secret(
                "shop-s3",
                Map.of(
                        "accessKeyId",
                        Files.readString(Path.of(s3.get("S3_ACCESS_KEY_ID_FILE")))
                                .strip(),
                        "secretAccessKey",
                        s3Key));
        secret("belay-admin", Map.of("token", adminToken));
        secret("shop-age", Map.of("identity", identity));
        kubectl.apply(resource("postgres.yaml"));
        kubectl.apply(resource("application.yaml"));
        kubectl.await("deployment/db", ".status.readyReplicas", Duration.ofMinutes(2), "1"::equals);
        sql("postgres", "create database shop");
        psql("shop", resource("shop.sql"));
        kubectl.must(
                "exec",
                "deployment/db",
                "--",
                "sh",
                "-c",
                "PGPASSWORD=$(cat /secrets/password) pgbench --quiet --initialize --scale=2 -h 127.0.0.1 -U postgres shop");
    }

    private void install() throws Exception {
        var installed =
                helm("install", "belay", "charts/belay", "--values", values().toString(), "--wait", "--timeout", "3m");
        if (!installed.ok()) {
            throw new AssertionError(installed.out() + installed.err());
        }
    }

    /** Helm in the shop's namespace. */
    Command.Result helm(String... arguments) throws IOException, InterruptedException {
        var helm = Command.must(Map.of(), "dev/tool", "helm").strip();
        var line = new ArrayList<>(List.of(helm, "--namespace", NAMESPACE));
        line.addAll(List.of(arguments));
        return Command.run(environment, "", line);
    }

    private Path values() throws IOException {
        var file = Command.ROOT.resolve("e2e/target/values.yaml");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, resource("values.yaml").replace("PROVIDER_URL", provider.url()));
    }

    private void secret(String name, Map<String, String> data) throws IOException, InterruptedException {
        var yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\nstringData:\n");
        data.forEach((key, value) ->
                yaml.append("  ").append(key).append(": \"").append(value).append("\"\n"));
        kubectl.apply(yaml.toString());
    }

    /** A policy for the shop; by default all of it works. */
    String policy(String name, String endpoint) throws IOException {
        return resource("policy.yaml")
                .replace("POLICY_NAME", name)
                .replace("S3_ENDPOINT", endpoint)
                .replace("BUCKET", BUCKET)
                .replace("RECIPIENT", recipient);
    }

    String s3Endpoint() {
        return s3.get("S3_ENDPOINT");
    }

    /** The first column of the first row, as psql prints it. */
    String sql(String database, String query) throws IOException, InterruptedException {
        return psql(database, query).strip();
    }

    private String psql(String database, String script) throws IOException, InterruptedException {
        var result = kubectl.run(
                script,
                "exec",
                "-i",
                "deployment/db",
                "--",
                "sh",
                "-c",
                "PGPASSWORD=$(cat /secrets/password) psql -XqAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -U postgres "
                        + database);
        if (!result.ok()) {
            throw new AssertionError(result.out() + result.err());
        }
        return result.out();
    }

    /** The service's address as this machine, being the node, reaches it. */
    URI service() throws IOException, InterruptedException {
        return URI.create("http://" + kubectl.field("service/belay", ".spec.clusterIP") + ":8080");
    }

    static String resource(String name) throws IOException {
        return Files.readString(Command.ROOT.resolve("e2e/src/test/resources").resolve(name))
                .replace("POSTGRES_IMAGE", "localhost/belay/postgres:dev");
    }

    @Override
    public void close() throws Exception {
        stop(this);
    }
}
