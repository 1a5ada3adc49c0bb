package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ClientProgram;
import dev.belay.agent.postgres.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running pg_restore. */
final class PgRestore implements Feed.Reader {
    private final ClientProgram program;

    private PgRestore(ClientProgram program) {
        this.program = program;
    }

    /** One that is fed by us. */
    static PgRestore fed(Server server, String database, List<String> options) {
        return new PgRestore(ClientProgram.feed("pg_restore", options, server, database));
    }

    /** One that reads a file, at so many places at once. */
    static PgRestore reading(Path archive, int jobs, Server server, String database, List<String> options) {
        var all = new ArrayList<>(options);
        all.addAll(List.of("--jobs=" + jobs, archive.toString()));
        return new PgRestore(ClientProgram.feed("pg_restore", all, server, database));
    }

    /** @param useList file that names what of the archive is taken; null for all of it */
    static List<String> options(RestoreRequest.Scope scope, @Nullable Path useList) {
        var options = new ArrayList<>(List.of("--format=custom", "--exit-on-error"));
        if (!scope.ownership()) {
            options.addAll(List.of("--no-owner", "--no-privileges"));
        }
        if (scope.schemaOnly()) {
            options.add("--schema-only");
        }
        if (useList != null) {
            options.add("--use-list=" + useList);
        }
        return options;
    }

    @Override
    public OutputStream input() {
        return program.input();
    }

    /**
     * Ends its input and waits for its end.
     *
     * @throws AgentException with pg_restore's own words if it did not succeed
     */
    @Override
    public void mustSucceed() {
        try {
            program.input().close();
        } catch (IOException e) {
            throwIfFailed(); // it left before it had everything: its exit code says whether that matters
        }
        throwIfFailed();
    }

    /** Waits for its end. */
    @Override
    public void throwIfFailed() {
        program.mustSucceed(Reason.RestoreFailed, PgRestore::hint);
    }

    private static String hint(String words) {
        if (words.contains("permission denied to create extension")) {
            return " (only a superuser may: restore as one, or make the extension trusted on the server)";
        }
        if (words.contains("permission denied for schema")) {
            return " (restore as a superuser or as a member of the role that owns the schema, or with --no-owner)";
        }
        return words.contains("role ") && words.contains(" does not exist")
                ? " (create the role, let --with-roles do it, or restore with --no-owner)"
                : "";
    }

    @Override
    public void close() {
        program.close();
    }
}
