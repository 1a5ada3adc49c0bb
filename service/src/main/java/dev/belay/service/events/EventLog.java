package dev.belay.service.events;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An append-only log. */
public interface EventLog {
    /** Written when this returns. */
    void append(Event event);

    /** Newest first. */
    List<Event> find(Query query);

    /**
     * What to look for; null leaves a field open.
     *
     * @param type only such
     * @param topic only of this topic
     * @param jobId only of this job
     * @param before only with a smaller id: the way to the next page
     * @param limit at most so many, 1 to 1,000
     */
    record Query(
            @Nullable EventType type,
            @Nullable String topic,
            @Nullable UUID jobId,
            @Nullable Long before,
            int limit) {
        public static final int MOST = 1000;

        public static Query newest(int limit) {
            return new Query(null, null, null, null, limit);
        }

        boolean matches(Event event) {
            return (type == null || type == event.type())
                    && (topic == null || topic.equals(event.topic()))
                    && (jobId == null || jobId.equals(event.jobId()))
                    && (before == null || event.id() < before);
        }
    }
}
