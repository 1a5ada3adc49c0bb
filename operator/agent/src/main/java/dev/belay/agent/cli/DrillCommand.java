package dev.belay.agent.cli;

import dev.belay.agent.backup.Unlock;
import dev.belay.agent.drill.DrillRun;
import dev.belay.api.policy.DurationText;
import dev.belay.api.run.RunReport.DrillResult;
import dev.belay.api.run.RunReport.RunError;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "drill",
        description =
                "Restores the newest backup into a throwaway PostgreSQL, checks it, and measures how long that takes.")
final class DrillCommand extends ReportedTask {
    private static final int FAILURE_CHARACTERS = 1000;

    @Mixin
    BackupChoice which = new BackupChoice();

    @Override
    String taskName() {
        return "drill";
    }

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            var backup = which.find(policy, catalog(policy, repository, progress));
            var decryption = Unlock.of(backup.manifest(), policy, secrets());
            var drilled =
                    new DrillRun(progress).run(backup, decryption, policy.spec().drill());
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
        return "drill passed: " + r.backupId() + " came back with " + r.rows() + " rows in " + r.tables()
                + " tables, all checks held; recovery time "
                + DurationText.format(Duration.ofSeconds(r.rtoSeconds()));
    }
}
