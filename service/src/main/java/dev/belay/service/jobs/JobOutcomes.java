package dev.belay.service.jobs;

import dev.belay.service.config.Topic;
import dev.belay.service.events.Event;
import dev.belay.service.events.EventLog;
import dev.belay.service.events.EventType;
import dev.belay.service.upstream.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Decides what a call's answer makes of its job, stores it, and leaves a line in the event log. */
@Singleton
final class JobOutcomes {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final JobStore store;
    private final EventLog events;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;

    JobOutcomes(JobStore store, EventLog events, Clock clock, RandomGenerator random, MeterRegistry metrics) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    void answered(JobStore.Lease lease, Topic topic, Answer answer) {
        Instant now = clock.instant();
        Job job = lease.job();
        int attempt = job.attempt() + 1;
        String error = String.valueOf(answer.error());
        if (answer.done()) {
            record(store.complete(lease, now), lease, topic, EventType.COMPLETED, "done, answered " + answer.status());
        } else if (!answer.worthAnotherTry() || attempt >= job.maxAttempts()) {
            record(store.bury(lease, error, now), lease, topic, EventType.DEAD_LETTER, "given up: " + error);
        } else {
            Instant runAt = runAt(answer, attempt, now);
            record(
                    store.retry(lease, runAt, error, now),
                    lease,
                    topic,
                    EventType.RETRY_SCHEDULED,
                    error + ", again in " + Duration.between(now, runAt).toMillis() + " ms");
        }
    }

    private Instant runAt(Answer answer, int attempt, Instant now) {
        Instant backedOff = now.plus(Backoff.after(attempt, random));
        // A provider may answer anything: not for years.
        Instant latest = now.plus(LONGEST_WAIT);
        return answer.retryAfter()
                .map(asked -> asked.isAfter(latest) ? latest : asked)
                .filter(asked -> asked.isAfter(backedOff))
                .orElse(backedOff);
    }

    void reclaimed(JobStore.Lease lease, Topic topic) {
        append(lease, topic, EventType.LEASE_LOST, lease.job().attempt(), "its worker went away; taken over");
        count(topic, "lease_lost");
    }

    private void record(boolean held, JobStore.Lease lease, Topic topic, EventType type, String message) {
        if (held) {
            append(lease, topic, type, lease.job().attempt() + 1, message);
            count(topic, type.word());
        } else {
            // Another worker has it now, and its word counts.
            count(topic, "late");
        }
    }

    private void append(JobStore.Lease lease, Topic topic, EventType type, int attempt, String message) {
        Job job = lease.job();
        events.append(new Event(
                0,
                clock.instant(),
                type,
                job.topic(),
                job.id(),
                attempt,
                job.maxAttempts(),
                topic.provider(),
                message));
    }

    private void count(Topic topic, String outcome) {
        metrics.counter("belay.jobs", "topic", topic.name(), "outcome", outcome).increment();
    }
}
