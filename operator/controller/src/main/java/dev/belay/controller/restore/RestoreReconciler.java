package dev.belay.controller.restore;

import dev.belay.api.Restore;
import dev.belay.api.restore.RestoreStatus;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Verdict;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Runs a Restore once, and writes down what came of it. */
public final class RestoreReconciler implements Reconciler<Restore> {
    private final RestoreObserver observer = new RestoreObserver();
    private final RestoreDecider decider;
    private final Reporter reporter;
    private final InstantSource clock;

    public RestoreReconciler(AgentImage image, Reporter reporter, InstantSource clock) {
        this.decider = new RestoreDecider(image);
        this.reporter = reporter;
        this.clock = clock;
    }

    @Override
    public UpdateControl<Restore> reconcile(Restore restore, Context<Restore> context) {
        if (isOver(restore)) {
            return UpdateControl.noUpdate();
        }
        var now = clock.instant();
        var seen = observer.observe(restore, context);
        var verdict = decider.decide(seen, now);
        UpdateControl<Restore> done = UpdateControl.noUpdate();
        verdict.again().ifPresent(done::rescheduleAfter);
        var before = RestoreStatuses.before(restore);
        var after = RestoreStatuses.after(seen, verdict, Optional.empty(), now);
        if (!(verdict instanceof Verdict.Start start)) {
            report(context, before, after);
        } else {
            // The intent first: whoever finds no Job later knows that one was to be.
            if (before.status() == null || before.status().job() == null) {
                report(context, before, after);
            }
            Children.create(context, start.job()).ifPresent(why -> {
                report(context, before, RestoreStatuses.after(seen, verdict, Optional.of(why), now));
                done.rescheduleAfter(Verdict.SOON);
            });
        }
        return done;
    }

    private void report(Context<Restore> context, Reported<RestoreStatus> before, Reported<RestoreStatus> after) {
        reporter.report(context, new Restore(), before, after);
    }

    private static boolean isOver(Restore restore) {
        return restore.getStatus() != null
                && restore.getStatus().phase() != null
                && restore.getStatus().phase().isTerminal();
    }

    @Override
    public List<EventSource<?, Restore>> prepareEventSources(EventSourceContext<Restore> context) {
        return Informers.runs(context, Task.RESTORE);
    }
}
