package dev.belay.agent.restore;

import dev.belay.agent.archive.TocEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses from an archive's contents what makes some of its tables whole: their rows, partitions, sequences, indexes,
 * constraints, triggers, rights, and the schemas, types, functions and extensions that these need. What leads to tables
 * that were not asked for, such as a foreign key or a view, is left out.
 */
final class TableSelection {
    /** Belong to a table, or to something of it. */
    private static final Set<String> PARTS = Set.of(
            "TABLE DATA",
            "SEQUENCE SET",
            "SEQUENCE OWNED BY",
            "SEQUENCE",
            "DEFAULT",
            "CONSTRAINT",
            "CHECK CONSTRAINT",
            "INDEX",
            "STATISTICS",
            "STATISTICS DATA",
            "ROW SECURITY",
            "COMMENT",
            "ACL",
            "SECURITY LABEL");
    /** Belong to a table, and may lead to another. */
    private static final Set<String> LINKS = Set.of("FK CONSTRAINT", "TRIGGER", "RULE", "POLICY");

    private final List<TocEntry> entries;
    private final Map<Integer, TocEntry> byId = new HashMap<>();
    private final Set<Integer> asked;
    private final Set<Integer> taken = new HashSet<>();

    /** @param asked ids of tables */
    TableSelection(List<TocEntry> entries, Set<Integer> asked) {
        this.entries = entries;
        entries.forEach(entry -> byId.put(entry.dumpId(), entry));
        this.asked = new HashSet<>(asked);
        addPartitions();
        this.asked.forEach(this::take);
        takeParts();
        takeAttachments();
        takeLinks();
    }

    /** Entries in the archive's order. */
    List<TocEntry> taken() {
        return entries.stream().filter(entry -> taken.contains(entry.dumpId())).toList();
    }

    /** Tables whose rows come back. */
    List<TocEntry> asked() {
        return entries.stream().filter(entry -> asked.contains(entry.dumpId())).toList();
    }

    /** What belongs to the tables, or stands on them, such as a view or a table that inherits, and does not come back. */
    List<String> leftOut() {
        return entries.stream()
                .filter(entry -> !taken.contains(entry.dumpId()))
                .filter(entry -> entry.dependencies().stream().anyMatch(asked::contains))
                .map(entry -> String.join(" ", entry.kind(), entry.schema(), entry.tag()))
                .toList();
    }

    static boolean isTable(TocEntry entry) {
        return entry.is("TABLE") || entry.is("FOREIGN TABLE");
    }

    /** A partition is a table of its own, and a parent has no rows: whoever asks for the parent means them all. */
    private void addPartitions() {
        for (var before = -1; before < asked.size(); ) {
            before = asked.size();
            entries.stream()
                    .filter(entry -> entry.is("TABLE ATTACH"))
                    .filter(attach -> tables(attach).stream()
                            .anyMatch(table -> asked.contains(table.dumpId()) && !isPartition(table, attach)))
                    .forEach(attach -> tables(attach).forEach(table -> asked.add(table.dumpId())));
        }
    }

    /** It bears the name of the partition, and needs the parent too. */
    private static boolean isPartition(TocEntry table, TocEntry attach) {
        return table.schema().equals(attach.schema()) && table.tag().equals(attach.tag());
    }

    private List<TocEntry> tables(TocEntry entry) {
        return entry.dependencies().stream()
                .map(byId::get)
                .filter(table -> table != null && isTable(table))
                .toList();
    }

    /** With all that it needs. */
    private void take(int id) {
        var entry = byId.get(id);
        if (entry != null && taken.add(id)) {
            entry.dependencies().forEach(this::take);
        }
    }

    private void takeParts() {
        for (var before = -1; before < taken.size(); ) {
            before = taken.size();
            entries.stream()
                    .filter(entry -> PARTS.contains(entry.kind()))
                    .filter(entry -> !entry.is("TABLE DATA")
                            || entry.dependencies().stream().anyMatch(asked::contains))
                    .filter(entry -> entry.dependencies().stream().anyMatch(this::isPartOfAsked))
                    .filter(entry -> !isOfOtherTable(entry))
                    .forEach(entry -> take(entry.dumpId()));
        }
    }

    /** An index of one partition leads to the parent's, and that one to those of all the others. */
    private boolean isOfOtherTable(TocEntry entry) {
        var tables = tables(entry);
        return !tables.isEmpty() && tables.stream().noneMatch(table -> asked.contains(table.dumpId()));
    }

    /** Not of a schema or type that the tables merely need. */
    private boolean isPartOfAsked(int id) {
        var entry = byId.get(id);
        return asked.contains(id) || (entry != null && taken.contains(id) && PARTS.contains(entry.kind()));
    }

    /** Of partitions and their indexes, where both sides come; before the links, for foreign keys need them. */
    private void takeAttachments() {
        entries.stream()
                .filter(entry -> entry.is("TABLE ATTACH") || entry.is("INDEX ATTACH"))
                .filter(entry ->
                        entry.dependencies().stream().allMatch(id -> taken.contains(id) || !byId.containsKey(id)))
                .forEach(entry -> taken.add(entry.dumpId()));
    }

    private void takeLinks() {
        entries.stream()
                .filter(entry -> LINKS.contains(entry.kind()))
                .filter(entry -> entry.dependencies().stream().anyMatch(asked::contains))
                .filter(entry -> entry.dependencies().stream()
                        .allMatch(id -> taken.contains(id)
                                || (byId.containsKey(id) && byId.get(id).is("FUNCTION"))))
                .forEach(entry -> take(entry.dumpId()));
    }
}
