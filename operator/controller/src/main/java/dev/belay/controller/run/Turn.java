package dev.belay.controller.run;

import static java.util.function.Predicate.not;

import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to migrate what a policy saves. A turn begins with the order for the backup and ends with the Job, or
 * with the way back: a backup from the middle of another migration must open no gate, since whoever goes back to it undoes
 * half of that other one.
 *
 * @param mine uid of the Migration, or of the gated Job, that asks
 * @param migrations of the policy, itself among them
 * @param jobs of the policy's Migrations, and those that are gated by their label
 * @param pods of such Jobs, be these there or deleted: a pod that is asked to end works on for its grace period
 */
public record Turn(String mine, List<Migration> migrations, List<Job> jobs, List<Pod> pods) {
    /** How far one is; who is further goes first, and among equals the older one: nobody waits for two that wait for each other. */
    private enum Step {
        MIGRATES,
        HAS_ASKED,
        WAITS,
        NOTHING
    }

    private static final Comparator<HasMetadata> ORDER = Comparator.comparing((HasMetadata one) -> {
                var step = step(one);
                return step == Step.NOTHING ? Step.WAITS : step;
            })
            .thenComparing(one -> one.getMetadata().getCreationTimestamp())
            .thenComparing(one -> one.getMetadata().getUid());

    /** Who goes first; empty if it is the turn of the one that asks. */
    public Optional<Trouble> before() {
        var own = all().filter(this::isMine).findFirst();
        return all().filter(not(this::isOurs))
                .filter(other -> step(other) != Step.NOTHING)
                .filter(other -> step(other) == Step.MIGRATES
                        || own.map(one -> ORDER.compare(other, one) < 0).orElse(true))
                .min(ORDER)
                .map(other ->
                        awaitTurn(other.getKind() + " " + other.getMetadata().getName()));
    }

    /** When the last migration that is known of ended: what was saved before that is of an older schema, or of half of one. */
    public Optional<Instant> lastEnd() {
        return Stream.concat(
                        jobs.stream().flatMap(job -> RunReader.end(job).stream()),
                        migrations.stream().flatMap(Turn::end))
                .max(Comparator.naturalOrder());
    }

    private Stream<HasMetadata> all() {
        return Stream.of(migrations, jobs, pods).flatMap(List::stream);
    }

    private boolean isMine(HasMetadata object) {
        return mine.equals(object.getMetadata().getUid());
    }

    private boolean isOurs(HasMetadata object) {
        return isMine(object)
                || object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> mine.equals(owner.getUid()))
                || (object instanceof Pod pod
                        && Task.MIGRATION.isOf(pod)
                        && mine.equals(annotation(pod, Labels.REQUESTED_BY_UID)));
    }

    private static Step step(HasMetadata object) {
        return switch (object) {
            case Migration migration -> ofMigration(migration);
            case Pod pod -> hasEnded(pod) ? Step.NOTHING : Step.MIGRATES;
            default -> ofJob((Job) object);
        };
    }

    private static Step ofMigration(Migration migration) {
        var status = migration.getStatus();
        if (status == null || Phase.isOver(status.phase())) {
            return Step.NOTHING;
        }
        if (status.job() != null) {
            return Step.MIGRATES; // or goes back
        }
        if (migration.isMarkedForDeletion()) {
            return Step.NOTHING;
        }
        var waits = Conditions.find(status.conditions(), Conditions.COMPLETE)
                .filter(one -> Reason.AnotherMigrationRuns.name().equals(one.reason()));
        return step(status.backup() != null, waits.isPresent());
    }

    private static boolean hasEnded(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static Step ofJob(Job job) {
        if (RunReader.isOver(job)) {
            return Step.NOTHING;
        }
        if (Task.MIGRATION.isOf(job) || !RunReader.isSuspended(job)) {
            return Step.MIGRATES;
        }
        var reason = annotation(job, Labels.GATE_REASON);
        // One that was resumed before and is suspended again begins anew.
        if (job.isMarkedForDeletion()
                || Reason.BackupFailed.name().equals(reason)
                || Reason.BackupSucceeded.name().equals(reason)
                || Reason.GatePassed.name().equals(reason)) {
            return Step.NOTHING;
        }
        return step(
                annotation(job, Labels.GATE_BACKUP) != null,
                Reason.AnotherMigrationRuns.name().equals(reason));
    }

    private static Step step(boolean hasAsked, boolean waits) {
        return hasAsked ? Step.HAS_ASKED : waits ? Step.WAITS : Step.NOTHING;
    }

    /** Of one whose Job is gone meanwhile, too. */
    private static Stream<Instant> end(Migration migration) {
        var status = migration.getStatus();
        if (status == null || status.job() == null || !Phase.isOver(status.phase())) {
            return Stream.empty();
        }
        var failed = status.failure() == null ? null : status.failure().time();
        return Stream.concat(
                        Stream.ofNullable(failed),
                        Conditions.find(status.conditions(), Conditions.COMPLETE).stream()
                                .map(condition -> condition.lastTransitionTime()))
                .map(Instant::parse);
    }

    private static @Nullable String annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private static Trouble awaitTurn(String first) {
        return new Trouble(
                Reason.AnotherMigrationRuns,
                "The " + first
                        + " migrates what the same policy saves, or has asked for its backup. This one follows, with a "
                        + "backup of its own, when that has ended. 'kubectl describe' of it says how far it is; if it is to "
                        + "wait no longer, delete it.");
    }
}
