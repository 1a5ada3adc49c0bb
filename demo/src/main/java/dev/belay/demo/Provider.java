package dev.belay.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that can be told to answer 429, and counts what it was asked for. */
public final class Provider implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean overloaded;

    /**
     * Listens on a free port.
     *
     * @param address of this machine
     * @throws IOException if the address is not this machine's
     */
    public Provider(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            (overloaded ? refused : accepted).incrementAndGet();
            exchange.sendResponseHeaders(overloaded ? 429 : 202, -1);
        }
    }

    /** From now on every call is answered with 429, or with 202 again. */
    public void overloaded(boolean overloaded) {
        this.overloaded = overloaded;
    }

    /** Waits until so many calls were answered with 202; false if they were not within the time. */
    public boolean awaitAccepted(int calls, Duration atMost) throws InterruptedException {
        var deadline = Instant.now().plus(atMost);
        while (accepted.get() < calls && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        return accepted.get() >= calls;
    }

    /** How many calls were answered with 429. */
    public int refused() {
        return refused.get();
    }

    /** Its address, {@code http://host:port}. */
    public String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
