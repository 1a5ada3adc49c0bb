package dev.belay.agent.cli;

import dev.belay.agent.backup.Manifest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "prune", description = "Deletes the backups that have expired, never the newest one.")
final class PruneCommand extends PolicyTask {
    @Option(names = "--dry-run", description = "Only say which.")
    boolean dryRun;

    /** What was, or would be, deleted. */
    record Pruned(boolean ok, boolean dryRun, List<String> deleted) {}

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            var ids = Retention.run(policy, catalog(policy, repository, progress), dryRun).stream()
                    .map(Manifest::id)
                    .toList();
            var text = ids.isEmpty()
                    ? "nothing has expired"
                    : (dryRun ? "would delete " : "deleted ") + String.join(", ", ids);
            return Outcome.done(new Pruned(true, dryRun, ids), text);
        }
    }
}
