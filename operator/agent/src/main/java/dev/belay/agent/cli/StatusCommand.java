package dev.belay.agent.cli;

import dev.belay.agent.backup.Manifest;
import dev.belay.agent.drill.DrillReport;
import dev.belay.agent.drill.DrillReports;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.postgres.DatabaseList;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.run.StateFile;
import dev.belay.agent.status.Look;
import dev.belay.agent.status.PolicyStatus;
import dev.belay.agent.status.Saved;
import dev.belay.agent.status.ServiceHealth;
import dev.belay.api.policy.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description =
                "Shows what 'kubectl get bp' shows on a cluster. Exit code 1 if something is not as it should be.")
final class StatusCommand extends PolicyTask {
    private static final String ROW = "%-7s %-9s %-7s %-15s %-21s %-11s %-9s %s";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder in which 'belay run' keeps its state. Default: as there.")
    @Nullable
    Path stateFolder;

    @Override
    Outcome run() {
        var policy = policy();
        if (stateFolder != null) {
            StateFile.mustBeThere(stateFolder);
        }
        var file = new StateFile(StateFile.folder(stateFolder, policy.name()));
        try (var progress = progress();
                var repository = repository(policy)) {
            var now = Instant.now();
            var status = new Look(
                            policy,
                            saved(
                                    policy,
                                    catalog(policy, repository, progress).look().good(now)),
                            file.read(),
                            new DrillReports(repository, progress)
                                    .newest(policy.name())
                                    .map(DrillReport::forStatus)
                                    .orElse(null),
                            new Look.Keeping(file.isUsed(), file.keeper().orElse(null)),
                            ServiceHealth.of(policy.spec().service()),
                            now)
                    .status();
            return new Outcome(status, text(status, now), status.ok() ? 0 : 1);
        }
    }

    /** Only a policy for all databases needs the server for that; one that does not answer hides nothing else. */
    private Saved saved(Policy policy, List<Manifest> backups) {
        var database = policy.spec().database();
        try {
            return Saved.of(
                    backups,
                    database.isAll()
                            ? DatabaseList.of(database, Server.forDumps(database, secrets()))
                            : database.written());
        } catch (AgentException e) {
            return Saved.ofUnknown(backups, redact(e.text()));
        }
    }

    private static String text(PolicyStatus s, Instant now) {
        var success = s.lastSuccess();
        var drill = s.lastDrill();
        var running = s.condition("Running");
        var row = ROW.formatted(
                s.condition("Ready").status(),
                s.health().status(),
                running.status().equals("False") ? "yes" : "no",
                success == null ? "-" : age(success.completedAt(), now) + " ago",
                s.nextRun() == null ? "-" : s.nextRun().time(),
                success == null ? "-" : age(success.startedAt(), now),
                drill == null || drill.rto() == null ? "-" : drill.rto(),
                s.condition("Restorable").status());
        return ROW.formatted("READY", "HEALTH", "PAUSED", "LAST SUCCESS", "NEXT", "RPO", "RTO", "RESTORABLE") + "\n"
                + row + "\n\n"
                + s.conditions().stream()
                        .map(c -> "%-10s %-7s %s".formatted(c.type(), c.status(), c.message()))
                        .collect(Collectors.joining("\n"));
    }

    /** As old as people count: in two units. */
    private static String age(String time, Instant now) {
        var age = Duration.between(Instant.parse(time), now);
        if (age.toDays() > 0) {
            return DurationText.format(age.truncatedTo(ChronoUnit.HOURS));
        }
        return DurationText.format(age.toHours() > 0 ? age.truncatedTo(ChronoUnit.MINUTES) : age);
    }
}
