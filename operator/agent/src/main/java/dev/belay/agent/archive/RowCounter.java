package dev.belay.agent.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Counts the rows of one table's data in COPY's text format, where every row ends with a line feed and holds no other.
 * pg_dump ends a table with a line {@code \.} and two empty ones.
 */
public final class RowCounter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle TAIL = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private static final String END = "\\.\n\n\n";
    public static final int END_LINES = 3;

    private long lines;
    /** The last bytes that passed, the latest one lowest. */
    private long tail;

    void add(byte[] bytes, int from, int to) {
        lines += lineFeeds(bytes, from, to);
        if (to - from >= Long.BYTES) {
            tail = (long) TAIL.get(bytes, to - Long.BYTES);
            return;
        }
        for (var i = Math.max(from, to - END.length()); i < to; i++) {
            tail = (tail << 8) | (bytes[i] & 0xff);
        }
    }

    /** The rows of the data that has passed; -1 if it does not end as pg_dump ends a table. */
    long rows() {
        var expected = 0L;
        for (var i = 0; i < END.length(); i++) {
            expected = (expected << 8) | END.charAt(i);
        }
        return (tail & (1L << (8 * END.length())) - 1) == expected ? lines - END_LINES : -1;
    }

    /** How many rows end among some bytes of a table's data, of which {@link #END_LINES} are none at its end. */
    public static long ends(byte[] bytes, int from, int to) {
        return lineFeeds(bytes, from, to);
    }

    /** Eight bytes at a time: every byte of the dump goes through here. */
    static long lineFeeds(byte[] bytes, int from, int to) {
        var count = 0L;
        var i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            // A byte that is a line feed becomes zero, and only a zero byte leaves its high bit unset.
            var word = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
            count += Long.BYTES - Long.bitCount((((word & LOW_BITS) + LOW_BITS) | word) & ~LOW_BITS);
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
