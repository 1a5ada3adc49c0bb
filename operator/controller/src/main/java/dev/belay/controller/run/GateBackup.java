package dev.belay.controller.run;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.backup.BackupSpec;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.backup.ClocksApart;
import dev.belay.api.policy.PolicyRef;
import dev.belay.api.policy.Tier;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The Backup behind which a gate opens. */
public final class GateBackup {
    private GateBackup() {}

    /** One that is still to be made, in the tier that keeps its backups longest, as on one machine. */
    public static Backup order(ObjectMeta metadata, BackupPolicy policy) {
        var tier = Tier.keptLongest(policy.getSpec().tiers()).map(Tier::name).orElse(null);
        var backup = new Backup();
        backup.setMetadata(metadata);
        backup.setSpec(new BackupSpec(new PolicyRef(policy.getMetadata().getName()), tier));
        return backup;
    }

    /**
     * The newest good backup, if it is young enough; its content's time counts, not its end.
     *
     * @param backups all of the policy: behind one that was made for a gate a migration began, whose Job and Migration may
     *     be deleted since
     * @param turn tells which migration ended last: of before that, even the youngest will not do
     */
    public static Optional<Backup> recent(Collection<Backup> backups, Duration maxAge, Turn turn, Instant now) {
        // Kubernetes cuts times to the second.
        var since = turn.lastEnd().map(end -> end.plusSeconds(1)).orElse(Instant.MIN);
        var oldest = Collections.max(List.of(now.minus(maxAge), since, lastGate(backups)));
        return backups.stream()
                .filter(BackupIds::stay)
                .filter(backup -> phase(backup) == Phase.Succeeded)
                .filter(backup -> !content(backup).isBefore(oldest))
                // Of a clock that went wrong: nobody knows how old it is.
                .filter(backup -> !ClocksApart.isFromTheFuture(content(backup), now))
                .max(Comparator.comparing(GateBackup::content));
    }

    /** Why the gate stays shut behind a backup that was good: its data is not there any more, or not for long. */
    public static Optional<Trouble> unfit(Backup good) {
        var name = good.getMetadata().getName();
        if (good.isMarkedForDeletion()) {
            return Optional.of(new Trouble(
                    Reason.BackupNotFound,
                    "Backup " + name
                            + " is being deleted, so it opens no gate. Once it is gone, another one is made."));
        }
        return BackupIds.isGone(good)
                ? Optional.of(new Trouble(
                        Reason.BackupNotFound,
                        "The repository does not hold Backup " + name + " any more, so it opens no gate. Delete it ("
                                + "kubectl delete bk " + name + "), and another one is made."))
                : Optional.empty();
    }

    /** How far it has come; {@link Phase#Pending} before anything is known of it. */
    public static Phase phase(Backup backup) {
        return backup.status().map(BackupStatus::phase).orElse(Phase.Pending);
    }

    /** Why it failed, in the agent's own words. */
    public static String cause(Backup failed) {
        return failed.status()
                .map(BackupStatus::failure)
                .map(failure -> failure.reason() + ": " + failure.message())
                .orElse("it gives no cause");
    }

    private static Instant lastGate(Collection<Backup> backups) {
        return backups.stream()
                .filter(Origin::isOfGate)
                .filter(backup -> phase(backup) == Phase.Succeeded)
                .flatMap(backup -> backup.status().map(BackupStatus::result).stream())
                .map(result -> Instant.parse(result.completedAt()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static Instant content(Backup backup) {
        return backup.status()
                .map(BackupStatus::result)
                .map(result -> Instant.parse(result.startedAt()))
                .orElse(Instant.MIN);
    }
}
