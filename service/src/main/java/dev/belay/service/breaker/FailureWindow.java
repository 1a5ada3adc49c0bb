package dev.belay.service.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The failures of the last while, in one replica. Not safe for several threads at once. */
final class FailureWindow {
    private final Duration length;
    private final int most;
    private final Deque<Failure> failures = new ArrayDeque<>();

    /** @param most failures kept: as many as it takes to trip */
    FailureWindow(Duration length, int most) {
        this.length = length;
        this.most = most;
    }

    void add(Instant at, Outcome.Failed failed) {
        failures.addLast(new Failure(at, failed.label(), failed.retryAfter()));
        if (failures.size() > most) {
            failures.removeFirst();
        }
    }

    /** As many as it takes, all within the window. */
    boolean isFull(Instant now) {
        failures.removeIf(failure -> failure.at().isBefore(now.minus(length)));
        return failures.size() >= most;
    }

    void clear() {
        failures.clear();
    }

    /** The latest moment that one of the failures asked for. */
    Optional<Instant> retryAfter() {
        return failures.stream()
                .map(Failure::retryAfter)
                .flatMap(Stream::ofNullable)
                .max(Instant::compareTo);
    }

    /** Such as {@code 3 × 429, 2 × timeout in 30s}. */
    String reason() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        failures.forEach(failure -> counts.merge(failure.label(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", ", "", " in " + text(length)));
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private record Failure(
            Instant at, String label, @Nullable Instant retryAfter) {}
}
