package dev.belay.controller.migration;

import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.api.Restore;
import dev.belay.api.migration.MigrationStatus;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.Intent;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.kube.Turns;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a Migration through its gate: a good backup, the Job, and the way back where the Job fails. */
public final class MigrationReconciler implements Reconciler<Migration> {
    private static final String REQUESTED = Labels.ORIGIN + "=" + MigrationNames.ORIGIN;

    private final MigrationObserver observer = new MigrationObserver();
    private final Intent<MigrationStatus, Migration> intent;
    private final SharedBackups backups;
    private final Turns turns;
    private final InstantSource clock;

    public MigrationReconciler(SharedBackups backups, Reporter reporter, Turns turns, InstantSource clock) {
        this.backups = backups;
        this.turns = turns;
        this.intent = new Intent<>(reporter, Migration::new);
        this.clock = clock;
    }

    @Override
    public UpdateControl<Migration> reconcile(Migration migration, Context<Migration> context) {
        if (MigrationDecider.isOver(migration.getStatus())) {
            return UpdateControl.noUpdate();
        }
        return turns.at(migration, migration.getSpec().policyRef().name(), turn -> {
            var now = clock.instant();
            var step = MigrationDecider.decide(observer.observe(migration, context, now), turn, now);
            return write(migration, step, context, now);
        });
    }

    private UpdateControl<Migration> write(
            Migration migration, MigrationStep step, Context<Migration> context, Instant now) {
        var before = MigrationStatuses.before(migration);
        var after = MigrationStatuses.after(migration, step, now);
        var done = intent.write(
                context,
                before,
                after,
                wanted(step),
                isIntended(migration, after.status()),
                why -> MigrationStatuses.refused(migration, step, why, now));
        step.again().ifPresent(done::rescheduleAfter);
        return done;
    }

    private static Optional<HasMetadata> wanted(MigrationStep step) {
        return switch (step) {
            case MigrationStep.AskForBackup ask -> Optional.of(ask.backup());
            case MigrationStep.StartJob start -> Optional.of(start.job());
            case MigrationStep.GoBack back -> Optional.of(back.restore());
            default -> Optional.empty();
        };
    }

    private static boolean isIntended(Migration migration, @Nullable MigrationStatus after) {
        var status = migration.getStatus();
        return status != null
                && after != null
                && Objects.equals(status.backup(), after.backup())
                && Objects.equals(status.job(), after.job())
                && Objects.equals(status.restore(), after.restore());
    }

    @Override
    public List<EventSource<?, Migration>> prepareEventSources(EventSourceContext<Migration> context) {
        var sources = new ArrayList<>(Informers.runs(context, Task.MIGRATION));
        sources.add(backups.requested(MigrationNames.ORIGIN));
        sources.add(Informers.labelled(context, Restore.class, REQUESTED, RunNames::requester));
        return sources;
    }
}
