package dev.belay.agent.restore;

import java.util.List;

/**
 * Where a backup is to come back, and what must hold there.
 *
 * @param into name of the database
 * @param swap whether it takes the place of an existing one
 * @param terminateConnections whether sessions of the existing one are ended for it
 * @param ownership whether owners and rights are restored; their roles must exist then
 * @param checks what must hold before it gets its name
 */
public record RestoreRequest(
        String into, boolean swap, boolean terminateConnections, boolean ownership, Checks checks) {

    /**
     * Statements that the restored database must pass.
     *
     * @param readiness must run without an error
     * @param integrity must be true in the first column of their first row
     */
    public record Checks(List<String> readiness, List<String> integrity) {}
}
