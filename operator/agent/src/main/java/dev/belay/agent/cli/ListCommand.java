package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.backup.Manifest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the backups, newest first.")
final class ListCommand extends PolicyTask {
    private static final String ROW = "%-36s %-16s %-10s %-24s %10s %10s %14s%n";

    @Option(names = "--database", paramLabel = "NAME", description = "Only the backups of this database.")
    @Nullable
    String database;

    /** One backup of the list. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String id,
            String database,
            @Nullable String tier,
            String method,
            String startedAt,
            String completedAt,
            long plainBytes,
            long storedBytes,
            int tables,
            @Nullable Long rows) {
        static Entry of(Manifest m) {
            return new Entry(
                    m.id(),
                    m.database().name(),
                    m.tier(),
                    m.method(),
                    m.startedAt(),
                    m.completedAt(),
                    m.plain().bytes(),
                    m.stored().bytes(),
                    m.tableCount(),
                    m.tables() == null ? null : m.rows());
        }
    }

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            var entries = catalog(policy, repository, progress).list().stream()
                    .filter(m -> database == null || m.database().name().equals(database))
                    .map(Entry::of)
                    .toList();
            return Outcome.done(entries, text(entries));
        }
    }

    private static String text(List<Entry> entries) {
        if (entries.isEmpty()) {
            return "no backups yet; 'belay backup create' makes one";
        }
        var head = ROW.formatted("ID", "DATABASE", "TIER", "OF", "SIZE", "STORED", "ROWS");
        return head
                + entries.stream()
                        .map(e -> String.format(
                                Locale.ROOT,
                                ROW,
                                e.id(),
                                e.database(),
                                e.tier() == null ? "-" : e.tier(),
                                e.startedAt(),
                                Sizes.text(e.plainBytes()),
                                Sizes.text(e.storedBytes()),
                                e.rows() == null ? "unknown" : e.rows()))
                        .collect(Collectors.joining())
                        .stripTrailing();
    }
}
