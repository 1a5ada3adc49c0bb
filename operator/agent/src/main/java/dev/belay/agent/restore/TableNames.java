package dev.belay.agent.restore;

import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of an archive by the names that people write: with quotes as in SQL ({@code "My Schema"."T.1"}), or
 * without, as PostgreSQL stores them. Where nothing is called so, a name without quotes is taken in lower case, as SQL
 * takes it.
 */
final class TableNames {
    private static final int NEAREST = 5;

    private final Map<TableName, Integer> tables = new HashMap<>();

    TableNames(List<TocEntry> entries) {
        entries.stream()
                .filter(TableSelection::isTable)
                .forEach(entry -> tables.put(new TableName(entry.schema(), entry.tag()), entry.dumpId()));
    }

    /**
     * Dump ids of tables.
     *
     * @throws AgentException {@link Reason#PolicyInvalid} for a name that no table has, or that could mean several
     */
    Set<Integer> find(List<String> written) {
        var ids = new HashSet<Integer>();
        for (var name : written) {
            ids.add(tables.getOrDefault(find(name), -1));
        }
        return ids;
    }

    private TableName find(String written) {
        var quoted = TableName.quoted(written);
        if (quoted.isPresent() && tables.containsKey(quoted.get())) {
            return quoted.get();
        }
        var readings = TableName.unquotedReadings(written);
        var found = readings.stream().filter(tables::containsKey).toList();
        if (found.isEmpty() && !written.contains("\"")) {
            found = readings.stream()
                    .map(TableName::inLowerCase)
                    .filter(tables::containsKey)
                    .toList();
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw found.isEmpty() ? unknown(written) : ambiguous(written, found);
    }

    private static AgentException ambiguous(String written, List<TableName> found) {
        return new AgentException(
                Reason.PolicyInvalid,
                "--only-table: " + written + " can be " + words(found) + ": write it with the quotes");
    }

    private AgentException unknown(String written) {
        var nearest = tables.keySet().stream()
                .sorted(Comparator.<TableName>comparingInt(table -> table.distance(written))
                        .thenComparing(TableName::toString))
                .limit(NEAREST)
                .toList();
        return new AgentException(
                Reason.PolicyInvalid,
                "--only-table: the backup has no table " + written + "; "
                        + (nearest.isEmpty()
                                ? "it has no table at all"
                                : "the nearest of its " + tables.size() + ": " + words(nearest)));
    }

    private static String words(List<TableName> names) {
        return names.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }
}
