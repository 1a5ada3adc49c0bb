package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks every policy's service how it is, all the time and off the reconcile threads, and wakes the reconciler only when
 * the answer is another than before.
 */
final class HealthPoller extends AbstractEventSource<Reading, BackupPolicy>
        implements ResourceEventAware<BackupPolicy> {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** One lost answer is a hiccup; two in a row are silence. */
    private static final int MISSES_UNTIL_SILENCE = 2;

    /** In bytes. A health document is small; an address that answers without end must not fill our memory. */
    private static final long LONGEST_ANSWER = 1 << 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Map<ResourceID, Target> targets = new ConcurrentHashMap<>();
    private final ServiceAddress addresses;
    private final Duration interval;
    private final Consumer<BackupPolicy> onDeleted;
    private @Nullable ScheduledExecutorService timer;

    /** @param onDeleted told of each policy that is gone; must not block */
    HealthPoller(ServiceAddress addresses, Duration interval, Consumer<BackupPolicy> onDeleted) {
        super(Reading.class, "health");
        this.addresses = addresses;
        this.interval = interval;
        this.onDeleted = onDeleted;
    }

    /** What was heard last; empty as long as nothing is known either way. */
    Optional<Reading> last(BackupPolicy policy) {
        return Optional.ofNullable(targets.get(ResourceID.fromResource(policy))).map(target -> target.reading);
    }

    @Override
    public Set<Reading> getSecondaryResources(BackupPolicy policy) {
        return last(policy).map(Set::of).orElseGet(Set::of);
    }

    @Override
    public synchronized void start() {
        super.start();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("belay-health").factory());
        var millis = interval.toMillis();
        var unused =
                timer.scheduleWithFixedDelay(() -> targets.forEach(this::ask), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        if (timer != null) {
            timer.shutdownNow();
        }
        http.shutdownNow();
    }

    @Override
    public void onResourceCreated(BackupPolicy policy) {
        follow(policy);
    }

    @Override
    public void onResourceUpdated(BackupPolicy policy, BackupPolicy before) {
        follow(policy);
    }

    @Override
    public void onResourceDeleted(BackupPolicy policy) {
        targets.remove(ResourceID.fromResource(policy));
        onDeleted.accept(policy);
    }

    private void follow(BackupPolicy policy) {
        var id = ResourceID.fromResource(policy);
        var service = policy.getSpec().service();
        if (service == null) {
            targets.remove(id);
            return;
        }
        URI address;
        try {
            address = addresses.of(policy.getMetadata().getNamespace(), service);
        } catch (IllegalArgumentException e) {
            targets.remove(id); // no name of a Service: nothing to ask, and Healthy stays Unknown
            return;
        }
        var known = targets.get(id);
        if (known == null || !known.address.equals(address)) {
            var target = new Target(address);
            targets.put(id, target);
            ask(id, target);
        }
    }

    private void ask(ResourceID id, Target target) {
        var request = HttpRequest.newBuilder(target.address).timeout(TIMEOUT).build();
        var unused = http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER))
                .thenApply(response -> HealthDocument.read(response.body()))
                .exceptionally(failure -> new Reading.Silence("it does not answer at " + target.address))
                .thenAccept(reading -> {
                    if (target.heard(reading) && isRunning() && targets.get(id) == target) {
                        getEventHandler().handleEvent(new Event(id));
                    }
                });
    }

    /** One service as one policy sees it. */
    private static final class Target {
        private final URI address;
        private int misses;
        private volatile @Nullable Reading reading;

        Target(URI address) {
            this.address = address;
        }

        /** Takes a reading in; tells whether it is news. */
        synchronized boolean heard(Reading now) {
            misses = now instanceof Reading.Silence ? misses + 1 : 0;
            if ((misses > 0 && misses < MISSES_UNTIL_SILENCE) || now.equals(reading)) {
                return false;
            }
            reading = now;
            return true;
        }
    }
}
