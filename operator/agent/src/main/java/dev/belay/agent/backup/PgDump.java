package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ClientProgram;
import dev.belay.agent.postgres.Server;
import java.io.InputStream;
import java.util.List;

/** A running pg_dump. */
final class PgDump implements AutoCloseable {
    /** Longer than any honest schema change; a forgotten one must not hold the backup for ever. */
    private static final String LOCK_TIMEOUT = "--lock-wait-timeout=600s";

    private static final List<String> OPTIONS = List.of(
            "--format=custom",
            "--compress=0", // zstd does it better, and the rows can be counted
            "--create", // how the database was made: read by pg_restore only where asked to
            LOCK_TIMEOUT);

    private final ClientProgram program;

    PgDump(Server server, String database) {
        program = ClientProgram.read("pg_dump", OPTIONS, server, database);
    }

    InputStream output() {
        return program.output();
    }

    /**
     * Waits for the end.
     *
     * @throws AgentException with pg_dump's own words if it did not succeed
     */
    void mustSucceed() {
        program.mustSucceed(Reason.DumpFailed, words -> "");
    }

    @Override
    public void close() {
        program.close();
    }
}
