package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Does something to each of many things in a database, over several connections at once. */
final class OverConnections {
    private final Server server;
    private final String database;
    private final int jobs;
    private final Function<SQLException, AgentException> failure;

    /**
     * Nothing is opened yet.
     *
     * @param jobs connections at once
     * @param failure what it means if the server refuses
     */
    OverConnections(Server server, String database, int jobs, Function<SQLException, AgentException> failure) {
        this.server = server;
        this.database = database;
        this.jobs = jobs;
        this.failure = failure;
    }

    /** What is done to one thing. */
    @FunctionalInterface
    interface Work<T> {
        void on(Connection connection, T one) throws SQLException;
    }

    /**
     * Does it, in their order as far as there is one.
     *
     * @throws AgentException the first failure: nobody goes on then
     */
    <T> void each(List<T> things, Work<T> work) {
        var left = new ConcurrentLinkedQueue<>(things);
        var lanes = IntStream.range(0, Math.min(jobs, things.size()))
                .mapToObj(_ -> CompletableFuture.runAsync(() -> some(left, work), Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(lanes).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private <T> void some(Queue<T> left, Work<T> work) {
        var isDone = false;
        try (var connection = Connections.open(server, database)) {
            for (var one = left.poll(); one != null; one = left.poll()) {
                work.on(connection, one);
            }
            isDone = true;
        } catch (SQLException e) {
            throw failure.apply(e);
        } finally {
            if (!isDone) {
                left.clear(); // whatever it was, the others stop too
            }
        }
    }
}
