package dev.belay.agent.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Follows the data blocks of an archive as they pass, in pieces of any size. A block is its kind (one byte), the dump
 * id of its entry, and its content in chunks: a length and so many bytes, ended by a length of zero. Large objects lie
 * in one block, each as its OID and then chunks, ended by an OID of zero.
 */
final class BlockReader {
    private static final int TABLE_DATA = 1;
    private static final int LARGE_OBJECTS = 3;
    /** Whole ones are read at once: pg_dump makes a chunk of every row. */
    private static final VarHandle INTEGERS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Is told what a block holds. */
    interface Listener {
        void tableStarts(int dumpId);

        void tableContent(byte[] bytes, int from, int to);

        void tableEnds();

        /** The next bytes of blocks of large objects, as they stand there. */
        default void largeObjects(byte[] bytes, int from, int to) {}

        /** A block of large objects has passed. */
        void largeObjectsEnd(int dumpId);
    }

    private enum Expected {
        KIND,
        DUMP_ID,
        OBJECT,
        CHUNK,
        CONTENT,
        NOTHING_KNOWN
    }

    private final Listener listener;
    private final int intBytes;
    private Expected expected = Expected.KIND;
    private boolean largeObjects;
    private int dumpId;
    private int chunkLeft;
    private long integer;
    private int integerBytes;

    BlockReader(Listener listener, int intBytes) {
        this.listener = listener;
        this.intBytes = intBytes;
    }

    void add(byte[] bytes, int from, int to) {
        var at = from;
        var block = from;
        while (at < to) {
            if (expected == Expected.CONTENT) {
                var end = Math.min(to, at + chunkLeft);
                content(bytes, at, end);
                at = end;
            } else if (expected == Expected.KIND) {
                block = at;
                kind(bytes[at++]);
            } else if (expected == Expected.NOTHING_KNOWN) {
                return;
            } else if (integerBytes == 0 && intBytes == Integer.BYTES && to - at > Integer.BYTES) {
                integer((int) INTEGERS.get(bytes, at + 1) & 0xffff_ffffL); // behind its sign, never negative here
                at += 1 + Integer.BYTES;
            } else {
                integerByte(bytes[at++]);
            }
            if (largeObjects && (at == to || expected == Expected.KIND)) {
                listener.largeObjects(bytes, block, at);
                largeObjects = expected != Expected.KIND;
            }
        }
    }

    /** Whether what has passed ends where a block does. */
    boolean isBetweenBlocks() {
        return expected == Expected.KIND;
    }

    private void kind(byte kind) {
        largeObjects = kind == LARGE_OBJECTS;
        expected = largeObjects || kind == TABLE_DATA ? Expected.DUMP_ID : Expected.NOTHING_KNOWN;
    }

    private void integerByte(byte next) {
        // The first byte is the sign; the numbers here are never negative, an OID may be beyond 2^31.
        if (integerBytes > 0) {
            integer |= (next & 0xffL) << (8 * (integerBytes - 1));
        }
        if (++integerBytes <= intBytes) {
            return;
        }
        var value = integer;
        integer = 0;
        integerBytes = 0;
        integer(value);
    }

    private void integer(long value) {
        switch (expected) {
            case DUMP_ID -> {
                expected = largeObjects ? Expected.OBJECT : Expected.CHUNK;
                dumpId = (int) value;
                if (!largeObjects) {
                    listener.tableStarts((int) value);
                }
            }
            case OBJECT -> object(value);
            case CHUNK -> chunk((int) value);
            default -> expected = Expected.NOTHING_KNOWN;
        }
    }

    private void object(long oid) {
        expected = oid == 0 ? Expected.KIND : Expected.CHUNK;
        if (oid == 0) {
            listener.largeObjectsEnd(dumpId);
        }
    }

    private void chunk(int length) {
        if (length > 0) {
            chunkLeft = length;
            expected = Expected.CONTENT;
        } else if (largeObjects) {
            expected = Expected.OBJECT;
        } else {
            expected = Expected.KIND;
            listener.tableEnds();
        }
    }

    private void content(byte[] bytes, int from, int to) {
        chunkLeft -= to - from;
        if (!largeObjects) {
            listener.tableContent(bytes, from, to);
        }
        if (chunkLeft == 0) {
            expected = Expected.CHUNK;
        }
    }
}
