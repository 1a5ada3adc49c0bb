package dev.belay.faults.tap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands between the agent and a server: everything passes, is counted, and can be disturbed. */
public class Proxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ServerSocket listening;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Trigger bytes = new Trigger();
    private volatile boolean refuses;

    Proxy(InetSocketAddress server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Before a server, on a free port of the loopback address. */
    public static Proxy of(InetSocketAddress server) throws IOException {
        return new Proxy(server);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Counts the bytes of both directions. */
    public Trigger bytes() {
        return bytes;
    }

    /** Breaks every connection, as a cable that is pulled does not: both ends get a reset. */
    public void cut() {
        open.forEach(Proxy::reset);
    }

    /** Breaks every new connection as well, or no more. */
    public void refuse(boolean from) {
        refuses = from;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    // Such as a connection that was reset before it was taken, or no file left for it.
                    System.err.println("a connection was not taken: " + e);
                    pause();
                }
            }
        }
    }

    /** What ails the machine lasts longer than a turn of the loop. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket client) {
        try (client;
                var upstream = new Socket()) {
            open.add(client);
            open.add(upstream);
            if (refuses) {
                reset(client);
                return;
            }
            upstream.connect(server);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            talk(client, upstream);
        } catch (IOException e) {
            reset(client);
        } finally {
            open.remove(client);
            open.removeIf(Socket::isClosed);
        }
    }

    /** Carries one connection to its end. */
    void talk(Socket client, Socket upstream) throws IOException {
        carry(client, upstream, client.getInputStream());
    }

    /** Passes both directions on until both have ended. */
    final void carry(Socket client, Socket upstream, InputStream fromClient) throws IOException {
        var there = Thread.ofVirtual().start(() -> pump(fromClient, upstream, client));
        pump(upstream.getInputStream(), client, upstream);
        try {
            there.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void pump(InputStream in, Socket to, @Nullable Socket from) {
        var buffer = new byte[BUFFER];
        try {
            var out = to.getOutputStream();
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                pass(buffer, n, out);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(to);
            if (from != null) {
                reset(from);
            }
        }
    }

    /** Counts bytes and passes them on. */
    final void pass(byte[] buffer, int length, OutputStream out) throws IOException {
        bytes.pass(buffer, length);
        out.write(buffer, 0, length);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (SocketException e) {
            return; // it is closed
        } catch (IOException e) {
            return; // it is as good as closed
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
