package dev.belay.faults.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreProxyTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private StoreProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var host = exchange.getRequestHeaders().getFirst("Host");
            var answer = (host + " " + body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        proxy = new StoreProxy(server.getAddress());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.stop(0);
    }

    @Test
    void passesRequestsWithTheHostThatWasSigned() throws Exception {
        assertThat(ask("one").body()).isEqualTo("127.0.0.1:" + proxy.port() + " one");
        assertThat(ask("two").body()).endsWith(" two");
        assertThat(proxy.requests().count()).isEqualTo(2);
    }

    @Test
    void refusesAsOftenAsItIsTold() throws Exception {
        proxy.answer(503, 2);
        assertThat(ask("one").statusCode()).isEqualTo(503);
        assertThat(ask("two").body()).contains("SlowDown");
        assertThat(ask("three").statusCode()).isEqualTo(200);
    }

    @Test
    void changesOneByte() throws Exception {
        var undisturbed = ask("AAAA").body();
        var length = proxy.bytes().count();
        // The last byte of the answer is the last that passes.
        proxy.bytes().arm(length, (bytes, index) -> bytes[index] ^= 1);
        assertThat(ask("AAAA").body()).isEqualTo(undisturbed.substring(0, undisturbed.length() - 1) + "@");
    }

    @Test
    void cutsAConnection() {
        proxy.bytes().arm(20, (bytes, index) -> {
            throw new IOException("cut");
        });
        assertThatThrownBy(() -> ask("one")).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> ask(String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/x"))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
