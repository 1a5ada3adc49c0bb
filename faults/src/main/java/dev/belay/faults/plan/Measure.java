package dev.belay.faults.plan;

/** What an operation does when nothing disturbs it. */
public record Measure(long millis, long databaseBytes, long storeBytes, long requests, long changes) {
    /** The whole of a scale; shares of room are nothing to wait for. */
    long of(Moment.Scale scale) {
        return switch (scale) {
            case TIME -> millis;
            case DATABASE_BYTES -> databaseBytes;
            case STORE_BYTES -> storeBytes;
            case REQUESTS -> requests;
            case CHANGES -> changes;
            case ROOM -> 0;
        };
    }

    /** At which unit of the scale, the first being 1, a moment is. */
    public long at(Moment moment) {
        return Math.max(1, (long) Math.ceil(moment.share() * of(moment.scale())));
    }
}
