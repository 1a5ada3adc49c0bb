package dev.belay.controller;

import dev.belay.api.BackupPolicy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slices that look at a policy, as one controller: a second one would list, keep and be woken for each policy a
 * second time. See docs/adr/0016.
 */
final class PolicySlices implements Reconciler<BackupPolicy> {
    private final List<Reconciler<BackupPolicy>> slices;

    PolicySlices(List<Reconciler<BackupPolicy>> slices) {
        this.slices = slices;
    }

    /** Each slice has its look: what one of them fails at must not keep the others from theirs. */
    @Override
    public UpdateControl<BackupPolicy> reconcile(BackupPolicy policy, Context<BackupPolicy> context) throws Exception {
        Exception failure = null;
        Optional<Long> again = Optional.empty();
        for (var slice : slices) {
            try {
                again = sooner(again, slice.reconcile(policy, context).getScheduleDelay());
            } catch (Exception e) {
                failure = both(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        UpdateControl<BackupPolicy> done = UpdateControl.noUpdate();
        again.map(Duration::ofMillis).ifPresent(done::rescheduleAfter);
        return done;
    }

    private static Optional<Long> sooner(Optional<Long> one, Optional<Long> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Long::compare);
    }

    private static Exception both(@Nullable Exception first, Exception second) {
        if (first == null) {
            return second;
        }
        first.addSuppressed(second);
        return first;
    }

    @Override
    public List<EventSource<?, BackupPolicy>> prepareEventSources(EventSourceContext<BackupPolicy> context) {
        var sources = new ArrayList<EventSource<?, BackupPolicy>>();
        slices.forEach(slice -> sources.addAll(slice.prepareEventSources(context)));
        return sources;
    }
}
