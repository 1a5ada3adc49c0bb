package dev.belay.agent.cli;

import dev.belay.agent.backup.Unlock;
import dev.belay.agent.drill.DrillReports;
import dev.belay.agent.drill.DrillRun;
import dev.belay.agent.drill.DrillRun.Drilled;
import dev.belay.agent.drill.DrillServer;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport.DrillResult;
import dev.belay.api.run.RunReport.RunError;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "drill",
        description =
                "Restores the newest backup into a throwaway PostgreSQL, checks it, and measures how long that takes.")
final class DrillCommand extends ReportedTask {
    private static final int FAILURE_CHARACTERS = 1000;

    @Mixin
    BackupChoice which = new BackupChoice();

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description =
                    "Also write the drill's report, as JSON and Markdown, into DIR. Default: the repository only.")
    @Nullable
    Path reports;

    @Option(
            names = "--server",
            paramLabel = "DIR",
            description =
                    "Restore into a PostgreSQL that was started for this on the loopback address, instead of one of"
                            + " our own: DIR holds the file password, of its superuser postgres.")
    @Nullable
    Path server;

    @Option(
            names = "--server-port",
            paramLabel = "N",
            defaultValue = "5432",
            description = "With --server: its port. Default: 5432.")
    int serverPort = 5432;

    @Override
    String taskName() {
        return "drill";
    }

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            var reporting = new DrillReports(repository, progress);
            var drilled = which.findEach(policy, catalog(policy, repository, progress)).stream()
                    .map(backup -> {
                        progress.step("drilling " + backup.manifest().database().name());
                        var one = new DrillRun(progress, this::drillServer)
                                .run(
                                        backup,
                                        Unlock.of(backup.manifest(), policy, secrets()),
                                        policy.spec().drill());
                        reporting.write(DrillReports.of(policy, backup, one, this::redact), reports);
                        return one;
                    })
                    .reduce(DrillCommand::both)
                    .orElseThrow();
            var failure = drilled.failure();
            if (failure == null) {
                return Outcome.done(report(Results.of(drilled.result()), null), text(drilled.result()));
            }
            var error = new RunError(failure.reason().name(), redact(failure.text()));
            System.err.println("belay: the drill failed: " + error.message());
            var report = report(Results.of(clean(drilled.result())), error);
            return new Outcome(report, "", failure.reason().exitCode());
        }
    }

    private DrillServer drillServer() {
        return server == null ? DrillServer.start() : DrillServer.beside(server, serverPort);
    }

    /** Of several databases: passed if all did, and as long as all took, one after the other. */
    private static Drilled both(Drilled one, Drilled other) {
        var failed = one.failure() == null ? other : one;
        return new Drilled(
                new DrillResult(
                        one.result().passed() && other.result().passed(),
                        failed.failure() == null
                                ? one.result().backupId()
                                : failed.result().backupId(),
                        one.result().rtoSeconds() + other.result().rtoSeconds(),
                        one.result().tables() + other.result().tables(),
                        one.result().rows() + other.result().rows(),
                        failed.result().failedCheck()),
                one.started(),
                failed.structure(),
                failed.failure());
    }

    private DrillResult clean(DrillResult r) {
        var check = redact(String.valueOf(r.failedCheck()));
        return new DrillResult(
                r.passed(),
                r.backupId(),
                r.rtoSeconds(),
                r.tables(),
                r.rows(),
                check.length() > FAILURE_CHARACTERS ? check.substring(0, FAILURE_CHARACTERS) + "…" : check);
    }

    private static String text(DrillResult r) {
        return "drill passed: " + r.backupId() + " came back "
                + (r.tables() == 0
                        ? "(no rows were compared, for the manifest tells of none)"
                        : "with " + Sizes.count(r.rows(), "row") + " in " + Sizes.count(r.tables(), "table"))
                + ", all checks held; recovery time "
                + DurationText.format(Duration.ofSeconds(r.rtoSeconds()));
    }
}
