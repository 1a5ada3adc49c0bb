package dev.belay.agent.backup;

import dev.belay.agent.archive.ArchiveReader;
import dev.belay.agent.archive.ArchiveSummary;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** pg_dump's archive on its way into the repository, watched as it passes. */
final class DumpStream {
    private final Server server;
    private final Progress progress;

    DumpStream(Server server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /** What came of it; no archive where its version could not be read. */
    record Dumped(Manifest.Content plain, Manifest.Content stored, Optional<ArchiveSummary> archive) {}

    /**
     * Dumps a database into an object, which becomes visible only if pg_dump ended well and its archive lists and is
     * whole.
     *
     * @throws AgentException {@link Reason#DumpFailed}; what the repository throws
     */
    Dumped store(String database, Repository repository, String key, Encryption encryption) {
        try (var dump = new PgDump(server, database);
                var object = new ObjectWriter(repository, key, encryption);
                var listing = new ArchiveListing()) {
            Rehearsal.until(() -> isComing(dump.output()), encryption);
            var archive = new ArchiveReader();
            pump(dump.output(), object, archive, listing);
            dump.mustSucceed();
            object.finish();
            listing.mustSucceed(Reason.DumpFailed);
            var summary = archive.summary();
            mustBeWhole(summary);
            var written = object.complete();
            return new Dumped(written.plain(), written.stored(), summary);
        } catch (IOException e) {
            throw new AgentException(Reason.RepositoryUnreachable, "storing the backup failed: " + e, e);
        }
    }

    private void pump(InputStream dump, ObjectWriter object, ArchiveReader archive, ArchiveListing listing)
            throws IOException {
        for (var piece = object.take(); fill(dump, piece); piece = object.take()) {
            if (!archive.isPastHead()) {
                listing.add(piece.bytes, piece.length);
            } else {
                listing.end();
            }
            archive.add(piece.bytes, piece.length);
            object.give(piece);
            progress.at(object.bytes(), archive.currentTable());
        }
    }

    private static boolean isComing(InputStream dump) {
        try {
            return dump.available() > 0;
        } catch (IOException e) {
            return true; // the reading that follows says what is wrong
        }
    }

    /** Fills a buffer as far as the dump has bytes; false at its end. */
    private static boolean fill(InputStream dump, HandOff.Piece piece) {
        try {
            piece.length = dump.readNBytes(piece.bytes, 0, piece.bytes.length);
            return piece.length > 0;
        } catch (IOException e) {
            throw new AgentException(Reason.DumpFailed, "pg_dump's output broke off: " + e.getMessage(), e);
        }
    }

    private static void mustBeWhole(Optional<ArchiveSummary> archive) {
        if (archive.isPresent() && !archive.get().complete()) {
            throw new AgentException(
                    Reason.DumpFailed, "pg_dump ended well, but its archive is cut off: tables have no data");
        }
    }
}
