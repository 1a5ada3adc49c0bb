package dev.belay.controller.real;

import dev.belay.controller.ClusterClient;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An API server with its controllers, made by {@code dev/cluster}; no node, so no pod runs. */
public final class RealCluster implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("belay.root"));
    private static final String NAME = "controller-" + ProcessHandle.current().pid();
    private static final Path KUBECTL_CACHE =
            Path.of("target", "kubectl-" + NAME).toAbsolutePath();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final Path kubeconfig;
    private final KubernetesClient client;

    private RealCluster(Path kubeconfig) throws IOException {
        this.kubeconfig = kubeconfig;
        this.client = connect();
    }

    public static RealCluster up() throws IOException, InterruptedException {
        run(List.of(ROOT.resolve("dev/cluster").toString(), "up"), "");
        var kubeconfig = run(List.of(ROOT.resolve("dev/cluster").toString(), "kubeconfig"), "");
        var cluster = new RealCluster(Path.of(kubeconfig.strip()));
        cluster.installDefinitions();
        cluster.kubectl(
                "api-resources", "--api-group=belay.dev"); // kubectl asked before they were there, and remembers
        return cluster;
    }

    /** The CRDs as the chart has them, in the place of those that may be there. */
    public void installDefinitions() throws IOException, InterruptedException {
        kubectl("apply", "-f", ROOT.resolve("charts/belay/crds").toString());
        kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }

    public KubernetesClient client() {
        return client;
    }

    /** A client of its own, for an operator that is stopped and started. */
    public KubernetesClient connect() throws IOException {
        return ClusterClient.connect(config());
    }

    /** How an operator of its own reaches the API server. */
    public Config config() throws IOException {
        return Config.fromKubeconfig(Files.readString(kubeconfig));
    }

    /** The store forgets all older versions: a watch that was cut cannot go on where it was. */
    public void compact() throws IOException, InterruptedException {
        run(List.of(ROOT.resolve("dev/cluster").toString(), "compact"), "");
    }

    /** A client of somebody who may do nothing but what is granted to everybody. */
    public KubernetesClient connectAsNobody() throws IOException {
        var config = config();
        config.setImpersonateUsername("nobody");
        return ClusterClient.connect(config);
    }

    /** A fresh namespace. */
    public String namespace(String prefix) {
        var name = prefix + "-" + NAMESPACES.incrementAndGet();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** Output of kubectl. */
    public String kubectl(String... arguments) throws IOException, InterruptedException {
        return run(command(arguments), "");
    }

    /** What the API server says to a document: nothing where it takes it. */
    public String refusal(String document) throws InterruptedException {
        return refusal(document, "create", "-f", "-");
    }

    /** What kubectl says when it is given a document: nothing where all is well. */
    public String refusal(String document, String... arguments) throws InterruptedException {
        try {
            run(command(arguments), document);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Creates objects from YAML. */
    public void create(String document) throws IOException, InterruptedException {
        run(command("create", "-f", "-"), document);
    }

    /** Creates objects from YAML, or makes those that are there say the same. */
    public void apply(String document) throws IOException, InterruptedException {
        run(command("apply", "-f", "-"), document);
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        run(List.of(ROOT.resolve("dev/cluster").toString(), "down"), "");
    }

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        // To files: a server that the script leaves running must not keep a pipe of ours open.
        var out = Files.createTempFile("belay-out", "");
        var err = Files.createTempFile("belay-err", "");
        try {
            var builder = new ProcessBuilder(command);
            builder.environment().put("BELAY_CLUSTER", NAME);
            // Else kubectl takes what it once heard of another server on the same port.
            builder.environment().put("KUBECACHEDIR", KUBECTL_CACHE.toString());
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            var process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + Files.readString(err));
            }
            return Files.readString(out);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
