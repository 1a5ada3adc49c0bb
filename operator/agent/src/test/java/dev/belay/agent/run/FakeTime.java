package dev.belay.agent.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** A clock that runs as fast as it is asked, may be set, and ends everything at a given moment. */
final class FakeTime implements Runs.Time {
    /** At the moment {@code real}, of the true time, the clock is set by so much. */
    record Set(Instant real, Duration by) {}

    private final Instant end;
    private final Deque<Set> sets = new ArrayDeque<>();
    private Instant real;
    private Duration error = Duration.ZERO;
    private boolean ending;

    FakeTime(Instant start, Instant end) {
        this.real = start;
        this.end = end;
    }

    /** Later settings must be given later. */
    FakeTime set(Instant at, Duration by) {
        sets.add(new Set(at, by));
        return this;
    }

    @Override
    public Instant now() {
        return real.plus(error);
    }

    Instant real() {
        return real;
    }

    void endNow() {
        ending = true;
    }

    @Override
    public boolean pass(Duration duration) {
        var next = sets.isEmpty() ? null : sets.peek().real();
        var whole = next == null || real.plus(duration).isBefore(next);
        spend(whole ? duration : Duration.between(real, next));
        return !isEnding();
    }

    void spend(Duration duration) {
        real = real.plus(duration.isPositive() ? duration : Duration.ofMillis(1));
        while (!sets.isEmpty() && !sets.peek().real().isAfter(real)) {
            error = error.plus(sets.poll().by());
        }
    }

    @Override
    public boolean isEnding() {
        return ending || !real.isBefore(end);
    }
}
