package dev.belay.agent.drill;

import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.RestoreRequest;
import dev.belay.agent.restore.RestoreRun;
import dev.belay.agent.restore.StructureCheck;
import dev.belay.api.policy.Drill;
import dev.belay.api.run.RunReport.DrillResult;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into a throwaway PostgreSQL and asks it whether it works. How long that takes, from the first read
 * to the last check, is the measured recovery time.
 */
public final class DrillRun {
    private static final String DATABASE = "drill";

    private final Progress progress;
    private final Supplier<DrillServer> servers;

    /** @param servers starts the server that is restored into, or waits for it */
    public DrillRun(Progress progress, Supplier<DrillServer> servers) {
        this.progress = progress;
        this.servers = servers;
    }

    /**
     * What a drill came to.
     *
     * @param structure what amcheck looked at, or why it did not; null if the drill did not get there
     * @param failure why it did not pass; null if it did
     */
    public record Drilled(
            DrillResult result,
            Instant started,
            @Nullable String structure,
            @Nullable AgentException failure) {}

    /**
     * Restores the backup into a throwaway server, checks it, and takes the time.
     *
     * @param drill its checks; null where the policy has none: then the rows alone are compared
     * @throws AgentException if it could not even begin; a backup that does not come back is a result, not an exception
     */
    public Drilled run(StoredBackup backup, Decryption decryption, @Nullable Drill drill) {
        var checks = drill == null
                ? RestoreRequest.Checks.NONE
                : new RestoreRequest.Checks(drill.readiness(), drill.integrity());
        progress.step("starting a throwaway PostgreSQL");
        try (var postgres = servers.get()) {
            var started = Instant.now();
            try {
                // Without owners and rights: the roles of the original are not here.
                var request = new RestoreRequest(
                        new RestoreRequest.Target(DATABASE, false, false),
                        RestoreRequest.Scope.content(),
                        checks,
                        RestoreRequest.Means.STREAM);
                new RestoreRun(postgres.server(), progress).run(backup, decryption, request);
            } catch (AgentException e) {
                return new Drilled(result(backup, started, e), started, null, e);
            }
            var drilled = withStructure(postgres, result(backup, started, null), started);
            postgres.clear(DATABASE);
            return drilled;
        }
    }

    /** Behind the measured time: whoever restores in earnest does not wait for it. */
    private Drilled withStructure(DrillServer postgres, DrillResult result, Instant started) {
        progress.step("checking tables and indexes");
        try {
            return new Drilled(result, started, StructureCheck.run(postgres.server(), DATABASE), null);
        } catch (AgentException e) {
            var failed = new DrillResult(false, result.backupId(), result.rtoSeconds(), 0, 0, e.text());
            return new Drilled(failed, started, null, e);
        }
    }

    private static DrillResult result(StoredBackup backup, Instant started, @Nullable AgentException failure) {
        return new DrillResult(
                failure == null,
                backup.id(),
                Math.ceilDiv(Duration.between(started, Instant.now()).toMillis(), 1000),
                failure == null ? backup.manifest().tableCount() : 0,
                failure == null ? backup.manifest().rows() : 0,
                failure == null ? null : failure.text());
    }
}
