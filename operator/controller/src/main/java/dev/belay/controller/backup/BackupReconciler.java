package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.api.backup.BackupStatus;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.Intent;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.Task;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs a Backup on demand, and writes down what came of it or of a scheduled run, and deletes its data behind it. */
public final class BackupReconciler implements Reconciler<Backup> {
    private final BackupObserver observer = new BackupObserver();
    private final BackupDecider decider;
    private final Intent<BackupStatus, Backup> intent;
    private final Purges purges;
    private final Aftermath aftermath;
    private final SharedBackups backups;
    private final InstantSource clock;

    public BackupReconciler(AgentImage image, SharedBackups backups, Reporter reporter, InstantSource clock) {
        this.backups = backups;
        this.decider = new BackupDecider(image);
        this.intent = new Intent<>(reporter, Backup::new);
        this.aftermath = new Aftermath(backups);
        this.purges = new Purges(image, backups, reporter);
        this.clock = clock;
    }

    @Override
    public UpdateControl<Backup> reconcile(Backup backup, Context<Backup> context) {
        var now = clock.instant();
        if (context.isPrimaryResourceDeleted()) {
            return UpdateControl.noUpdate();
        }
        if (backup.isMarkedForDeletion()) {
            return purges.step(backup, context, now);
        }
        if (BackupDecider.isOver(backup.getStatus())) {
            return UpdateControl.noUpdate();
        }
        var seen = observer.observe(backup, context, now);
        var verdict = decider.decide(seen, now);
        var before = BackupStatuses.before(backup);
        var isIntended = before.status() != null && before.status().job() != null;
        aftermath.beforeItIsTold(context, backup, verdict, now);
        var done = intent.write(
                context, verdict, before, isIntended, why -> BackupStatuses.after(seen, verdict, why, now));
        aftermath.afterwards(context, backup, verdict);
        return done;
    }

    @Override
    public List<EventSource<?, Backup>> prepareEventSources(EventSourceContext<Backup> context) {
        var sources = new ArrayList<>(Informers.runs(context, Set.of(Task.BACKUP, Task.PURGE), RunNames::requester));
        sources.add(backups.watched(context));
        return sources;
    }
}
