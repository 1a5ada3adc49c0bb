package dev.belay.agent.archive;

/**
 * One line of an archive's table of contents.
 *
 * @param dumpId by which the data blocks refer to it
 * @param hasData whether a data block must follow
 * @param tag the object's name
 * @param kind such as {@code TABLE DATA}
 * @param definition the SQL that makes it
 * @param copy the COPY statement that reads its data
 * @param schema empty where it has none
 * @param owner of a database; of everything else it is not kept
 */
record TocEntry(
        int dumpId,
        boolean hasData,
        String tag,
        String kind,
        String definition,
        String copy,
        String schema,
        String owner) {
    boolean isTableData() {
        return hasData && kind.equals("TABLE DATA");
    }
}
