package dev.belay.faults.tap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The proxy before S3: one request a connection, so that requests can be told apart without understanding answers. The
 * host that the client has signed is passed on as it is.
 */
public final class StoreProxy extends Proxy {
    private static final int LARGEST_HEAD = 64 << 10;

    private final Trigger requests = new Trigger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile int status;

    public StoreProxy(InetSocketAddress server) throws IOException {
        super(server);
    }

    /** Counts the requests as they begin. */
    public Trigger requests() {
        return requests;
    }

    /** Answers the next requests by itself, with 500 or 503. */
    public void answer(int with, int times) {
        status = with;
        refusals.set(times);
    }

    @Override
    void talk(Socket client, Socket upstream) throws IOException {
        var in = client.getInputStream();
        var head = head(in);
        if (head.isEmpty()) {
            return;
        }
        requests.one();
        if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            refuse(client, in, head);
            return;
        }
        var closing =
                head.replaceFirst("(?i)\r\nconnection: [^\r]*", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        var bytes = closing.getBytes(StandardCharsets.ISO_8859_1);
        pass(bytes, bytes.length, upstream.getOutputStream());
        carry(client, upstream, in);
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        var newlines = 0;
        for (var b = in.read(); b >= 0 && head.size() < LARGEST_HEAD; b = in.read()) {
            head.write(b);
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
            if (newlines == 2) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private void refuse(Socket client, InputStream in, String head) throws IOException {
        if (!head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            in.skipNBytes(length(head));
        }
        var code = status == 503 ? "SlowDown" : "InternalError";
        var body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + code
                + "</Message></Error>";
        var answer = "HTTP/1.1 " + status + " " + code + "\r\nContent-Type: application/xml\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + (head.startsWith("HEAD ") ? "" : body);
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
    }

    private static long length(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .map(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0L);
    }
}
