package dev.belay.service.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.service.SettableClock;
import dev.belay.service.jobs.JobStore.Lease;
import dev.belay.service.jobs.JobStore.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of jobs does. */
abstract class JobStoreContract {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Instant NOW = SettableClock.START;

    /** Topics of their own keep the tests apart in one store. */
    private final String topic = "topic-" + UUID.randomUUID();

    abstract JobStore store();

    @Test
    void keepsWhatWasSubmitted() {
        Job job = submit("key");
        assertThat(store().find(job.id())).contains(job);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.payload()).isEqualTo("{\"n\": 1}");
        assertThat(job.requestId()).isEqualTo("request");
        assertThat(store().find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void theSameKeyIsTheSameJob() {
        Job job = submit("key");
        JobStore.Submission again = store().submit(newJob(topic, "key"), NOW.plusSeconds(9));
        assertThat(again).isEqualTo(new JobStore.Submission(job, false));
        assertThat(store().submit(newJob(topic + "-other", "key"), NOW).created())
                .isTrue();
        assertThat(store().submit(newJob(topic, null), NOW).created()).isTrue();
        assertThat(store().submit(newJob(topic, null), NOW).created()).isTrue();
    }

    @Test
    void theSameKeyIsTheSameJobWhenItIsDoneToo() {
        Job job = submit("key");
        store().complete(claim(NOW).getFirst(), NOW);
        assertThat(store().submit(newJob(topic, "key"), NOW).job().id()).isEqualTo(job.id());
    }

    @Test
    void claimsTheOldestDueOnce() {
        Job second = store().submit(newJob(topic, null), NOW.plusSeconds(1)).job();
        Job first = submit(null);
        store().submit(newJob(topic, null), NOW.plusSeconds(60));
        List<Lease> leases = claim(NOW.plusSeconds(2));
        assertThat(leases).extracting(lease -> lease.job().id()).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(leases).allSatisfy(lease -> {
            assertThat(lease.job().state()).isEqualTo(JobState.RUNNING);
            assertThat(lease.reclaimed()).isFalse();
        });
        assertThat(claim(NOW.plusSeconds(2))).isEmpty();
    }

    @Test
    void claimsNoMoreThanAsked() {
        submit(null);
        Job newer = store().submit(newJob(topic, null), NOW.plusSeconds(1)).job();
        assertThat(store().claim(topic, 1, LEASE, NOW.plusSeconds(5)))
                .extracting(lease -> lease.job().id())
                .doesNotContain(newer.id())
                .hasSize(1);
    }

    @Test
    void completes() {
        Job job = submit(null);
        assertThat(store().complete(claim(NOW).getFirst(), NOW.plusSeconds(1))).isTrue();
        Job done = store().find(job.id()).orElseThrow();
        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.attempt()).isEqualTo(1);
        assertThat(done.updatedAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(claim(NOW.plus(LEASE).plusSeconds(60))).isEmpty();
    }

    @Test
    void retriesLaterAndKeepsTheError() {
        Job job = submit(null);
        store().retry(claim(NOW).getFirst(), NOW.plusSeconds(10), "answered 503", NOW);
        assertThat(claim(NOW.plusSeconds(9))).isEmpty();
        Lease again = claim(NOW.plusSeconds(10)).getFirst();
        assertThat(again.job().id()).isEqualTo(job.id());
        assertThat(again.job().attempt()).isEqualTo(1);
        assertThat(again.job().lastError()).isEqualTo("answered 503");
    }

    @Test
    void buriesWithTheLastError() {
        Job job = submit(null);
        store().bury(claim(NOW).getFirst(), "answered 422", NOW);
        Job dead = store().find(job.id()).orElseThrow();
        assertThat(dead.state()).isEqualTo(JobState.DEAD);
        assertThat(dead.lastError()).isEqualTo("answered 422");
        assertThat(claim(NOW.plusSeconds(999))).isEmpty();
    }

    @Test
    void releasingBurnsNoAttempt() {
        Job job = submit(null);
        store().release(claim(NOW).getFirst(), NOW.plusSeconds(5), NOW);
        Lease again = claim(NOW.plusSeconds(5)).getFirst();
        assertThat(again.job().id()).isEqualTo(job.id());
        assertThat(again.job().attempt()).isZero();
        assertThat(again.job().lostLeases()).isZero();
    }

    @Test
    void aLostLeaseIsTakenOverAndItsOldHolderHasNoSay() {
        Job job = submit(null);
        Lease lost = claim(NOW).getFirst();
        assertThat(claim(NOW.plus(LEASE).minusSeconds(1))).isEmpty();
        Instant later = NOW.plus(LEASE).plusSeconds(1);
        Lease taken = claim(later).getFirst();
        assertThat(taken.reclaimed()).isTrue();
        assertThat(taken.job().id()).isEqualTo(job.id());
        assertThat(taken.job().attempt()).isZero();
        assertThat(taken.job().lostLeases()).isEqualTo(1);

        assertThat(store().complete(lost, later)).isFalse();
        assertThat(store().retry(lost, later, "late", later)).isFalse();
        assertThat(store().bury(lost, "late", later)).isFalse();
        assertThat(store().release(lost, later, later)).isFalse();
        assertThat(store().complete(taken, later)).isTrue();
    }

    @Test
    void countsWhatIsWhere() {
        submit(null);
        store().submit(newJob(topic, null), NOW.plusSeconds(100));
        store().bury(claim(NOW).getFirst(), "no", NOW);
        store().submit(newJob(topic, null), NOW.plusSeconds(1));
        claim(NOW.plusSeconds(1));
        store().submit(newJob(topic, null), NOW.plusSeconds(2));
        assertThat(store().depths(NOW.plusSeconds(10)).get(topic))
                .isEqualTo(new JobStore.Depth(2, 1, 1, NOW.plusSeconds(2)));
    }

    @Test
    void noTwoWorkersGetTheSameJob() throws Exception {
        for (int i = 0; i < 60; i++) {
            submit(null);
        }
        Set<UUID> claimed = ConcurrentHashMap.newKeySet();
        List<UUID> all = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService workers = Executors.newFixedThreadPool(6)) {
            for (int worker = 0; worker < 6; worker++) {
                workers.execute(() -> {
                    for (int turn = 0; turn < 30; turn++) {
                        store().claim(topic, 3, LEASE, NOW).forEach(lease -> {
                            claimed.add(lease.job().id());
                            all.add(lease.job().id());
                        });
                    }
                });
            }
        }
        assertThat(all).hasSize(60);
        assertThat(claimed).hasSize(60);
    }

    private Job submit(@Nullable String key) {
        return store().submit(newJob(topic, key), NOW).job();
    }

    private static NewJob newJob(String topic, @Nullable String key) {
        return new NewJob(UUID.randomUUID(), topic, "{\"n\": 1}", key, "request", 5);
    }

    private List<Lease> claim(Instant now) {
        return store().claim(topic, 10, LEASE, now);
    }
}
