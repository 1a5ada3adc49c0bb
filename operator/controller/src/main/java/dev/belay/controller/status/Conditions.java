package dev.belay.controller.status;

import dev.belay.api.status.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The types of conditions, and how what is said becomes a condition. */
public final class Conditions {
    public static final String READY = "Ready";
    public static final String BACKED_UP = "BackedUp";
    public static final String RESTORABLE = "Restorable";
    public static final String HEALTHY = "Healthy";
    public static final String RUNNING = "Running";
    public static final String COMPLETE = "Complete";

    private Conditions() {}

    /**
     * The conditions that say what is said.
     *
     * @param before the conditions so far: one whose status stays keeps its transition time
     * @param generation of the spec that this is said of
     */
    public static List<Condition> next(List<Condition> before, List<Said> said, long generation, Instant now) {
        return said.stream()
                .map(one -> new Condition(
                        one.type(), one.status(), one.reason(), one.message(), generation, since(before, one, now)))
                .toList();
    }

    private static String since(List<Condition> before, Said said, Instant now) {
        return find(before, said.type())
                .filter(old -> old.status().equals(said.status()))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> timestamp(now));
    }

    public static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream().filter(one -> one.type().equals(type)).findFirst();
    }

    /** Those of the given types, in their order. */
    public static List<Condition> only(List<Condition> conditions, Collection<String> types) {
        return types.stream().flatMap(type -> find(conditions, type).stream()).toList();
    }

    /** Those whose status or reason is another than before: what an event is worth. */
    public static List<Condition> changed(List<Condition> before, List<Condition> after) {
        return after.stream()
                .filter(now -> find(before, now.type())
                        .filter(old -> old.status().equals(now.status())
                                && old.reason().equals(now.reason()))
                        .isEmpty())
                .toList();
    }

    /** RFC 3339 to the second, as Kubernetes writes time. */
    public static String timestamp(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
