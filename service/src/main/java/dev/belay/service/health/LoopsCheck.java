package dev.belay.service.health;

import dev.belay.service.database.DatabaseUnavailable;
import dev.belay.service.runtime.LoopStatus;
import dev.belay.service.runtime.Loops;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The loops run and keep up. One that a breaker pauses does what it should; the breaker shows elsewhere. */
@Singleton
final class LoopsCheck implements Check {
    private final Loops loops;
    private final Duration lag;

    LoopsCheck(Loops loops, @Property(name = "health.loop-lag", defaultValue = "60s") Duration lag) {
        this.loops = loops;
        this.lag = lag;
    }

    @Override
    public String name() {
        return "loops";
    }

    @Override
    public Finding look() {
        if (!loops.running()) {
            return Finding.of(Status.DEGRADED, "stopped by the operator");
        }
        try {
            return judge(loops.status());
        } catch (DatabaseUnavailable e) {
            return Finding.of(Status.DOWN, "jobs cannot be claimed: " + e.getMessage());
        }
    }

    private Finding judge(List<LoopStatus> all) {
        String stopped = names(all, loop -> loop.state().equals("stopped"));
        if (!stopped.isEmpty()) {
            return Finding.of(Status.DOWN, "ended: " + stopped);
        }
        String behind = names(all, loop -> loop.state().equals("running") && loop.lagMs() > lag.toMillis());
        if (!behind.isEmpty()) {
            return Finding.of(Status.DEGRADED, "more than " + lag.toSeconds() + " s behind: " + behind);
        }
        String paused = names(all, loop -> loop.state().equals("paused"));
        return paused.isEmpty() ? Finding.UP : Finding.of(Status.UP, "paused by a breaker: " + paused);
    }

    private static String names(List<LoopStatus> all, Predicate<LoopStatus> which) {
        return all.stream().filter(which).map(LoopStatus::name).collect(Collectors.joining(", "));
    }
}
