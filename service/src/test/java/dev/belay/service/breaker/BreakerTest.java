package dev.belay.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.service.SettableClock;
import dev.belay.service.config.BreakerSettings;
import dev.belay.service.config.Provider;
import dev.belay.service.database.DatabaseUnavailable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The state machine as a table: what happens to a breaker of 3 failures in 30 s, 10 s cooldown and one probe. */
class BreakerTest {
    private static final Provider PROVIDER = new Provider(
            "stripe",
            URI.create("http://localhost"),
            Duration.ofSeconds(2),
            null,
            null,
            new BreakerSettings(3, Duration.ofSeconds(30), Duration.ofSeconds(10), 1, Duration.ofHours(1)));

    private final SettableClock clock = new SettableClock();
    private final List<String> changes = new ArrayList<>();
    private final InMemoryBreakerStore store = new InMemoryBreakerStore();
    private final Breaker breaker = breaker(store);

    private Breaker breaker(BreakerStore in) {
        return new Breaker(PROVIDER, in, (from, to, ours) -> changes.add(from.state() + ">" + to.state()), clock);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row("two failures are not enough", State.CLOSED, failing(2)),
                row("three are", State.OPEN, failing(3)),
                row("what is older than the window does not count", State.CLOSED, failing(2), after(31), failing(1)),
                row(
                        "good answers between failures do not clear them",
                        State.OPEN,
                        failing(2),
                        BreakerTest::fine,
                        failing(1)),
                row("open until the cooldown ends", State.OPEN, failing(3), after(9), BreakerTest::tick),
                row("then half open", State.HALF_OPEN, failing(3), after(10), BreakerTest::tick),
                row("a good probe closes", State.CLOSED, failing(3), after(10), BreakerTest::fine),
                row("a bad probe opens", State.OPEN, failing(3), after(10), failing(1)),
                row(
                        "and again for a whole cooldown",
                        State.OPEN,
                        failing(3),
                        after(10),
                        failing(1),
                        after(9),
                        BreakerTest::tick),
                row("a probe given back decides nothing", State.HALF_OPEN, failing(3), after(10), BreakerTest::notMade),
                row(
                        "and another may be made",
                        State.CLOSED,
                        failing(3),
                        after(10),
                        BreakerTest::notMade,
                        BreakerTest::fine),
                row(
                        "after closing the count begins anew",
                        State.CLOSED,
                        failing(3),
                        after(10),
                        BreakerTest::fine,
                        failing(2)),
                row("a late good answer does not close an open one", State.OPEN, failing(3), late(new Outcome.Fine())),
                row(
                        "nor a half open one",
                        State.HALF_OPEN,
                        failing(3),
                        after(10),
                        BreakerTest::tick,
                        late(new Outcome.Fine())),
                row(
                        "nor does a late failure open it",
                        State.HALF_OPEN,
                        failing(3),
                        after(10),
                        BreakerTest::tick,
                        lateFailure()),
                row(
                        "Retry-After makes the cooldown longer",
                        State.OPEN,
                        retryAfter(60),
                        failing(2),
                        after(59),
                        BreakerTest::tick),
                row("as long as asked", State.HALF_OPEN, retryAfter(60), failing(2), after(60), BreakerTest::tick),
                row("but not shorter", State.OPEN, retryAfter(1), failing(2), after(9), BreakerTest::tick),
                row(
                        "nor longer than an hour",
                        State.HALF_OPEN,
                        retryAfter(999_999),
                        failing(2),
                        after(3600),
                        BreakerTest::tick));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void becomes(String what, State expected, List<Step> steps) {
        steps.forEach(step -> step.take(this));
        assertThat(breaker.row().state()).isEqualTo(expected);
    }

    @Test
    void saysWhyAndUntilWhen() {
        failing(2).take(this);
        late(new Outcome.Failed("timeout", null)).take(this);
        assertThat(breaker.row().reason()).isEqualTo("2 × 429, 1 × timeout in 30s");
        assertThat(breaker.row().openedUntil()).isEqualTo(SettableClock.START.plusSeconds(10));
        assertThat(breaker.acquire())
                .isEqualTo(new Permit.Refused(SettableClock.START.plusSeconds(10), "2 × 429, 1 × timeout in 30s"));
    }

