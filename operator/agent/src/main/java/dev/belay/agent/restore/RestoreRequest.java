package dev.belay.agent.restore;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a backup is to come back, what of it, and what must hold there.
 *
 * @param checks what must hold before it gets its name
 * @param means how it is done
 */
public record RestoreRequest(Target target, Scope scope, Checks checks, Means means) {

    /**
     * Where it comes back.
     *
     * @param into name of the database
     * @param swap whether it takes the place of an existing one
     * @param terminateConnections whether sessions of the existing one are ended for it
     */
    public record Target(String into, boolean swap, boolean terminateConnections) {}

    /**
     * How much of it comes back.
     *
     * @param ownership whether owners and rights are restored; their roles must exist then
     * @param roles whether roles that are missing are created first, as the backup knows them
     * @param schemaOnly whether its tables stay empty
     * @param tables those that come back, as {@link TableNames} takes them; all if there are none
     * @param properties whether the database gets the settings, comment and connection limit of the original, and with
     *     its owners also the rights on it; of no effect where it takes a live one's place
     */
    public record Scope(boolean ownership, boolean roles, boolean schemaOnly, List<String> tables, boolean properties) {
        /** All of it. */
        public static Scope all() {
            return new Scope(true, false, false, List.of(), true);
        }

        /** For a server that lacks the roles, and is there for a while only. */
        public static Scope content() {
            return new Scope(false, false, false, List.of(), false);
        }
    }

    /**
     * Statements that the restored database must pass.
     *
     * @param readiness must run without an error
     * @param integrity must be true in the first column of their first row
     */
    public record Checks(List<String> readiness, List<String> integrity) {
        public static final Checks NONE = new Checks(List.of(), List.of());
    }

    /**
     * How it is done.
     *
     * @param jobs connections at once
     * @param scratch folder for what pg_restore must find in a file: the head of the dump, without rows
     */
    public record Means(int jobs, Path scratch) {
        /** One connection, and the system's folder. */
        public static final Means STREAM = new Means(1, Path.of(System.getProperty("java.io.tmpdir")));
    }
}
