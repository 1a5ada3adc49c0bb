package dev.belay.service.health;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.belay.service.database.Database;
import dev.belay.service.schema.SchemaGate;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** PostgreSQL answers, its schema is there, and the pool has connections to give. */
@Singleton
final class DatabaseCheck implements Check {
    private final @Nullable Database database;
    private final SchemaGate schema;

    DatabaseCheck(@Nullable Database database, SchemaGate schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Finding look() {
        if (database == null) {
            return Finding.of(Status.DISABLED, "no datasource: what is stored ends with this process");
        }
        if (!schema.ready()) {
            return Finding.of(Status.DOWN, "waiting for " + schema.waitingFor());
        }
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            return Finding.of(Status.DOWN, String.valueOf(e.getMessage()));
        }
        return saturation(database);
    }

    private static Finding saturation(Database database) {
        if (database.pool() instanceof HikariDataSource hikari) {
            HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
            if (pool == null) {
                return Finding.UP;
            }
            int waiting = pool.getThreadsAwaitingConnection();
            // A pool that still grows makes some wait for a moment; that is no trouble.
            if (waiting > 0 && pool.getTotalConnections() >= hikari.getMaximumPoolSize()) {
                return Finding.of(Status.DEGRADED, waiting + " wait for a connection of the pool");
            }
        }
        return Finding.UP;
    }
}
