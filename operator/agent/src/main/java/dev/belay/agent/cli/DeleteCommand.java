package dev.belay.agent.cli;

import dev.belay.agent.backup.Deletion;
import dev.belay.agent.backup.Proof;
import dev.belay.agent.migrate.WaysBack;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.run.StateFile;
import dev.belay.api.run.RunReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Deletes backups by their ids: all of them, or, where one may not go, none.")
final class DeleteCommand extends ReportedTask {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Which ones; 'belay backup list' tells them.")
    List<String> ids = List.of();

    @Option(
            names = "--last",
            description = "Even if no good backup of the database is left, or one is the way back of a migration."
                    + " Default: refused, with exit code 3.")
    boolean last;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder in which 'belay migrate' notes what it runs. Default: as of 'belay run'.")
    @Nullable
    Path stateFolder;

    @Option(names = "--dry-run", description = "Only say whether they would go.")
    boolean dryRun;

    /** What was, or would be, deleted, newest first. */
    record Deleted(boolean ok, boolean dryRun, List<String> deleted) {}

    @Override
    String taskName() {
        return "delete";
    }

    private static List<String> named(Policy policy) {
        var database = policy.spec().database();
        return database.isAll() ? List.of() : database.written();
    }

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, progress) -> {
            var deletion = new Deletion(catalog, named(policy), Proof.byReading(progress), progress);
            var plan = deletion.plan(ids, last, Clock.systemUTC().instant());
            if (!last) {
                var waysBack = new WaysBack(StateFile.folder(stateFolder, policy.name()), progress);
                plan.ids().forEach(waysBack::mustNotNeed);
            }
            if (!dryRun) {
                deletion.run(plan);
            }
            var deleted = plan.ids();
            report(Results.of(RunReport.Deleted.of(dryRun ? List.of() : deleted)), null);
            return Outcome.done(
                    new Deleted(true, dryRun, deleted),
                    (dryRun ? "would delete " : "deleted ") + String.join(", ", deleted));
        });
    }
}
