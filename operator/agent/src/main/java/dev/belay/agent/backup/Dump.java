package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Programs;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ServerWords;
import dev.belay.agent.postgres.ServiceFile;
import java.io.InputStream;
import java.util.List;

/** A running pg_dump. */
final class Dump implements AutoCloseable {
    /** Longer than any honest schema change; a forgotten one must not hold the backup for ever. */
    private static final String LOCK_TIMEOUT = "--lock-wait-timeout=600s";

    private final ServiceFile service;
    private final ChildProcess process;

    Dump(Server server, String database) {
        service = new ServiceFile(server, database);
        try {
            process = ChildProcess.start(
                    List.of(
                            Programs.find("pg_dump").toString(),
                            "--format=custom",
                            "--compress=0", // zstd does it better, and the rows can be counted
                            "--create", // how the database was made: read by pg_restore only where asked to
                            "--no-password",
                            LOCK_TIMEOUT,
                            "--dbname=" + service.connection()),
                    service.environment());
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    InputStream output() {
        return process.output();
    }

    /**
     * Waits for the end.
     *
     * @throws AgentException with pg_dump's own words if it did not succeed
     */
    void mustSucceed() {
        var exitCode = process.await();
        if (exitCode == 0) {
            return;
        }
        var words = process.words();
        var reason = ServerWords.reason(words, Reason.DumpFailed);
        throw new AgentException(reason, "pg_dump failed (exit code " + exitCode + "): " + words);
    }

    @Override
    public void close() {
        try {
            process.close();
        } finally {
            service.close();
        }
    }
}
