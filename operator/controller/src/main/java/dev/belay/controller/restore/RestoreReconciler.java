package dev.belay.controller.restore;

import dev.belay.api.Restore;
import dev.belay.api.restore.RestoreStatus;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.Intent;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.run.Task;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;

/** Runs a Restore once, and writes down what came of it. */
public final class RestoreReconciler implements Reconciler<Restore> {
    private final RestoreObserver observer = new RestoreObserver();
    private final RestoreDecider decider;
    private final Intent<RestoreStatus, Restore> intent;
    private final InstantSource clock;

    public RestoreReconciler(AgentImage image, Reporter reporter, InstantSource clock) {
        this.decider = new RestoreDecider(image);
        this.intent = new Intent<>(reporter, Restore::new);
        this.clock = clock;
    }

    @Override
    public UpdateControl<Restore> reconcile(Restore restore, Context<Restore> context) {
        if (RestoreDecider.isOver(restore.getStatus())) {
            return UpdateControl.noUpdate();
        }
        var now = clock.instant();
        var seen = observer.observe(restore, context, now);
        var verdict = decider.decide(seen, now);
        var before = RestoreStatuses.before(restore);
        var isIntended = before.status() != null && before.status().job() != null;
        var done = intent.write(
                context, verdict, before, isIntended, why -> RestoreStatuses.after(seen, verdict, why, now));
        seen.look().again().ifPresent(done::rescheduleAfter);
        return done;
    }

    @Override
    public List<EventSource<?, Restore>> prepareEventSources(EventSourceContext<Restore> context) {
        return Informers.runs(context, Task.RESTORE);
    }
}
