package dev.belay.agent.backup;

import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Brings all that a backup holds into the repository, and makes sure that it is there. */
final class Transfer {
    private final Server server;
    private final Repository repository;
    private final Encryption encryption;
    private final Progress progress;
    private final Clock clock;

    Transfer(Server server, Repository repository, Encryption encryption, Progress progress, Clock clock) {
        this.server = server;
        this.repository = repository;
        this.encryption = encryption;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * What lies there now.
     *
     * @param ended when the dump was stored, and not yet confirmed
     */
    record Saved(DumpStream.Dumped dumped, Instant ended, Manifest.@Nullable Globals globals) {}

    /**
     * Saves a database below a folder. The globals are read while the dump is confirmed: that takes no time of its own,
     * and no second connection while pg_dump has the one that a role may be limited to.
     */
    Saved run(String database, String folder) {
        var data = folder + StoredBackup.DATA;
        var dumped = new DumpStream(server, progress).store(database, repository, data, encryption);
        var ended = clock.instant();
        progress.step("confirming what is stored");
        Future<Optional<Manifest.Globals>> globals;
        try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
            globals = beside.submit(() ->
                    new GlobalsStream(server, progress).store(repository, folder + StoredBackup.GLOBALS, encryption));
            repository.confirm(data, dumped.stored().bytes(), dumped.stored().sha256());
        }
        return new Saved(dumped, ended, globals.resultNow().orElse(null));
    }
}
