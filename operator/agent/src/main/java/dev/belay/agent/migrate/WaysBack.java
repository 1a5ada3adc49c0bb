package dev.belay.agent.migrate;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.StoredObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The ways back of the migrations of one policy on this machine that are under way, or were cut off. */
public final class WaysBack {
    private static final String NOTE = ".json";

    private final Path state;
    private final Progress progress;

    /** @param state where the policy's state lies */
    public WaysBack(Path state, Progress progress) {
        this.state = state;
        this.progress = progress;
    }

    /**
     * Refuses where one of them leads to a backup.
     *
     * @throws AgentException {@link Reason#BackupProtected}
     */
    public void mustNotNeed(String backup) {
        for (var key : notes()) {
            var name = key.substring(OpenMigration.PREFIX.length(), key.length() - NOTE.length());
            var database = URLDecoder.decode(name, StandardCharsets.UTF_8);
            var note = new OpenMigration(state, database, progress).read();
            if (note.filter(n -> Arrays.asList(n.wayBack().split(" ")).contains(backup))
                    .isPresent()) {
                throw new AgentException(
                        Reason.BackupProtected,
                        "backup " + backup + " is the way back of a migration of " + database
                                + " that runs here, or was cut off; wait for its end, or say --last");
            }
        }
    }

    private List<String> notes() {
        try {
            return new FolderRepository(state)
                    .list(OpenMigration.PREFIX).stream()
                            .map(StoredObject::key)
                            .filter(key -> key.endsWith(NOTE))
                            .toList();
        } catch (AgentException e) {
            return List.of(); // the usual case: nothing has ever been migrated here
        }
    }
}
