package dev.belay.agent.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning and the end of a text that may be long: a program's cause is in one of them. */
final class Words {
    private static final int BOUND = 4096;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail = new byte[BOUND];
    private long afterHead;

    /** Reads a stream to its end, keeping what the bound allows. */
    void readFrom(InputStream in) {
        var buffer = new byte[1024];
        try (in) {
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            keep(new byte[] {'\n'}, 1); // the program was ended: what it had said is all there is
        }
    }

    private synchronized void keep(byte[] bytes, int length) {
        for (var i = 0; i < length; i++) {
            if (head.size() < BOUND) {
                head.write(bytes[i]);
            } else {
                tail[(int) (afterHead++ % BOUND)] = bytes[i];
            }
        }
    }

    @Override
    public synchronized String toString() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(head.toByteArray());
        if (afterHead > BOUND) {
            text.writeBytes(" … ".getBytes(StandardCharsets.UTF_8));
        }
        for (var i = Math.max(0, afterHead - BOUND); i < afterHead; i++) {
            text.write(tail[(int) (i % BOUND)]);
        }
        return text.toString(StandardCharsets.UTF_8).strip();
    }
}