    @Test
    void aLaterRetryAfterExtendsAndAnEarlierOneDoesNot() {
        failing(3).take(this);
        Instant later = SettableClock.START.plusSeconds(120);
        late(new Outcome.Failed("429", later)).take(this);
        late(new Outcome.Failed("429", SettableClock.START.plusSeconds(20))).take(this);
        late(new Outcome.Fine()).take(this);
        assertThat(breaker.row().openedUntil()).isEqualTo(later);
    }

    @Test
    void letsOneProbeThroughForTheWholeFleet() {
        Breaker replica = breaker(store);
        failing(3).take(this);
        after(10).take(this);
        replica.tick();
        assertThat(replica.acquire()).isEqualTo(new Permit.Granted(true));
        assertThat(breaker.acquire()).isInstanceOf(Permit.Refused.class);
    }

    @Test
    void aProbeLostWithItsReplicaIsMadeAgain() {
        failing(3).take(this);
        after(10).take(this);
        assertThat(breaker.acquire()).isEqualTo(new Permit.Granted(true));
        after(7).take(this);
        assertThat(breaker.acquire()).isEqualTo(new Permit.Granted(true));
    }

    @Test
    void anotherReplicaSeesTheTripAndItsEnd() {
        failing(3).take(this);
        Breaker replica = breaker(store);
        replica.tick();
        assertThat(replica.row()).isEqualTo(breaker.row());
    }

    @Test
    void protectsWithoutItsStoreAndSharesWhatItKnowsLater() {
        Flaky flaky = new Flaky(store);
        Breaker alone = breaker(flaky);
        flaky.away = true;
        for (int i = 0; i < 3; i++) {
            alone.record(new Permit.Granted(false), new Outcome.Failed("503", null));
        }
        assertThat(alone.row().state()).isEqualTo(State.OPEN);
        flaky.away = false;
        alone.tick();
        assertThat(store.load("stripe")).contains(alone.row());
    }

    @Test
    void tellsOfEveryChangeOnce() {
        failing(4).take(this);
        after(10).take(this);
        fine();
        breaker.tick();
        assertThat(changes).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
    }

    private static Arguments row(String what, State expected, Step... steps) {
        return Arguments.of(what, expected, List.of(steps));
    }

    private static Step failing(int times) {
        return test -> {
            for (int i = 0; i < times; i++) {
                test.call(new Outcome.Failed("429", null));
            }
        };
    }

    private static Step retryAfter(int seconds) {
        return test -> test.call(new Outcome.Failed("429", test.clock.instant().plusSeconds(seconds)));
    }

    private void fine() {
        call(new Outcome.Fine());
    }

    private void notMade() {
        call(new Outcome.NotMade());
    }

    /** The answer to a call that was let through while the breaker was still closed. */
    private static Step late(Outcome outcome) {
        return test -> test.breaker.record(new Permit.Granted(false), outcome);
    }

    private static Step lateFailure() {
        return late(new Outcome.Failed("429", null));
    }

    private static Step after(int seconds) {
        return test -> test.clock.advance(Duration.ofSeconds(seconds));
    }

    private void tick() {
        breaker.tick();
    }

    private void call(Outcome outcome) {
        if (breaker.acquire() instanceof Permit.Granted granted) {
            breaker.record(granted, outcome);
        }
    }

    /** A store that can go away. */
    private static final class Flaky implements BreakerStore {
        private final BreakerStore store;
        private boolean away;

        Flaky(BreakerStore store) {
            this.store = store;
        }

        @Override
        public Optional<BreakerRow> load(String provider) {
            check();
            return store.load(provider);
        }

        @Override
        public boolean compareAndSet(BreakerRow next) {
            check();
            return store.compareAndSet(next);
        }

        private void check() {
            if (away) {
                throw new DatabaseUnavailable("away", null);
            }
        }
    }

    private interface Step {
        void take(BreakerTest test);
    }
}
