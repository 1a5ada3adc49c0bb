package dev.belay.agent.restore.copy;

/** A buffer with rows of one table. */
public final class RowPiece {
    static final int BYTES = 128 << 10;

    final byte[] bytes = new byte[BYTES];
    int length;
    CopyTable table = CopyTable.NONE;
    /** Whether its last row does not end with it: the next piece must take the same way. */
    boolean rowGoesOn;
}
