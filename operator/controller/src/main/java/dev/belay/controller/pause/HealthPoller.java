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
import org.jspecify.annotations.Nullable;

/**
 * Asks the policies' services how they are, all the time and off the reconcile threads, and wakes the reconciler only
 * when the answer is another than before. A service that several policies follow is asked once.
 */
final class HealthPoller extends AbstractEventSource<Reading, BackupPolicy>
        implements ResourceEventAware<BackupPolicy> {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** In bytes. A health document is small; an address that answers without end must not fill our memory. */
    private static final long LONGEST_ANSWER = 1 << 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Map<URI, WatchedService> services = new ConcurrentHashMap<>();
    private final Map<ResourceID, WatchedService> followed = new ConcurrentHashMap<>();
    private final ServiceAddress addresses;
    private final Duration interval;
    private @Nullable ScheduledExecutorService timer;

    /** @param interval of the rounds */
    HealthPoller(ServiceAddress addresses, Duration interval) {
        super(Reading.class, "health");
        this.addresses = addresses;
        this.interval = interval;
    }

    /** What was heard last; empty as long as nothing is known either way. */
    Optional<Reading> last(BackupPolicy policy) {
        var service = followed.get(ResourceID.fromResource(policy));
        if (service == null && policy.getSpec().service() != null) {
            return Optional.of(new Reading.Silence("spec.service.name is no name of a Service"));
        }
        return Optional.ofNullable(service).map(WatchedService::reading);
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
        var unused = timer.scheduleWithFixedDelay(this::askWhoIsDue, millis, millis, TimeUnit.MILLISECONDS);
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
        unfollow(ResourceID.fromResource(policy));
    }

    private synchronized void follow(BackupPolicy policy) {
        var id = ResourceID.fromResource(policy);
        var address = address(policy);
        var before = followed.get(id);
        if (before != null && before.address().equals(address.orElse(null))) {
            return;
        }
        unfollow(id);
        address.ifPresent(uri -> {
            var service = services.computeIfAbsent(uri, WatchedService::new);
            followed.put(id, service);
            service.followers().add(id);
            if (service.reading() == null) {
                ask(service);
            }
        });
    }

    private Optional<URI> address(BackupPolicy policy) {
        try {
            return Optional.ofNullable(policy.getSpec().service())
                    .map(service -> addresses.of(policy.getMetadata().getNamespace(), service));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nothing to ask, and Healthy stays Unknown
        }
    }

    private synchronized void unfollow(ResourceID id) {
        var service = followed.remove(id);
        if (service != null) {
            service.followers().remove(id);
            if (service.followers().isEmpty()) {
                services.remove(service.address());
            }
        }
    }

    private void askWhoIsDue() {
        services.values().stream().filter(WatchedService::isDue).forEach(this::ask);
    }

    private void ask(WatchedService service) {
        var request = HttpRequest.newBuilder(service.address()).timeout(TIMEOUT).build();
        var unused = http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER))
                .thenApply(response -> HealthDocument.read(response.body()))
                .exceptionally(failure -> new Reading.Silence("it does not answer at " + service.address()))
                .thenAccept(reading -> {
                    if (service.heard(reading) && isRunning()) {
                        service.followers().forEach(id -> getEventHandler().handleEvent(new Event(id)));
                    }
                });
    }
}
