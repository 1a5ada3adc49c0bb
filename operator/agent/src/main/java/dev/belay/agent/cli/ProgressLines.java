package dev.belay.agent.cli;

import dev.belay.agent.json.Json;
import dev.belay.api.run.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Progress for machines: a line of JSON at every step, and in a long one every few seconds, however much passes. */
final class ProgressLines {
    static final Duration EVERY = Duration.ofSeconds(5);

    /** Sooner nobody knows how long it will take. */
    private static final Duration FIRST_ESTIMATE = Duration.ofSeconds(3);

    /** More would be said of a good end only. */
    private static final long MOST_PERCENT = 99;

    private final InstantSource clock;
    private final Consumer<String> print;
    private String step = "";
    private @Nullable Long bytes;
    private @Nullable Long of;
    private @Nullable Long rows;
    /** Of the step that brings the dump back; null in every other. */
    private @Nullable Instant began;

    private Instant printed = Instant.EPOCH;

    ProgressLines(InstantSource clock, Consumer<String> print) {
        this.clock = clock;
        this.print = print;
    }

    void step(String name) {
        step = name;
        began = null;
        print(clock.instant());
    }

    /** So many bytes of the dump are to come in this step. */
    void expect(long expected) {
        of = expected;
        bytes = 0L;
        began = clock.instant();
    }

    void at(long passed) {
        if (began != null) {
            bytes = passed;
            printInTime();
        }
    }

    void rows(long more) {
        rows = (rows == null ? 0 : rows) + more;
    }

    private void printInTime() {
        var now = clock.instant();
        if (!now.isBefore(printed.plus(EVERY))) {
            print(now);
        }
    }

    private void print(Instant now) {
        printed = now;
        print.accept(Json.line(new RunProgress.Line(new RunProgress(step, percent(), bytes, of, rows, end(now)))));
    }

    private @Nullable String percent() {
        return bytes == null || of == null || of == 0 ? null : Math.min(MOST_PERCENT, bytes * 100 / of) + "%";
    }

    private @Nullable String end(Instant now) {
        if (began == null || bytes == null || of == null || bytes == 0) {
            return null;
        }
        var took = Duration.between(began, now);
        if (took.compareTo(FIRST_ESTIMATE) < 0) {
            return null;
        }
        var left = took.toMillis() / (double) bytes * Math.max(0, of - bytes);
        return now.plusMillis((long) left).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
