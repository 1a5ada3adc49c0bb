package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Programs;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ServerWords;
import dev.belay.agent.postgres.ServiceFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A running pg_restore that is fed by us. */
final class PgRestore implements AutoCloseable {
    private final ServiceFile service;
    private final ChildProcess process;

    PgRestore(Server server, String database, boolean ownership) {
        service = new ServiceFile(server, database);
        try {
            var command = new ArrayList<>(List.of(
                    Programs.find("pg_restore").toString(),
                    "--format=custom",
                    "--exit-on-error",
                    "--no-password",
                    "--dbname=" + service.connection()));
            if (!ownership) {
                command.addAll(List.of("--no-owner", "--no-privileges"));
            }
            process = ChildProcess.startSilent(command, service.environment());
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    OutputStream input() {
        return process.input();
    }

    /** Throws an AgentException with pg_restore's own words if it did not succeed. */
    void mustSucceed() {
        try {
            process.input().close();
        } catch (IOException e) {
            failed();
        }
        failed();
    }

    /** Waits for the end, and throws if it was not a good one. */
    void failed() {
        var exitCode = process.await();
        if (exitCode != 0) {
            var words = process.words();
            var hint = words.contains("role ") && words.contains(" does not exist")
                    ? " (create the role, or restore with --no-owner)"
                    : "";
            throw new AgentException(
                    ServerWords.reason(words, Reason.RestoreFailed),
                    "pg_restore failed (exit code " + exitCode + "): " + words + hint);
        }
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
