package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.PausedPods;
import dev.belay.controller.kube.Reporter;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Follows the service's health and breakers, and pauses the selected pods while a provider refuses. */
public final class PauseReconciler implements Reconciler<BackupPolicy> {
    /** Whose pods were looked at since the start: what an earlier life left on them must go. */
    private final Set<String> inspected = ConcurrentHashMap.newKeySet();

    private final PausedPods pods;
    private final Reporter reporter;
    private final InstantSource clock;
    private final Duration interval;
    private final HealthPoller poller;

    /** @param interval how often the services are asked, and pods looked for while a pause is on */
    public PauseReconciler(
            PausedPods pods, Reporter reporter, InstantSource clock, ServiceAddress addresses, Duration interval) {
        this.pods = pods;
        this.reporter = reporter;
        this.clock = clock;
        this.interval = interval;
        this.poller = new HealthPoller(addresses, interval, this::forget);
    }

    @Override
    public UpdateControl<BackupPolicy> reconcile(BackupPolicy policy, Context<BackupPolicy> context) {
        var reading = poller.last(policy);
        if (policy.getSpec().service() != null
                && reading.isEmpty()
                && policy.getStatus() != null
                && policy.getStatus().health() != null) {
            return UpdateControl.noUpdate(); // after a restart: what stands there holds until the service is heard
        }
        var now = clock.instant();
        var seen = new PauseObservation(policy, reading, List.of());
        var decided = PauseDecider.decide(seen, now);
        if (needsPods(policy, decided)) {
            seen = new PauseObservation(
                    policy, reading, pods.list(policy.getMetadata().getNamespace()));
            decided = PauseDecider.decide(seen, now);
        }
        // Before the pods: a status that says "paused" is what a later life clears the pods by.
        var over = decided.pause().isEmpty();
        if (!over) {
            report(seen, decided, context);
        }
        decided.say().forEach(saying -> pods.say(saying.pod(), saying.annotations()));
        if (over) {
            report(seen, decided, context);
        }
        UpdateControl<BackupPolicy> done = UpdateControl.noUpdate();
        if (!over && policy.getSpec().pause() != null) {
            done.rescheduleAfter(interval); // for pods that come meanwhile
        }
        return done;
    }

    private boolean needsPods(BackupPolicy policy, PauseDecision decided) {
        var wasPaused = policy.getStatus() != null && policy.getStatus().pause() != null;
        var selects = policy.getSpec().pause() != null;
        var isFirstLook = selects && inspected.add(policy.getMetadata().getUid());
        return wasPaused || isFirstLook || (selects && decided.pause().isPresent());
    }

    private void report(PauseObservation seen, PauseDecision decided, Context<BackupPolicy> context) {
        reporter.report(
                context,
                new BackupPolicy(),
                PauseStatuses.before(seen.policy().getStatus()),
                PauseStatuses.after(seen, decided, clock.instant()));
    }

    private void forget(BackupPolicy policy) {
        inspected.remove(policy.getMetadata().getUid());
        if (policy.getStatus() != null && policy.getStatus().pause() != null) {
            var metadata = policy.getMetadata();
            Thread.ofVirtual()
                    .name("belay-clear-" + metadata.getName())
                    .start(() -> pods.clear(metadata.getNamespace(), metadata.getName()));
        }
    }

    @Override
    public List<EventSource<?, BackupPolicy>> prepareEventSources(EventSourceContext<BackupPolicy> context) {
        return List.of(poller);
    }
}
