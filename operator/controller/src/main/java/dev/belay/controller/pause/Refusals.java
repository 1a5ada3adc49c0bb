package dev.belay.controller.pause;

import java.util.List;
import java.util.stream.Stream;

/** What the API server would not have of what was to be said on pods and on CronJobs, a sentence for each of them. */
record Refusals(List<String> pods, List<String> cronJobs) {
    static final Refusals NONE = new Refusals(List.of(), List.of());

    boolean isAny() {
        return !pods.isEmpty() || !cronJobs.isEmpty();
    }

    /** The first one, and how many more there are. */
    String shortly() {
        var all = Stream.concat(pods.stream(), cronJobs.stream()).toList();
        return all.getFirst() + (all.size() == 1 ? "" : " (and " + (all.size() - 1) + " more)");
    }
}
