package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import dev.belay.api.policy.SecretRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.internal.WebIdentityCredentialsUtils;

/** Against a server that lists an empty bucket, or fails, and remembers what it was asked with. */
class S3ConnectionTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    @BeforeEach
    void writeCredentials() throws IOException {
        secret("accessKeyId", "FROMFILE");
        secret("secretAccessKey", "not-so-secret");
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (server != null) {
            server.stop(0);
        }
    }

    private void secret(String key, String value) throws IOException {
        Files.createDirectories(folder.resolve("s3"));
        Files.writeString(folder.resolve("s3").resolve(key), value);
    }

    private String started(HttpServer server, String scheme) {
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        var status = answers.isEmpty() ? 200 : answers.removeFirst();
        var body = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A server whose certificate no authority but our own knows; its certificate is in {@code ca.pem}. */
    private String startedWithTls() throws Exception {
        var keys = folder.resolve("keys.p12").toString();
        keytool(
                "-genkeypair",
                "-keystore",
                keys,
                "-alias",
                "s3",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        keytool(
                "-exportcert",
                "-rfc",
                "-keystore",
                keys,
                "-alias",
                "s3",
                "-file",
                folder.resolve("ca.pem").toString());
        var store = KeyStore.getInstance(Path.of(keys).toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var https = HttpsServer.create(anyPort(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return started(https, "https");
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    private void list(String endpoint, @Nullable SecretRef credentials) {
        var s3 = new S3(endpoint, null, "bucket", null, null, null, null, credentials);
        try (var repository = S3Repository.open(s3, new Secrets(folder))) {
            assertThat(repository.list("")).isEmpty();
        }
    }

    @Test
    void trustsAnAuthorityOfOnesOwnAndNoOther() throws Exception {
        var endpoint = startedWithTls();
        assertThatThrownBy(() -> list(endpoint, new SecretRef("s3")))
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.RepositoryUnreachable))
                .hasMessageContaining("certification path");
        Files.copy(folder.resolve("ca.pem"), folder.resolve("s3/ca.crt"));
        assertThatCode(() -> list(endpoint, new SecretRef("s3"))).doesNotThrowAnyException();
    }

    @Test
    void saysThatACertificateIsNone() throws IOException {
        secret("ca.crt", "nothing of the kind");
        assertThatThrownBy(() -> list("https://localhost:1", new SecretRef("s3")))
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.PolicyInvalid))
                .hasMessageContaining("ca.crt holds no certificates in PEM");
    }

    @Test
    void takesTheCredentialsOfThePolicy() throws IOException {
        list(started(HttpServer.create(anyPort(), 0), "http"), new SecretRef("s3"));
        assertThat(authorizations).singleElement().asString().contains("Credential=FROMFILE/");
    }

    @Test
    void withoutThemItTakesWhatTheSdkFinds() throws IOException {
        System.setProperty("aws.accessKeyId", "FROMCHAIN");
        System.setProperty("aws.secretAccessKey", "not-so-secret");
        list(started(HttpServer.create(anyPort(), 0), "http"), null);
        assertThat(authorizations).singleElement().asString().contains("Credential=FROMCHAIN/");
        // A part of that chain is a library that nothing else here refers to.
        assertThat(WebIdentityCredentialsUtils.factory()).isNotNull();
    }

    @Test
    void aStoreThatFailsForAMomentIsAskedAgain() throws IOException {
        answers.addAll(List.of(500, 503));
        list(started(HttpServer.create(anyPort(), 0), "http"), new SecretRef("s3"));
        assertThat(authorizations).hasSize(3);
    }

    @Test
    void whatIsRefusedIsNotAskedAgain() throws IOException {
        answers.add(403);
        var endpoint = started(HttpServer.create(anyPort(), 0), "http");
        assertThatThrownBy(() -> list(endpoint, new SecretRef("s3")))
                .satisfies(e -> assertThat(((AgentException) e).reason()).isEqualTo(Reason.RepositoryDenied));
        assertThat(authorizations).hasSize(1);
    }
}
