package dev.belay.agent.archive;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What stands at the head of an archive.
 *
 * @param version of the archive's format, such as {@code 1.14}
 * @param serverVersion of the server that was dumped, such as {@code 15.14}
 * @param dumpVersion of the pg_dump that did it
 * @param intBytes how many bytes the format's integers have after their sign
 * @param length of the head in bytes: the first data block follows it
 * @param entries those that were wanted, in the archive's order
 */
public record TableOfContents(
        String version, String serverVersion, String dumpVersion, int intBytes, long length, List<TocEntry> entries) {

    Map<Integer, TocEntry> withData() {
        return entries.stream()
                .filter(TocEntry::hasData)
                .collect(Collectors.toMap(TocEntry::dumpId, Function.identity()));
    }

    /** Tables that the dump itself makes: the others with data belong to extensions, whose own rows it leaves out. */
    Set<String> ownTables() {
        return entries.stream()
                .filter(e -> e.kind().equals("TABLE"))
                .map(e -> e.schema() + "\0" + e.tag())
                .collect(Collectors.toSet());
    }

    /** The statement that made the database, or an empty text. */
    String databaseDefinition() {
        return ofDatabase(TocEntry::definition);
    }

    /** Who owns the database, or an empty text. */
    String databaseOwner() {
        return ofDatabase(TocEntry::owner);
    }

    private String ofDatabase(Function<TocEntry, String> what) {
        return entries.stream()
                .filter(e -> e.kind().equals("DATABASE"))
                .map(what)
                .findFirst()
                .orElse("");
    }
}
