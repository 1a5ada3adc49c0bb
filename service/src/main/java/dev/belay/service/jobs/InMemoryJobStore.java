package dev.belay.service.jobs;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jobs of this process only, gone with it; of finished ones the newest are kept. */
@Singleton
@Requires(missingProperty = "datasource.url")
public final class InMemoryJobStore implements JobStore {
    private static final int FINISHED_KEPT = 10_000;

    private final Map<UUID, Held> unfinished = new LinkedHashMap<>();
    private final Map<UUID, Job> finished = new LinkedHashMap<>();

    @Override
    public synchronized Submission submit(NewJob job, Instant now) {
        Optional<Job> known = job.idempotencyKey() == null
                ? Optional.empty()
                : all().stream()
                        .filter(other -> other.topic().equals(job.topic())
                                && Objects.equals(other.idempotencyKey(), job.idempotencyKey()))
                        .findFirst();
        if (known.isPresent()) {
            return new Submission(known.get(), false);
        }
        Job stored = new Job(
                job.id(),
                job.topic(),
                JobState.QUEUED,
                job.payload(),
                job.idempotencyKey(),
                job.requestId(),
                0,
                job.maxAttempts(),
                0,
                now,
                null,
                now,
                now);
        unfinished.put(stored.id(), new Held(stored, null, null));
        return new Submission(stored, true);
    }

    @Override
    public synchronized Optional<Job> find(UUID id) {
        Held held = unfinished.get(id);
        return Optional.ofNullable(held == null ? finished.get(id) : held.job());
    }

    @Override
    public synchronized List<Lease> claim(String topic, int most, Duration lease, Instant now) {
        List<Held> due = unfinished.values().stream()
                .filter(held -> held.job().topic().equals(topic) && held.claimable(now))
                .sorted(Comparator.comparing(held -> held.job().runAt()))
                .limit(most)
                .toList();
        List<Lease> leases = new ArrayList<>();
        for (Held held : due) {
            boolean reclaimed = held.token() != null;
            Job job = Jobs.running(held.job(), reclaimed, now);
            UUID token = UUID.randomUUID();
            unfinished.put(job.id(), new Held(job, token, now.plus(lease)));
            leases.add(new Lease(job, token, reclaimed));
        }
        return leases;
    }

    @Override
    public synchronized boolean complete(Lease lease, Instant now) {
        return change(lease, job -> Jobs.completed(job, now));
    }

    @Override
    public synchronized boolean retry(Lease lease, Instant runAt, String error, Instant now) {
        return change(lease, job -> Jobs.retried(job, runAt, error, now));
    }

    @Override
    public synchronized boolean bury(Lease lease, String error, Instant now) {
        return change(lease, job -> Jobs.buried(job, error, now));
    }

    @Override
    public synchronized boolean release(Lease lease, Instant runAt, Instant now) {
        return change(lease, job -> Jobs.released(job, runAt, now));
    }

    @Override
    public synchronized Map<String, Depth> depths(Instant now) {
        Map<String, Depth> depths = new HashMap<>();
        all().forEach(job -> depths.merge(job.topic(), depth(job, now), InMemoryJobStore::sum));
        return depths;
    }

    private boolean change(Lease lease, UnaryOperator<Job> change) {
        Held held = unfinished.get(lease.job().id());
        if (held == null || !lease.token().equals(held.token())) {
            return false;
        }
        Job changed = change.apply(held.job());
        if (changed.state() == JobState.QUEUED) {
            unfinished.put(changed.id(), new Held(changed, null, null));
        } else {
            unfinished.remove(changed.id());
            finished.put(changed.id(), changed);
            if (finished.size() > FINISHED_KEPT) {
                finished.remove(finished.keySet().iterator().next());
            }
        }
        return true;
    }

    private List<Job> all() {
        List<Job> all = new ArrayList<>(finished.values());
        unfinished.values().forEach(held -> all.add(held.job()));
        return all;
    }

    private static Depth depth(Job job, Instant now) {
        return switch (job.state()) {
            case QUEUED -> new Depth(1, 0, 0, job.runAt().isAfter(now) ? null : job.runAt());
            case RUNNING -> new Depth(0, 1, 0, null);
            case DEAD -> new Depth(0, 0, 1, null);
            case COMPLETED -> Depth.NONE;
        };
    }

    private static Depth sum(Depth one, Depth other) {
        return new Depth(
                one.queued() + other.queued(),
                one.running() + other.running(),
                one.dead() + other.dead(),
                earlier(one.oldestDue(), other.oldestDue()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** A job that is not finished, and who holds it. */
    private record Held(
            Job job, @Nullable UUID token, @Nullable Instant until) {
        boolean claimable(Instant now) {
            return until == null ? !job.runAt().isAfter(now) : until.isBefore(now);
        }
    }
}
