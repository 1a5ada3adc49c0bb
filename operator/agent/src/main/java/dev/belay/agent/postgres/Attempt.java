package dev.belay.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** A statement within a transaction that goes on without it where it fails. */
final class Attempt {
    private Attempt() {}

    /** Runs it. Throws what the server says to it, with nothing of it done and the transaction as it was before. */
    static void run(Connection connection, String sql) throws SQLException {
        var before = connection.setSavepoint();
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            connection.rollback(before);
            throw e;
        }
    }
}
