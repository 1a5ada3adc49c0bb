package dev.belay.agent.restore.copy;

import org.jspecify.annotations.Nullable;

/**
 * A table and how its rows get in.
 *
 * @param name for people
 * @param copy the statement that reads its rows from its client, without options
 * @param encoding of the rows, where it is not the connection's
 * @param own its name in SQL where the dump itself makes it and these rows go nowhere else: then it is empty but for
 *     them, and nobody has seen it; null where it holds rows that came with its extension, and for a partition whose rows
 *     go by its parent, which puts them where they belong in this database
 */
public record CopyTable(
        String name,
        String copy,
        @Nullable String encoding,
        @Nullable String own) {

    static final CopyTable NONE = new CopyTable("", "", null, null);

    /**
     * The same rows, on their way through the parent of that partition.
     *
     * @param parents the statement that reads them from its client
     */
    public CopyTable by(String parents) {
        return new CopyTable(name, parents, encoding, null);
    }

    String statement() {
        return encoding == null ? copy : copy + " WITH (ENCODING '" + encoding + "')";
    }

    /** For a table that was emptied in the same transaction: its rows need never be looked at again to be frozen. */
    String freezing() {
        return copy + " WITH (FREEZE" + (encoding == null ? "" : ", ENCODING '" + encoding + "'") + ")";
    }
}
