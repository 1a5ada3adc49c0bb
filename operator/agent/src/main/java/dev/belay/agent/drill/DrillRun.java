package dev.belay.agent.drill;

import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.postgres.ThrowawayPostgres;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.restore.RestoreRequest;
import dev.belay.agent.restore.RestoreRun;
import dev.belay.api.policy.Drill;
import dev.belay.api.run.RunReport.DrillResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into a throwaway PostgreSQL and asks it whether it works. How long that takes, from the first read
 * to the last check, is the measured recovery time.
 */
public final class DrillRun {
    private static final String DATABASE = "drill";

    private final Progress progress;

    public DrillRun(Progress progress) {
        this.progress = progress;
    }

    /**
     * What a drill came to.
     *
     * @param failure why it did not pass; null if it did
     */
    public record Drilled(DrillResult result, @Nullable AgentException failure) {}

    /**
     * Runs one.
     *
     * @param drill its checks; null where the policy has none: then the rows alone are compared
     * @throws AgentException if it could not even begin; a backup that does not come back is a result, not an exception
     */
    public Drilled run(StoredBackup backup, Decryption decryption, @Nullable Drill drill) {
        var checks = drill == null
                ? RestoreRequest.Checks.NONE
                : new RestoreRequest.Checks(drill.readiness(), drill.integrity());
        progress.step("starting a throwaway PostgreSQL");
        try (var postgres = ThrowawayPostgres.start()) {
            var started = Instant.now();
            try {
                // Without owners and rights: the roles of the original are not here.
                var request = new RestoreRequest(
                        new RestoreRequest.Target(DATABASE, false, false), new RestoreRequest.Scope(false), checks);
                new RestoreRun(postgres.server(), progress).run(backup, decryption, request);
                return new Drilled(result(backup, started, null), null);
            } catch (AgentException e) {
                return new Drilled(result(backup, started, e), e);
            }
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
