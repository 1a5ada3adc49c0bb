package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A restored database that has no name of its own yet. When our process is asked to end, it is dropped from under
 * whoever fills it, asks it, or is about to give it its name: the server then does one of the two, and the run fails
 * unless the name was there first.
 */
public final class Unfinished implements AutoCloseable {
    private static final Set<Unfinished> ALL = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending;

    private final Server server;
    private final String name;

    private Unfinished(Server server, String name) {
        this.server = server;
        this.name = name;
    }

    /**
     * From now on until it is closed.
     *
     * @throws AgentException {@link Reason#Internal} if our process is to end already
     */
    public static Unfinished of(Server server, ScratchDatabase scratch) {
        var one = new Unfinished(server, scratch.name());
        ALL.add(one);
        if (ending) {
            ALL.remove(one);
            throw new AgentException(Reason.Internal, "was asked to end");
        }
        return one;
    }

    /** Whether what fails now fails for that. */
    public static boolean isEnding() {
        return ending;
    }

    /** For the end of our process: drops all that there are, and has no more of them. */
    public static void dropAll() {
        ending = true;
        ALL.forEach(Unfinished::drop);
    }

    private void drop() {
        try (var maintenance = new Maintenance(server)) {
            maintenance.drop(name);
        } catch (AgentException | SQLException e) {
            // Whoever fills it tries it too, and tells.
        }
    }

    @Override
    public void close() {
        ALL.remove(this);
    }
}
