package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.MarkedObjects;
import dev.belay.controller.kube.PausedObjects;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.Writes;
import dev.belay.controller.status.Resting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows the service's health and breakers, and pauses what the policy selects while a provider refuses. */
public final class PauseReconciler implements Reconciler<BackupPolicy> {
    private final PausedObjects objects;
    private final Reporter reporter;
    private final InstantSource clock;
    private final Duration interval;
    private final HealthPoller poller;
    private List<MarkedObjects<?, BackupPolicy>> marked = List.of();

    /** @param interval how often the services are asked, and what comes anew is looked for while a pause is on */
    public PauseReconciler(
            PausedObjects objects,
            Reporter reporter,
            InstantSource clock,
            ServiceAddress addresses,
            Duration interval) {
        this.objects = objects;
        this.reporter = reporter;
        this.clock = clock;
        this.interval = interval;
        this.poller = new HealthPoller(addresses, interval);
    }

    @Override
    public UpdateControl<BackupPolicy> reconcile(BackupPolicy policy, Context<BackupPolicy> context) {
        var reading = poller.last(policy);
        if (policy.getSpec().service() != null && reading.isEmpty()) {
            return UpdateControl
                    .noUpdate(); // until the service is heard, or known to be silent, what stands there holds
        }
        var now = clock.instant();
        var seen = new PauseObservation(policy, reading, List.of(), List.of());
        var decided = PauseDecider.decide(seen, now);
        if (decided.pause().isPresent() || wasPaused(policy)) {
            seen = observe(policy, reading);
            decided = PauseDecider.decide(seen, now);
        }
        // A status that says "paused" comes before the marks and goes after them: they are never left without it.
        var over = decided.pause().isEmpty();
        if (!over && !isSaid(policy)) {
            report(seen, decided, Refusals.NONE, context);
        }
        var refused = say(policy.getMetadata().getName(), decided);
        report(seen, decided, refused, context);
        UpdateControl<BackupPolicy> done = UpdateControl.noUpdate();
        if (refused.isAny() || (!over && policy.getSpec().pause() != null)) {
            done.rescheduleAfter(interval); // for what comes meanwhile
        }
        return done;
    }

    /** By its status, or by the marks that a status deleted meanwhile has left behind. */
    private boolean wasPaused(BackupPolicy policy) {
        return isSaid(policy) || marked.stream().anyMatch(source -> source.isAny(policy));
    }

    private static boolean isSaid(BackupPolicy policy) {
        return policy.getStatus() != null && policy.getStatus().pause() != null;
    }

    private PauseObservation observe(BackupPolicy policy, Optional<Reading> reading) {
        var name = policy.getMetadata().getName();
        var namespace = policy.getMetadata().getNamespace();
        var pause = policy.getSpec().pause();
        return new PauseObservation(
                policy,
                reading,
                objects.pods(namespace, pause == null ? null : pause.podSelector(), name),
                objects.cronJobs(namespace, pause == null ? null : pause.suspendCronJobs(), name));
    }

    private Refusals say(String policy, PauseDecision decided) {
        var pods = new ArrayList<Runnable>();
        decided.pods().say().forEach(saying -> pods.add(() -> objects.say(saying.pod(), policy, saying.annotations())));
        var cronJobs = new ArrayList<Runnable>();
        decided.cronJobs()
                .say()
                .forEach(saying -> cronJobs.add(
                        () -> objects.say(saying.cronJob(), policy, saying.annotations(), saying.suspended())));
        return new Refusals(Writes.all(pods), Writes.all(cronJobs));
    }

    private void report(PauseObservation seen, PauseDecision decided, Refusals refused, Context<BackupPolicy> context) {
        var status = seen.policy().getStatus();
        if (Resting.is(seen.policy().getSpec()) && (status == null || Resting.isSaid(status))) {
            return; // said with all the rest
        }
        reporter.report(
                context,
                new BackupPolicy(),
                PauseStatuses.before(seen.policy().getStatus()),
                PauseStatuses.after(seen, decided, refused, clock.instant()));
    }

    @Override
    public List<EventSource<?, BackupPolicy>> prepareEventSources(EventSourceContext<BackupPolicy> context) {
        marked = List.of(
                Informers.marked(context, Pod.class, Labels.PAUSED_BY, PauseReconciler::pausedBy),
                Informers.marked(context, CronJob.class, Labels.PAUSED_BY, PauseReconciler::pausedBy));
        var sources = new ArrayList<EventSource<?, BackupPolicy>>(marked);
        sources.add(poller);
        sources.add(new OrphanedPauses(objects));
        return sources;
    }

    private static Set<ResourceID> pausedBy(HasMetadata marked) {
        return Marks.pausedBy(marked)
                .map(policy ->
                        Set.of(new ResourceID(policy, marked.getMetadata().getNamespace())))
                .orElseGet(Set::of);
    }
}
