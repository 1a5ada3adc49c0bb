package dev.belay.agent.cli;

import dev.belay.agent.backup.BackupRun;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.Server;
import dev.belay.api.policy.Tier;
import dev.belay.api.run.RunReport.BackupResult;
import java.time.Clock;
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

    @Override
    Outcome run() {
        var policy = policy();
        mustKnow(policy);
        try (var progress = progress();
                var repository = repository(policy)) {
            var server = Server.of(policy.spec().database(), secrets());
            var encryption = Encryption.of(policy.spec().encryption(), secrets());
            var manifest =
                    new BackupRun(policy, server, repository, encryption, progress, Clock.systemUTC()).create(tier);
            Retention.afterBackup(policy, catalog(policy, repository, progress), progress);
            var report = report(new Results(result(manifest), null, null), null);
            return Outcome.done(report, text(manifest));
        }
    }

    static BackupResult result(Manifest m) {
        return new BackupResult(
                m.id(),
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
        return "backup " + m.id() + ": " + Sizes.text(m.plain().bytes()) + " of "
                + m.tableCount() + " tables with " + m.rows() + " rows, stored as "
                + Sizes.text(m.stored().bytes());
    }
}
