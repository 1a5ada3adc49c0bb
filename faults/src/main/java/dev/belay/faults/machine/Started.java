package dev.belay.faults.machine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, so that it can be ended in the opposite order: also when a later part does not start. */
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Ends everything, the rest too where one fails. */
    @Override
    public void close() throws IOException {
        var failed = new IOException("not everything could be ended");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    /** Ends everything because of a failure, which stays the one that is told. */
    public void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
