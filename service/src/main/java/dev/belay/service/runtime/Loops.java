package dev.belay.service.runtime;

import dev.belay.service.database.DatabaseUnavailable;
import dev.belay.service.jobs.JobStore;
import dev.belay.service.jobs.TopicWorker;
import dev.belay.service.jobs.Workers;
import dev.belay.service.schema.SchemaGate;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loop a topic, on a thread that costs next to nothing while it waits. */
@Context
public final class Loops {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration LEAVE = Duration.ofSeconds(20);

    private final Workers workers;
    private final JobStore store;
    private final SchemaGate schema;
    private final Clock clock;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;
    private volatile boolean ending;
    private volatile List<LoopStatus> seen = List.of();

    Loops(Workers workers, JobStore store, SchemaGate schema, Clock clock) {
        this.workers = workers;
        this.store = store;
        this.schema = schema;
        this.clock = clock;
    }

    @PostConstruct
    void begin() {
        for (TopicWorker worker : workers.all()) {
            threads.add(
                    Thread.ofVirtual().name("topic-" + worker.topic().name()).start(() -> loop(worker)));
        }
    }

    /**
     * Claims again.
     *
     * @return false where they ran already
     */
    public boolean start() {
        boolean changed = !running;
        running = true;
        return changed;
    }

    /**
     * No more claims in this replica; calls in flight end by themselves.
     *
     * @return false where they were stopped already
     */
    public boolean stop() {
        boolean changed = running;
        running = false;
        return changed;
    }

    public boolean running() {
        return running;
    }

    /** Every loop as it is now; asks the store for the lag. */
    public List<LoopStatus> status() {
        Instant now = clock.instant();
        Map<String, JobStore.Depth> depths = store.depths(now);
        List<LoopStatus> all = new ArrayList<>();
        for (int index = 0; index < workers.all().size(); index++) {
            TopicWorker worker = workers.all().get(index);
            all.add(LoopStatus.of(
                    worker,
                    running && threads.get(index).isAlive(),
                    depths.get(worker.topic().name()),
                    now));
        }
        seen = List.copyOf(all);
        return all;
    }

    /** A loop as {@link #status} last had it. */
    public Optional<LoopStatus> lastSeen(String topic) {
        return seen.stream().filter(loop -> loop.name().equals(topic)).findFirst();
    }

    private void loop(TopicWorker worker) {
        try {
            while (!ending) {
                Thread.sleep(turn(worker));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One claim; returns how long to wait before the next. */
    private Duration turn(TopicWorker worker) {
        if (!running || !schema.ready()) {
            return IDLE;
        }
        try {
            return worker.work() > 0 ? Duration.ZERO : IDLE;
        } catch (DatabaseUnavailable e) {
            LOG.warn("Topic {} cannot be worked: {}", worker.topic().name(), e.getMessage());
            return AFTER_FAILURE;
        } catch (RuntimeException e) {
            LOG.error("Topic {} cannot be worked", worker.topic().name(), e);
            return AFTER_FAILURE;
        }
    }

    /** Lets calls in flight end and be written down: what is cut off here is done twice. */
    @PreDestroy
    void end() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.interrupt();
        }
        Instant latest = Instant.now().plus(LEAVE);
        while (workers.all().stream().anyMatch(worker -> worker.inFlight() > 0)
                && Instant.now().isBefore(latest)) {
            Thread.sleep(IDLE);
        }
    }
}
