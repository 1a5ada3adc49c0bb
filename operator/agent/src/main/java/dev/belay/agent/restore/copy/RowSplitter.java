package dev.belay.agent.restore.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the rows of one table after the other, which come in pieces of any size, into pieces of whole rows. In COPY's text
 * format every row ends with a line feed and holds no other. A row that is longer than a piece goes on in the next.
 */
public final class RowSplitter {
    /** How pg_dump ends a table. It is no row, and must not be taken for three where it falls into two pieces. */
    private static final byte[] END = "\\.\n\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Has pieces to fill, and takes those that are. */
    public interface Target {
        RowPiece take();

        void give(RowPiece piece);
    }

    private final Target target;
    private RowPiece piece;

    public RowSplitter(Target target, CopyTable table) {
        this.target = target;
        piece = begin(table);
    }

    private RowPiece begin(CopyTable table) {
        var next = target.take();
        next.table = table;
        next.length = 0;
        next.rowGoesOn = false;
        return next;
    }

    /** The next bytes. */
    public void add(byte[] bytes, int from, int to) {
        for (var at = from; at < to; ) {
            if (piece.length == RowPiece.BYTES) {
                passOn();
            }
            var count = Math.min(to - at, RowPiece.BYTES - piece.length);
            System.arraycopy(bytes, at, piece.bytes, piece.length, count);
            piece.length += count;
            at += count;
        }
    }

    /** Keeps what may be the table's end, and the row that has begun before it. */
    private void passOn() {
        var full = piece;
        var mayGo = full.length - END.length;
        var cut = mayGo;
        while (cut > 0 && full.bytes[cut - 1] != '\n') {
            cut--;
        }
        full.rowGoesOn = cut == 0;
        if (full.rowGoesOn) {
            cut = mayGo;
        }
        var next = begin(full.table);
        next.length = full.length - cut;
        System.arraycopy(full.bytes, cut, next.bytes, 0, next.length);
        full.length = cut;
        piece = next;
        target.give(full);
    }

    /** The table's rows are all there. What is left of them may be nothing. */
    public void end() {
        var rows = piece.length - END.length;
        if (rows >= 0 && Arrays.equals(piece.bytes, rows, piece.length, END, 0, END.length)) {
            piece.length = rows;
        }
        target.give(piece);
    }
}
