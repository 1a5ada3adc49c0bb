package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.backup.Contents;
import dev.belay.agent.failure.Reason;
import dev.belay.api.run.RunReport.Listing;
import dev.belay.api.run.RunReport.RunError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the backups, newest first.")
final class ListCommand extends ReportedTask {
    private static final String ROW = "%-36s %-16s %-10s %-24s %10s %10s %14s  %s%n";

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
            @Nullable Long rows,
            boolean pinned,
            @Nullable String pinReason) {
        static Entry of(Contents.Entry entry) {
            var m = entry.manifest();
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
                    m.tables() == null ? null : m.rows(),
                    entry.pin() != null,
                    entry.pin() == null ? null : entry.pin().reason());
        }
    }

    @Override
    String taskName() {
        return "list";
    }

    @Override
    Outcome run() {
        return withCatalog((_, catalog, _) -> {
            var contents = catalog.look();
            var entries = contents.newestFirst().stream()
                    .filter(e ->
                            database == null || e.manifest().database().name().equals(database))
                    .map(Entry::of)
                    .toList();
            var damaged = contents.damaged().size();
            // A list that only leaves out what it cannot read must not look like an empty repository.
            var nothingLeft = entries.isEmpty() && damaged > 0;
            report(Results.of(new Listing(entries.size(), damaged)), nothingLeft ? error(damaged) : null);
            return new Outcome(entries, text(entries, damaged), nothingLeft ? Reason.RepositoryCorrupt.exitCode() : 0);
        });
    }

    private static String text(List<Entry> entries, int damaged) {
        if (entries.isEmpty()) {
            return damaged == 0
                    ? "no backups yet; 'belay backup create' makes one"
                    : "no backup can be read: " + damaged(damaged);
        }
        return table(entries) + (damaged == 0 ? "" : "\nnot listed: " + damaged(damaged));
    }

    private static RunError error(int damaged) {
        return new RunError(Reason.RepositoryCorrupt.name(), "no backup can be read: " + damaged(damaged));
    }

    private static String damaged(int damaged) {
        return damaged + (damaged == 1 ? " has" : " have") + " a damaged manifest, as told above";
    }

    private static String table(List<Entry> entries) {
        var head = ROW.formatted("ID", "DATABASE", "TIER", "OF", "SIZE", "STORED", "ROWS", "PINNED");
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
                                e.rows() == null ? "unknown" : e.rows(),
                                pinned(e)))
                        .collect(Collectors.joining())
                        .stripTrailing();
    }

    private static String pinned(Entry e) {
        return e.pinReason() != null ? e.pinReason() : e.pinned() ? "yes" : "";
    }
}
