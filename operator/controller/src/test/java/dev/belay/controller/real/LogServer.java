package dev.belay.controller.real;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The part of a kubelet that the API server asks for logs, and a node that it belongs to. */
public final class LogServer implements AutoCloseable {
    private static final String NODE = "paper";
    private static final char[] PASSWORD = "not-a-secret".toCharArray();

    private final RealCluster cluster;
    private final HttpsServer server;
    private final Map<String, String> logs = new ConcurrentHashMap<>();

    private LogServer(RealCluster cluster, HttpsServer server) {
        this.cluster = cluster;
        this.server = server;
    }

    /**
     * Opens one.
     *
     * @param folder for its certificate
     */
    public static LogServer open(RealCluster cluster, Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate(folder.resolve("kubelet.p12"))));
        var opened = new LogServer(cluster, server);
        server.createContext("/containerLogs/", exchange -> {
            try (exchange) {
                var pod = Path.of(exchange.getRequestURI().getPath()).getName(2).toString();
                var log = opened.logs.getOrDefault(pod, "").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(log);
            }
        });
        server.start();
        opened.addNode();
        return opened;
    }

    /** Binds a pod to the node, and prints. */
    public void print(Pod pod, String log) {
        var metadata = pod.getMetadata();
        logs.put(metadata.getName(), log);
        if (pod.getSpec().getNodeName() == null) {
            cluster.client()
                    .bindings()
                    .inNamespace(metadata.getNamespace())
                    .resource(new BindingBuilder()
                            .withNewMetadata()
                            .withName(metadata.getName())
                            .endMetadata()
                            .withNewTarget()
                            .withKind("Node")
                            .withName(NODE)
                            .endTarget()
                            .build())
                    .create();
        }
    }

    /** Of a node the API server takes the status at once. */
    private void addNode() {
        cluster.client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .endMetadata()
                        .withNewStatus()
                        .addNewAddress(InetAddress.getLoopbackAddress().getHostAddress(), "InternalIP")
                        .withNewDaemonEndpoints()
                        .withNewKubeletEndpoint(server.getAddress().getPort())
                        .endDaemonEndpoints()
                        .endStatus()
                        .build())
                .create();
    }

    /** Of nobody's authority: an API server without a node's certificates does not ask for one. */
    private static SSLContext certificate(Path store)
            throws IOException, InterruptedException, GeneralSecurityException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "kubelet",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + NODE,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (made != 0) {
            throw new IOException("keytool failed");
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        cluster.client().nodes().withName(NODE).delete();
        server.stop(0);
    }
}
