package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.belay.agent.backup.BackupRound;
import dev.belay.agent.backup.BackupRound.Round;
import dev.belay.agent.backup.BackupRun;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.DatabaseList;
import dev.belay.agent.postgres.Server;
import dev.belay.api.policy.Tier;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.run.RunReport.Databases;
import dev.belay.api.run.RunReport.Deleted;
import dev.belay.api.run.RunReport.RunError;
import dev.belay.api.run.RunReport.SavedDatabase;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Makes a backup.")
final class CreateCommand extends ReportedTask {
    @Option(names = "--tier", paramLabel = "NAME", description = "Tier it belongs to. Default: none, kept for ever.")
    @Nullable
    String tier;

    @Override
    String taskName() {
        return "backup";
    }

    @Option(names = "--database", paramLabel = "NAME", description = "Only this one of the policy's databases.")
    @Nullable
    String database;

    @Override
    Outcome run() {
        var policy = policy();
        mustKnow(policy);
        try (var progress = progress();
                var repository = repository(policy)) {
            var server = Server.forDumps(policy.spec().database(), secrets());
            var encryption = Encryption.of(policy.spec().encryption(), secrets());
            var run = new BackupRun(policy, server, repository, encryption, progress, Clock.systemUTC());
            var databases = database == null
                    ? DatabaseList.of(policy.spec().database(), server)
                    : List.of(policy.database(database));
            var round = new BackupRound(run, progress).run(databases, tier);
            // Never behind a failed run: what is old may be all that there is.
            var expired = round.failed().isEmpty()
                    ? Retention.afterBackup(policy, catalog(policy, repository, progress), round.saved(), progress)
                    : List.<String>of();
            return outcome(round, expired);
        }
    }

    private Outcome outcome(Round round, List<String> expired) {
        var backups = round.saved().stream().map(CreateCommand::result).toList();
        var several = round.saved().size() + round.failed().size() > 1;
        var results = new Results(
                backups.isEmpty() ? null : backups.getFirst(),
                several ? databases(round) : null,
                null,
                null,
                null,
                Deleted.of(expired));
        var error = error(round);
        return new Outcome(
                new Created(report(results, error), backups),
                round.saved().stream().map(CreateCommand::text).collect(Collectors.joining("\n")),
                error == null ? 0 : 1);
    }

    /** The first cause speaks for all of them: each was told as it happened. */
    private @Nullable RunError error(Round round) {
        if (round.failed().isEmpty()) {
            return null;
        }
        var causes = round.failed().entrySet().stream()
                .map(failed -> failed.getKey() + ": " + failed.getValue().text())
                .collect(Collectors.joining("; "));
        var all = round.failed().size() + round.saved().size();
        return new RunError(
                round.failed().values().iterator().next().reason().name(),
                redact(round.failed().size() + " of " + all + " databases have no backup: " + causes));
    }

    /** What machines read of it: the report, and every backup in full. */
    record Created(@JsonUnwrapped RunReport report, List<BackupResult> backups) {}

    private static Databases databases(Round round) {
        var saved = round.saved();
        return new Databases(
                saved.size(),
                round.failed().size(),
                saved.stream().mapToInt(Manifest::tableCount).sum(),
                saved.stream().mapToLong(Manifest::rows).sum(),
                saved.stream().mapToLong(m -> m.stored().bytes()).sum(),
                saved.stream()
                        .map(m -> new SavedDatabase(m.database().name(), m.id()))
                        .toList());
    }

    static BackupResult result(Manifest m) {
        return new BackupResult(
                m.id(),
                m.database().name(),
                m.tier(),
                m.startedAt(),
                m.completedAt(),
                m.plain().bytes(),
                m.stored().bytes(),
                m.tableCount(),
                m.rows(),
                m.database().serverVersion(),
                m.stored().sha256());
    }

    private void mustKnow(Policy policy) {
        if (tier != null && policy.tier(tier).isEmpty()) {
            var names = policy.spec().tiers().stream().map(Tier::name).collect(Collectors.joining(", "));
            throw new AgentException(Reason.PolicyInvalid, "the policy has no tier '" + tier + "'; it has " + names);
        }
    }

    private static String text(Manifest m) {
        return "backup " + m.id() + " of " + m.database().name() + ": "
                + Sizes.text(m.plain().bytes()) + " of "
                + (m.tables() == null
                        ? "tables whose rows are unknown, for its contents could not be read"
                        : Sizes.count(m.tableCount(), "table") + " with " + Sizes.count(m.rows(), "row"))
                + ", stored as "
                + Sizes.text(m.stored().bytes());
    }
}
