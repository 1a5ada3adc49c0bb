package dev.belay.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A provider on the loopback: answers as it is told and remembers what it was asked. */
public final class Upstream implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile Map<String, String> headers = Map.of();
    private volatile CountDownLatch hold = new CountDownLatch(0);

    public Upstream() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void answers(int code, Map<String, String> with) {
        status = code;
        headers = with;
    }

    /** From now on every call waits until {@link #letGo}. */
    public void holdsCalls() {
        hold = new CountDownLatch(1);
    }

    public void letGo() {
        hold.countDown();
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        CountDownLatch held = hold;
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(body, StandardCharsets.UTF_8)));
            held.await();
            headers.forEach(exchange.getResponseHeaders()::set);
            byte[] echo = ("echo " + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, echo.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(echo);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was asked; header names as the server spells them. */
    public record Call(String method, String uri, Map<String, List<String>> headers, String body) {
        /** The first value, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }
}
