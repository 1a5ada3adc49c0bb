package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Brings what a backup holds into a database: through a pipe, or by several connections at once from a scratch file. */
final class Loading {
    private final Server server;
    private final String database;
    private final RestoreRequest request;
    private final Progress progress;
    private List<String> options;

    Loading(Server server, String database, RestoreRequest request, Progress progress) {
        this.server = server;
        this.database = database;
        this.request = request;
        this.progress = progress;
        options = PgRestore.options(request.scope(), null);
    }

    /** As {@link #run(BackupContent, Decryption, long)}, of some tables only. */
    void run(BackupContent content, Decryption decryption, long bytes, TableList tables) {
        var scratch = ScratchFile.create(request.means().scratch())
                .orElseThrow(() -> new AgentException(
                        Reason.Internal,
                        "this machine does not let programs share a file without a name: restore all"));
        try (var list = scratch) {
            var text = tables.useList();
            list.write(text, text.length);
            options = PgRestore.options(request.scope(), list.path());
            run(content, decryption, bytes);
        } catch (IOException e) {
            throw new AgentException(
                    Reason.NotEnoughSpace, "the scratch folder cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Does it, and compares the backup with its digests on the way.
     *
     * @param bytes of the dump
     */
    void run(BackupContent content, Decryption decryption, long bytes) {
        var means = request.means();
        if (means.jobs() == 1) {
            stream(content, decryption, bytes);
        } else if (!ScratchFile.hasRoom(means.scratch(), bytes)) {
            progress.warn("the scratch folder " + means.scratch() + " has no room for " + (bytes >> 20)
                    + " MiB: restoring over one connection, without --jobs");
            stream(content, decryption, bytes);
        } else {
            unpackAndLoad(content, decryption, bytes);
        }
    }

    private void stream(BackupContent content, Decryption decryption, long bytes) {
        progress.step("restoring");
        progress.expect(bytes);
        try (var restore = PgRestore.fed(server, database, options)) {
            content.read(decryption, new Feed(restore));
            restore.mustSucceed();
        }
    }

    /** Gives pg_restore what it wants to have. The rest is read all the same, for the sake of the digests. */
    private static final class Feed implements BackupContent.Sink {
        private final PgRestore restore;
        private boolean enough;

        Feed(PgRestore restore) {
            this.restore = restore;
        }

        @Override
        public void take(byte[] bytes, int length) {
            if (enough) {
                return;
            }
            try {
                restore.input().write(bytes, 0, length);
            } catch (IOException e) {
                restore.throwIfFailed(); // its own words say why it left
                enough = true;
            }
        }
    }

    private void unpackAndLoad(BackupContent content, Decryption decryption, long bytes) {
        var scratch = ScratchFile.create(request.means().scratch());
        if (scratch.isEmpty()) {
            progress.warn("this machine does not let programs share a file without a name: --jobs is left out");
            stream(content, decryption, bytes);
            return;
        }
        try (var file = scratch.get()) {
            progress.step("unpacking");
            progress.expect(bytes);
            unpack(content, decryption, file);
            progress.step("restoring over " + request.means().jobs() + " connections");
            try (var restore = PgRestore.reading(file.path(), request.means().jobs(), server, database, options)) {
                restore.mustSucceed();
            }
        }
    }

    private static void unpack(BackupContent content, Decryption decryption, ScratchFile file) {
        try {
            content.read(decryption, file::write);
        } catch (UncheckedIOException e) {
            throw new AgentException(
                    Reason.NotEnoughSpace, "the scratch folder cannot be written: " + e.getMessage(), e);
        }
    }
}
