package dev.belay.agent.archive;

import java.util.List;

/**
 * One line of an archive's table of contents. Names are as PostgreSQL stores them, without quotes.
 *
 * @param dumpId by which the data blocks and other entries refer to it
 * @param hasData whether a data block must follow
 * @param tag the object's name; of what belongs to a table, the table's name first: {@code orders orders_pkey}
 * @param kind such as {@code TABLE DATA}
 * @param definition the SQL that makes a database, or tells the archive's encoding, and where whole entries were asked
 *     for also what gives it its settings, rights and comment; of everything else it is not kept
 * @param copy the COPY statement that reads its data; empty where it has none
 * @param schema empty where it has none
 * @param owner empty where it has none; kept of all where whole entries were asked for, else of a database
 * @param dependencies dump ids of what must be there before it, not all of them in the archive; kept where whole
 *     entries were asked for
 */
public record TocEntry(
        int dumpId,
        boolean hasData,
        String tag,
        String kind,
        Section section,
        String definition,
        String copy,
        String schema,
        String owner,
        List<Integer> dependencies) {

    /** When pg_restore brings it back. */
    public enum Section {
        /** With what stands before it: comments, rights. */
        NONE,
        PRE_DATA,
        DATA,
        POST_DATA;

        /** From PostgreSQL's {@code teSection}, which counts from one. */
        static Section of(int number) {
            if (number < 1 || number > values().length) {
                throw new IllegalStateException("an archive has no section " + number);
            }
            return values()[number - 1];
        }
    }

    /** Whether it is of a kind, such as {@code TABLE DATA}. */
    public boolean is(String asked) {
        return kind.equals(asked);
    }

    boolean isTableData() {
        return hasData && is("TABLE DATA");
    }
}
