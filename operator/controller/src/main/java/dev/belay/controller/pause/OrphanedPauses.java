package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.kube.PausedObjects;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the pauses of policies that are no more. No reconcile can: there is nothing left to reconcile. Looks at the start,
 * for what went while no operator was there; when a policy goes; and from time to time, for what failed before.
 */
final class OrphanedPauses extends AbstractEventSource<ResourceID, BackupPolicy>
        implements ResourceEventAware<BackupPolicy> {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanedPauses.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final PausedObjects objects;
    private @Nullable ScheduledExecutorService timer;

    OrphanedPauses(PausedObjects objects) {
        super(ResourceID.class, "orphaned-pauses");
        this.objects = objects;
    }

    @Override
    public Set<ResourceID> getSecondaryResources(BackupPolicy policy) {
        return Set.of();
    }

    @Override
    public synchronized void start() {
        super.start();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("belay-orphans").factory());
        var unused = timer.scheduleWithFixedDelay(this::clear, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    @Override
    public synchronized void onResourceDeleted(BackupPolicy policy) {
        if (timer != null && isRunning()) {
            timer.execute(this::clear);
        }
    }

    private void clear() {
        try {
            objects.clearOrphans();
        } catch (RuntimeException e) {
            LOG.warn("pauses of deleted policies may be left; looked for again in {}", INTERVAL, e);
        }
    }
}
