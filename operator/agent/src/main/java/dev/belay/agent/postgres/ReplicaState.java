package dev.belay.agent.postgres;

import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server is a standby, and how far it is behind.
 *
 * @param inRecovery whether it is one
 * @param lag by how much what it shows is older than what its primary had sent it; null where it cannot tell
 */
public record ReplicaState(boolean inRecovery, @Nullable Duration lag) {
    /**
     * An idle primary sends nothing: while it is connected and all that came was replayed, there is no lag, however long
     * ago it came. Without a connection nobody knows what did not come.
     */
    private static final String QUERY = """
            SELECT pg_is_in_recovery(),
                   CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                             AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
                        ELSE ceil(1000 * extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())) END
            """;

    /** Asks it, in one short connection. */
    public static ReplicaState of(Server server) {
        try (var connection = Connections.openMaintenance(server);
                var statement = connection.createStatement();
                var row = statement.executeQuery(QUERY)) {
            row.next();
            var inRecovery = row.getBoolean(1);
            var millis = row.getLong(2);
            return new ReplicaState(
                    inRecovery, !inRecovery || row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis)));
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }
}
