package dev.belay.service.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.exceptions.DataAccessException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as the stores see it: nothing goes there before its schema is ready. */
public final class Database implements AutoCloseable {
    private final DataSource pool;
    private volatile boolean ready;

    /**
     * Not ready yet.
     *
     * @param pool plain connections, each closed when done
     */
    public Database(DataSource pool) {
        this.pool = pool;
    }

    public DataSource pool() {
        return pool;
    }

    /** The schema has been migrated: from now on the stores may use it. */
    public void schemaIsReady() {
        ready = true;
    }

    public boolean ready() {
        return ready;
    }

    /**
     * Work in one transaction, undone if it throws.
     *
     * @throws DatabaseUnavailable before the schema is ready, or when the database fails
     */
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        requireReady();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection).ifPresent(e::addSuppressed);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable("PostgreSQL: " + e.getMessage(), e);
        }
    }

    /** Work that brings its own connection, such as Micronaut Data's. */
    public <T> T whenReady(Supplier<T> work) {
        requireReady();
        try {
            return work.get();
        } catch (DataAccessException | ConnectionException e) {
            throw new DatabaseUnavailable("PostgreSQL: " + e.getMessage(), e);
        }
    }

    private void requireReady() {
        if (!ready) {
            throw new DatabaseUnavailable("PostgreSQL: the schema is not migrated yet", null);
        }
    }

    @Override
    public void close() throws SQLException {
        pool.unwrap(HikariDataSource.class).close();
    }

    private static Optional<SQLException> rollback(Connection connection) {
        try {
            connection.rollback();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    /** Statements on one connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }
}
