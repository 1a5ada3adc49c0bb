package dev.belay.faults.plan;

import java.util.Locale;

/**
 * When it goes wrong: a share of what the operation does undisturbed. The plan of a seed says the share; the machine,
 * how much the whole is.
 *
 * @param share from 0 to 1
 */
public record Moment(Scale scale, double share) {
    /** What the share is of. */
    public enum Scale {
        /** Its time. */
        TIME,
        /** The bytes to and from PostgreSQL. */
        DATABASE_BYTES,
        /** The bytes to and from S3. */
        STORE_BYTES,
        /** Its requests to S3. */
        REQUESTS,
        /** The changes of the names in the repository: a file appears, is renamed, goes. */
        CHANGES,
        /** How much room there is, of disk or memory. */
        ROOM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f%% of %s", 100 * share, scale);
    }
}
