package dev.belay.agent.backup;

import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ClientProgram;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The roles and tablespaces of a server on their way into the repository: what no dump of a database holds. */
final class GlobalsStream {
    /** Passwords are not read: that would take a superuser, and nobody needs them in a repository. */
    private static final List<String> OPTIONS =
            List.of("--globals-only", "--no-role-passwords", "--encoding=UTF8", "--lock-wait-timeout=60s");

    /** Names its connection by itself: the database here is only what the service file wants. */
    private static final String DATABASE = "postgres";

    private static final String END = "-- PostgreSQL database cluster dump complete";
    private static final int LONGEST_END = 256;

    private final Server server;
    private final Progress progress;

    GlobalsStream(Server server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /**
     * Stores them as an object and makes sure that it is there. Managed services refuse much of them, and no dump must
     * be lost for them: whatever goes wrong here is a warning, and leaves no object.
     */
    Optional<Manifest.Globals> store(Repository repository, String key, Encryption encryption) {
        try {
            var written = write(repository, key, encryption);
            repository.confirm(key, written.stored().bytes(), written.stored().sha256());
            return Optional.of(new Manifest.Globals(written.plain(), written.stored()));
        } catch (AgentException e) {
            progress.warn("this backup has no roles and tablespaces: " + e.text());
        } catch (IOException | UncheckedIOException e) {
            progress.warn("this backup has no roles and tablespaces: " + e);
        }
        discard(repository, key);
        return Optional.empty();
    }

    private ObjectWriter.Written write(Repository repository, String key, Encryption encryption) throws IOException {
        try (var program = ClientProgram.read("pg_dumpall", OPTIONS, server, DATABASE);
                var object = new ObjectWriter(repository, key, encryption)) {
            var end = pump(program.output(), object);
            program.mustSucceed(Reason.DumpFailed, words -> "");
            if (!end.contains(END)) {
                throw new AgentException(Reason.DumpFailed, "pg_dumpall ended well, but its output is cut off");
            }
            object.finish();
            return object.complete();
        }
    }

    /** Returns how the output ends. */
    private static String pump(InputStream output, ObjectWriter object) throws IOException {
        var end = "";
        for (var piece = object.take(); ; piece = object.take()) {
            piece.length = output.readNBytes(piece.bytes, 0, piece.bytes.length);
            if (piece.length == 0) {
                return end;
            }
            var last = Math.min(piece.length, LONGEST_END);
            end = end.substring(Math.max(0, end.length() - LONGEST_END))
                    + new String(piece.bytes, piece.length - last, last, StandardCharsets.UTF_8);
            object.give(piece);
        }
    }

    /** One that a manifest does not name is nobody's. */
    private void discard(Repository repository, String key) {
        try {
            repository.delete(key);
        } catch (AgentException e) {
            progress.warn(key + " could not be deleted; it is of no use: " + e.text());
        }
    }
}
