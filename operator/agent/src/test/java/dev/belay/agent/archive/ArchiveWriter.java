package dev.belay.agent.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes archives as pg_dump does, small and of any version. */
final class ArchiveWriter {
    private static final int OFFSET_BYTES = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int minor;

    ArchiveWriter(int minor, int entries) {
        this.minor = minor;
        out.writeBytes("PGDMP".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {1, (byte) minor, 0, 4, OFFSET_BYTES, 1});
        if (minor == 14) {
            integer(0);
        } else {
            out.write(0);
        }
        for (var i = 0; i < 7; i++) {
            integer(i);
        }
        text("shop");
        text("17.6 (Debian)");
        text("17.6 (Debian)");
        integer(entries);
    }

    ArchiveWriter entry(int dumpId, boolean hasData, String tag, String kind, String definition, String copy) {
        integer(dumpId);
        integer(hasData ? 1 : 0);
        text("1259");
        text("16384");
        text(tag);
        text(kind);
        integer(3);
        text(definition);
        integer(-1); // no DROP: an absent text
        text(copy);
        text("public");
        text("");
        text("heap");
        if (minor == 16) {
            integer('r');
        }
        text("owner");
        text("false");
        text("7");
        integer(-1);
        out.write(1);
        out.writeBytes(new byte[OFFSET_BYTES]);
        return this;
    }

    ArchiveWriter table(int dumpId, String... chunks) {
        out.write(1);
        integer(dumpId);
        for (var chunk : chunks) {
            text(chunk);
        }
        integer(0);
        return this;
    }

    ArchiveWriter largeObjects(int dumpId, String content) {
        out.write(3);
        integer(dumpId);
        integer(-2); // an OID beyond 2^31 looks negative
        text(content);
        integer(0);
        integer(0);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        integer(bytes.length);
        out.writeBytes(bytes);
    }

    private void integer(int value) {
        out.write(value < 0 ? 1 : 0);
        var magnitude = Math.abs(value);
        for (var i = 0; i < 4; i++) {
            out.write(magnitude >> (8 * i));
        }
    }
}
