package dev.belay.agent.drill;

import dev.belay.agent.postgres.NeighbourPostgres;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The throwaway PostgreSQL that a drill restores into.
 *
 * @param server how to connect as its superuser
 * @param clearing drops a database that was restored, where the server stays
 * @param ending ends the server, where it is ours
 */
public record DrillServer(Server server, Consumer<String> clearing, Runnable ending) implements AutoCloseable {

    /** Starts one of our own: what was restored goes with it. */
    public static DrillServer start() {
        var postgres = ThrowawayPostgres.start();
        return new DrillServer(postgres.server(), database -> {}, postgres::close);
    }

    /** Waits for one that somebody starts beside us, and ends. */
    public static DrillServer beside(Path folder, int port) {
        var postgres = NeighbourPostgres.await(folder, port);
        return new DrillServer(postgres.server(), postgres::drop, () -> {});
    }

    void clear(String database) {
        clearing.accept(database);
    }

    @Override
    public void close() {
        ending.run();
    }
}
