package dev.belay.service.jobs;

import dev.belay.service.breaker.Breaker;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.breaker.Outcome;
import dev.belay.service.breaker.Permit;
import dev.belay.service.breaker.State;
import dev.belay.service.config.Provider;
import dev.belay.service.config.Topic;
import dev.belay.service.upstream.Answer;
import dev.belay.service.web.RequestId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Works one topic: claims what may run now and calls the provider, each call on a thread of its own. */
public final class TopicWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWorker.class);

    private final Topic topic;
    private final Provider provider;
    private final Breaker breaker;
    private final WorkerTools tools;
    private final AtomicInteger inFlight = new AtomicInteger();

    TopicWorker(Topic topic, Provider provider, Breakers breakers, WorkerTools tools) {
        this.topic = topic;
        this.provider = provider;
        this.breaker = breakers.of(provider.name());
        this.tools = tools;
    }

    public Topic topic() {
        return topic;
    }

    /** Calls being made now. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Whether the breaker keeps this topic from being worked. */
    public boolean paused() {
        return topic.mutating() && breaker.row().state() == State.OPEN;
    }

    /**
     * Claims once and starts what it got.
     *
     * @return how many jobs were started
     */
    public int work() {
        int free = room();
        if (free <= 0) {
            return 0;
        }
        Instant now = tools.clock().instant();
        List<JobStore.Lease> leases =
                tools.store().claim(topic.name(), free, provider.timeout().plus(tools.leaseMargin()), now);
        for (JobStore.Lease lease : leases) {
            inFlight.incrementAndGet();
            tools.executor().execute(() -> run(lease));
        }
        return leases.size();
    }

    private int room() {
        int free = topic.concurrency() - inFlight.get();
        if (!topic.mutating()) {
            return free;
        }
        return switch (breaker.row().state()) {
            case CLOSED -> free;
            // One job makes a probe; more would only be claimed and released again.
            case HALF_OPEN -> Math.min(1, free);
            case OPEN -> 0;
        };
    }

    private void run(JobStore.Lease lease) {
        String requestId = lease.job().requestId();
        if (requestId != null) {
            MDC.put(RequestId.LOG_KEY, requestId);
        }
        try {
            if (lease.reclaimed()) {
                tools.outcomes().reclaimed(lease, topic);
            }
            attempt(lease);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Its lease runs out and the job is claimed again: nothing is lost with this thread.
            LOG.warn("Job {} of topic {} could not be written down", lease.job().id(), topic.name(), e);
        } finally {
            MDC.remove(RequestId.LOG_KEY);
            inFlight.decrementAndGet();
        }
    }

    private void attempt(JobStore.Lease lease) throws InterruptedException {
        Permit permit = topic.mutating() ? breaker.acquire() : new Permit.Granted(false);
        switch (permit) {
            case Permit.Refused refused -> {
                Instant now = tools.clock().instant();
                tools.store().release(lease, refused.until(), now);
            }
            case Permit.Granted granted -> {
                Outcome outcome = new Outcome.NotMade();
                try {
                    Answer answer = call(lease.job());
                    outcome = answer.outcome();
                    tools.outcomes().answered(lease, topic, answer);
                } finally {
                    breaker.record(granted, outcome);
                }
            }
        }
    }

    private Answer call(Job job) throws InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", job.id().toString());
        String requestId = job.requestId();
        if (requestId != null) {
            headers.put(RequestId.HEADER, requestId);
        }
        return tools.caller().send(provider, topic.method(), topic.path(), headers, job.payload());
    }
}
