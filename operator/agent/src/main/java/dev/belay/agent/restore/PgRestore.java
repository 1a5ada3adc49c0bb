package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ClientProgram;
import dev.belay.agent.postgres.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A running pg_restore that is fed by us. */
final class PgRestore implements AutoCloseable {
    private final ClientProgram program;

    PgRestore(Server server, String database, boolean ownership) {
        var options = new ArrayList<>(List.of("--format=custom", "--exit-on-error"));
        if (!ownership) {
            options.addAll(List.of("--no-owner", "--no-privileges"));
        }
        program = ClientProgram.feed("pg_restore", options, server, database);
    }

    OutputStream input() {
        return program.input();
    }

    /**
     * Ends its input and waits for its end.
     *
     * @throws AgentException with pg_restore's own words if it did not succeed
     */
    void mustSucceed() {
        try {
            program.input().close();
        } catch (IOException e) {
            throwIfFailed(); // it left before it had everything: its exit code says whether that matters
        }
        throwIfFailed();
    }

    /** Waits for its end. */
    void throwIfFailed() {
        program.mustSucceed(Reason.RestoreFailed, PgRestore::hint);
    }

    private static String hint(String words) {
        return words.contains("role ") && words.contains(" does not exist")
                ? " (create the role, or restore with --no-owner)"
                : "";
    }

    @Override
    public void close() {
        program.close();
    }
}
