package dev.belay.controller.run;

import dev.belay.api.Backup;
import dev.belay.api.backup.ClocksApart;
import dev.belay.api.status.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The Backup behind which a gate opens. */
public final class GateBackup {
    private GateBackup() {}

    /** The newest good backup, if it is young enough; its content's time counts, not its end. */
    public static Optional<Backup> recent(Collection<Backup> backups, Duration maxAge, Instant now) {
        var oldest = now.minus(maxAge);
        return backups.stream()
                .filter(backup ->
                        phase(backup) == Phase.Succeeded && backup.getStatus().result() != null)
                .filter(backup -> !content(backup).isBefore(oldest))
                // Of a clock that went wrong: nobody knows how old it is.
                .filter(backup -> !ClocksApart.isFromTheFuture(content(backup), now))
                .max(Comparator.comparing(GateBackup::content));
    }

    /** How far it has come; {@link Phase#Pending} before anything is known of it. */
    public static Phase phase(Backup backup) {
        var status = backup.getStatus();
        return status == null || status.phase() == null ? Phase.Pending : status.phase();
    }

    /** Why it failed, in the agent's own words. */
    public static String cause(Backup failed) {
        var failure = failed.getStatus() == null ? null : failed.getStatus().failure();
        return failure == null ? "it gives no cause" : failure.reason() + ": " + failure.message();
    }

    private static Instant content(Backup backup) {
        var result = backup.getStatus().result();
        return result == null ? Instant.MIN : Instant.parse(result.startedAt());
    }
}
