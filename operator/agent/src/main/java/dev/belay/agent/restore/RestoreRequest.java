package dev.belay.agent.restore;

import java.util.List;

/**
 * Where a backup is to come back, what of it, and what must hold there.
 *
 * @param checks what must hold before it gets its name
 */
public record RestoreRequest(Target target, Scope scope, Checks checks) {

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
     */
    public record Scope(boolean ownership) {}

    /**
     * Statements that the restored database must pass.
     *
     * @param readiness must run without an error
     * @param integrity must be true in the first column of their first row
     */
    public record Checks(List<String> readiness, List<String> integrity) {
        public static final Checks NONE = new Checks(List.of(), List.of());
    }
}
