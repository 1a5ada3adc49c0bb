package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * A PostgreSQL that somebody has started beside us for our use alone: on the loopback address, with its superuser's
 * password in a folder that we share with it.
 *
 * @param server how to connect as its superuser
 */
public record NeighbourPostgres(Server server) {
    /** Of the folder; written before the server takes connections. */
    public static final String PASSWORD = "password";

    /** Its data are made first. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int POLL_MILLIS = 100;

    /**
     * Waits until it takes connections.
     *
     * @throws AgentException {@link Reason#Internal} if it does not
     */
    public static NeighbourPostgres await(Path folder, int port) {
        var password = folder.resolve(PASSWORD);
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                var server =
                        new Server("127.0.0.1", port, "postgres", Files.readString(password), SslMode.DISABLE, null);
                Connections.openMaintenance(server).close();
                return new NeighbourPostgres(server);
            } catch (AgentException | IOException | SQLException e) {
                if (Instant.now().isAfter(end)) {
                    throw new AgentException(
                            Reason.Internal,
                            "the PostgreSQL beside the drill (" + folder + ") took no connections within "
                                    + PATIENCE.toSeconds()
                                    + " s; in a Job, the log of its container postgres tells why",
                            e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Reason.Internal, "was interrupted", e);
        }
    }

    /** Drops a database of ours there. */
    public void drop(String database) {
        try (var maintenance = new Maintenance(server)) {
            maintenance.drop(database);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.Internal);
        }
    }
}
