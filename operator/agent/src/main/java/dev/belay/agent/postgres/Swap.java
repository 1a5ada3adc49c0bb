package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a restored database in the place of the live one, with its owner, rights and settings: all of it or nothing. */
final class Swap {
    private static final String IN_USE = "55006";
    /** At each the server waits five seconds for others to leave. */
    private static final int ATTEMPTS = 3;

    private final Maintenance maintenance;
    private final ScratchDatabase next;
    private final String live;
    private final String kept;

    /**
     * A swap to be.
     *
     * @param next takes the name of the live one
     * @param kept what the live one is called from then on
     */
    Swap(Maintenance maintenance, ScratchDatabase next, String live, String kept) {
        this.maintenance = maintenance;
        this.next = next;
        this.live = live;
        this.kept = kept;
    }

    /**
     * Renames both in one transaction, and gives the next one the properties of the live one. While sessions come back that
     * it may end, it ends them and tries again.
     *
     * @param terminate whether sessions of the live one are ended
     * @return statements about its properties that our role had no right to run
     * @throws AgentException {@link Reason#ConnectionsOpen} if there are sessions that may not, or will not, end
     */
    List<String> run(boolean terminate) {
        for (var attempt = 1; ; attempt++) {
            try (var sessions = new SessionsEnd(maintenance.server(), live, terminate)) {
                try {
                    return once();
                } catch (SQLException e) {
                    if (!IN_USE.equals(e.getSQLState())) {
                        throw e;
                    }
                    if (!terminate || attempt == ATTEMPTS || sessions.refusal() != null) {
                        throw inUse(sessions.refusal(), e);
                    }
                }
            } catch (SQLException e) {
                throw ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed);
            }
        }
    }

    private AgentException inUse(@Nullable AgentException refusal, SQLException cause) {
        if (refusal != null) {
            cause.addSuppressed(refusal);
        }
        return Databases.inUse(
                live, Databases.sessions(maintenance, live), refusal == null ? "" : refusal.text(), cause);
    }

    /** The first rename takes a lock that keeps new sessions out until all is committed. */
    private List<String> once() throws SQLException {
        var skipped = new ArrayList<String>();
        var encoding = new OwnEncoding(maintenance, live);
        maintenance.inTransaction(
                connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute(renaming(live, kept));
                        statement.execute(ScratchDatabase.resetting(next.name()));
                        skipped.addAll(new DatabaseProperties(connection)
                                .copy(kept, next.name()).stream()
                                        // As a statement that can be run afterwards.
                                        .map(refused ->
                                                refused.replace(Sql.identifier(next.name()), Sql.identifier(live)))
                                        .toList());
                        statement.execute(renaming(next.name(), live));
                    }
                },
                () -> next.isCalled(live));
        if (encoding.isAnother()) {
            skipped.addAll(encoding.copy(kept, live));
        }
        return List.copyOf(skipped);
    }

    static String renaming(String from, String to) {
        return "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to);
    }
}
