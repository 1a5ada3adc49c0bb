package dev.belay.agent.restore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses from an archive's contents what makes some of its tables whole: their rows, partitions, sequences, indexes,
 * constraints, triggers, rights, and the schemas, types, functions and extensions that these need. What leads to tables
 * that were not asked for, such as a foreign key or a view, is left out.
 */
final class TableSelection {
    /** Belong to a table, or to something of it. */
    private static final List<String> PARTS = List.of(
            "TABLE DATA",
            "SEQUENCE SET",
            "SEQUENCE OWNED BY",
            "SEQUENCE",
            "DEFAULT",
            "CONSTRAINT",
            "CHECK CONSTRAINT",
            "INDEX ATTACH",
            "INDEX",
            "STATISTICS",
            "ROW SECURITY",
            "COMMENT",
            "ACL",
            "SECURITY LABEL");
    /** Belong to a table, and may lead to another. */
    private static final List<String> LINKS = List.of("FK CONSTRAINT", "TRIGGER", "RULE", "POLICY", "TABLE ATTACH");

    private static final List<String> VIEWS = List.of("VIEW", "MATERIALIZED VIEW");

    private final List<ArchiveEntry> entries;
    private final Map<Integer, ArchiveEntry> byId = new HashMap<>();
    private final Set<Integer> asked;
    private final Set<Integer> taken = new HashSet<>();

    /** @param asked ids of tables */
    TableSelection(List<ArchiveEntry> entries, Set<Integer> asked) {
        this.entries = entries;
        entries.forEach(entry -> byId.put(entry.id(), entry));
        this.asked = new HashSet<>(asked);
        addPartitions();
        this.asked.forEach(this::take);
        takeParts();
        takeLinks();
    }

    /** Entries in the archive's order. */
    List<ArchiveEntry> taken() {
        return entries.stream().filter(entry -> taken.contains(entry.id())).toList();
    }

    /** Whether the rows of a table come back. */
    boolean isAsked(ArchiveEntry table) {
        return asked.contains(table.id());
    }

    /** What belongs to the tables, or stands on them, and does not come back. */
    List<String> leftOut() {
        return entries.stream()
                .filter(entry -> !taken.contains(entry.id()))
                .filter(entry -> entry.isOneOf(LINKS) || entry.isOneOf(VIEWS))
                .filter(entry -> entry.needs().stream().anyMatch(asked::contains))
                .map(ArchiveEntry::text)
                .map(String::strip)
                .toList();
    }

    /** A partition is a table of its own, and a parent has no rows: whoever asks for the parent means them all. */
    private void addPartitions() {
        for (var before = -1; before < asked.size(); ) {
            before = asked.size();
            entries.stream()
                    .filter(entry -> entry.is("TABLE ATTACH"))
                    .filter(entry -> entry.needs().stream().anyMatch(asked::contains))
                    .filter(entry -> asked.contains(parent(entry)))
                    .forEach(entry -> asked.addAll(tables(entry)));
        }
    }

    /** The parent was made before its partition: dumps number what they hold in the order of need. */
    private int parent(ArchiveEntry attach) {
        return entries.stream()
                .filter(entry -> tables(attach).contains(entry.id()))
                .findFirst()
                .map(ArchiveEntry::id)
                .orElse(-1);
    }

    private Set<Integer> tables(ArchiveEntry entry) {
        return entry.needs().stream()
                .filter(id -> byId.containsKey(id) && byId.get(id).is("TABLE"))
                .collect(Collectors.toSet());
    }

    /** With all that it needs. */
    private void take(int id) {
        var entry = byId.get(id);
        if (entry != null && taken.add(id)) {
            entry.needs().forEach(this::take);
        }
    }

    private void takeParts() {
        for (var before = -1; before < taken.size(); ) {
            before = taken.size();
            entries.stream()
                    .filter(entry -> entry.isOneOf(PARTS))
                    .filter(entry ->
                            !entry.is("TABLE DATA") || entry.needs().stream().anyMatch(asked::contains))
                    .filter(entry -> entry.needs().stream().anyMatch(this::isPartOfAsked))
                    .forEach(entry -> take(entry.id()));
        }
    }

    /** Not of a schema or type that the tables merely need. */
    private boolean isPartOfAsked(int id) {
        var entry = byId.get(id);
        return asked.contains(id) || (entry != null && taken.contains(id) && entry.isOneOf(PARTS));
    }

    private void takeLinks() {
        entries.stream()
                .filter(entry -> entry.isOneOf(LINKS))
                .filter(entry -> entry.needs().stream().anyMatch(asked::contains))
                .filter(entry -> entry.needs().stream()
                        .allMatch(id -> taken.contains(id)
                                || (byId.containsKey(id) && byId.get(id).is("FUNCTION"))))
                .forEach(entry -> take(entry.id()));
    }
}
