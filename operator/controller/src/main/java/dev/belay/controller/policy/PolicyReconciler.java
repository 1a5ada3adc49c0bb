package dev.belay.controller.policy;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.PurgeMarks;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.Secrets;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.kube.Writes;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.Task;
import dev.belay.controller.sync.Syncs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps a policy's CronJobs, policy file and records in place, and says how its backups stand. */
public final class PolicyReconciler implements Reconciler<BackupPolicy> {
    private final PolicyObserver observer;
    private final PolicyDecider decider;
    private final Syncs syncs;
    private final SharedBackups backups;
    private final Reporter reporter;
    private final InstantSource clock;

    public PolicyReconciler(
            AgentImage image,
            Optional<Secrets> secrets,
            SharedBackups backups,
            Reporter reporter,
            InstantSource clock) {
        this.observer = new PolicyObserver(secrets);
        this.decider = new PolicyDecider(image);
        this.syncs = new Syncs(image);
        this.backups = backups;
        this.reporter = reporter;
        this.clock = clock;
    }

    @Override
    public UpdateControl<BackupPolicy> reconcile(BackupPolicy policy, Context<BackupPolicy> context) {
        var now = clock.instant();
        var seen = observer.observe(policy, context, now);
        var decided = decider.decide(seen);
        var refusal = write(decided, seen, context);
        var sync = syncs.step(context, PolicyStatuses.canRun(seen, decided, refusal), now);
        var after = PolicyStatuses.after(seen, decided, refusal, sync.status(), now);
        reporter.report(context, new BackupPolicy(), PolicyStatuses.before(policy), after);
        UpdateControl<BackupPolicy> done = UpdateControl.noUpdate();
        PolicyStatuses.again(seen, after, sync.again(), now).ifPresent(done::rescheduleAfter);
        return done;
    }

    /** What the API server refuses is said: only an edit of the policy, or of a role or quota, can mend it. */
    private static Optional<String> write(
            PolicyDecision decided, PolicyObservation seen, Context<BackupPolicy> context) {
        var writes = new ArrayList<Runnable>();
        decided.apply()
                .forEach(child -> writes.add(
                        () -> Children.apply(context, child, seen.live(child).orElse(null))));
        decided.delete().forEach(cronJob -> writes.add(() -> Children.delete(context, cronJob)));
        decided.mark().forEach(backup -> writes.add(() -> PurgeMarks.put(context, backup)));
        decided.unmark().forEach(backup -> writes.add(() -> PurgeMarks.take(context, backup)));
        var refusals = Writes.all(writes).stream().distinct().toList();
        return refusals.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", refusals));
    }

    @Override
    public List<EventSource<?, BackupPolicy>> prepareEventSources(EventSourceContext<BackupPolicy> context) {
        var sources = new ArrayList<>(Informers.runs(context, Set.of(Task.DRILL, Task.SYNC), RunNames::policy));
        sources.add(Informers.children(context, ConfigMap.class));
        sources.add(Informers.children(context, CronJob.class));
        sources.add(syncs.turns());
        sources.add(backups.ofPolicies());
        return sources;
    }
}
