package dev.belay.agent.restore;

import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings what a backup holds into a database, in one pass over it. */
final class Loading {
    private final Server server;
    private final String database;
    private final RestoreRequest request;
    private final Progress progress;

    Loading(Server server, String database, RestoreRequest request, Progress progress) {
        this.server = server;
        this.database = database;
        this.request = request;
        this.progress = progress;
    }

    /**
     * Does it, and compares the backup with its digests on the way.
     *
     * @param bytes of the dump
     * @param tables what comes back; null for all of it
     */
    void run(BackupContent content, Decryption decryption, long bytes, @Nullable TableList tables) {
        var means = request.means();
        var head = tables == null
                ? ScratchFile.create(means.scratch())
                : Optional.of(ScratchFile.require(means.scratch()));
        if (head.isEmpty()) {
            stream(content, decryption, bytes);
            return;
        }
        progress.step(means.jobs() == 1 ? "restoring" : "restoring over " + means.jobs() + " connections");
        progress.expect(bytes);
        try (var file = head.get();
                var load = new ArchiveLoad(server, database, request, progress, file, tables)) {
            content.read(decryption, load);
            load.finish();
        }
    }

    /** Where programs cannot share a file without a name. */
    private void stream(BackupContent content, Decryption decryption, long bytes) {
        if (request.means().jobs() > 1) {
            progress.warn("this machine does not let programs share a file without a name: --jobs is left out");
        }
        progress.step("restoring");
        progress.expect(bytes);
        try (var feed = new Feed(PgRestore.fed(server, database, PgRestore.options(request.scope(), null)))) {
            content.read(decryption, BackupContent.into(feed));
            feed.mustSucceed();
        }
    }
}
