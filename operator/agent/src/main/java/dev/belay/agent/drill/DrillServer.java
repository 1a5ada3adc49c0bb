package dev.belay.agent.drill;

import dev.belay.agent.postgres.NeighbourPostgres;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Path;

/** The throwaway PostgreSQL that a drill restores into. */
public interface DrillServer extends AutoCloseable {
    /** How to connect as its superuser. */
    Server server();

    /** Drops what was restored, where the server stays. */
    void clear(String database);

    @Override
    void close();

    /** Starts one of our own. */
    static DrillServer start() {
        var postgres = ThrowawayPostgres.start();
        return new DrillServer() {
            @Override
            public Server server() {
                return postgres.server();
            }

            @Override
            public void clear(String database) {
                // It goes with the server.
            }

            @Override
            public void close() {
                postgres.close();
            }
        };
    }

    /** Waits for one that somebody starts beside us. */
    static DrillServer beside(Path folder, int port) {
        var postgres = NeighbourPostgres.await(folder, port);
        return new DrillServer() {
            @Override
            public Server server() {
                return postgres.server();
            }

            @Override
            public void clear(String database) {
                postgres.drop(database);
            }

            @Override
            public void close() {
                // Whoever started it ends it.
            }
        };
    }
}
