package dev.belay.service.schema;

import dev.belay.service.database.Database;
import io.micronaut.context.annotation.Requires;
import io.micronaut.flyway.FlywayConfigurationProperties;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date: with nothing to lose at once, otherwise only behind a good backup. Replicas that start
 * together take turns by an advisory lock, so that one backup is taken and one migration made.
 */
@Singleton
@Requires(property = "datasource.url")
public final class SchemaMigration {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
    private static final long LOCK = 0x62656c6179L;
    private static final Duration TURN = Duration.ofMillis(500);

    private final Database database;
    private final Flyway flyway;
    private final Preflight preflight;

    SchemaMigration(
            Database database, @Named("default") FlywayConfigurationProperties configuration, Preflight preflight) {
        this.database = database;
        this.flyway = configuration
                .getFluentConfiguration()
                .dataSource(database.pool())
                .load();
        this.preflight = preflight;
    }

    /**
     * Returns when the schema is as this version wants it.
     *
     * @throws SQLException the database cannot be reached: worth another try
     * @throws SchemaRefused it must not be migrated, or the migration failed
     */
    public void run() throws SQLException, InterruptedException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            while (!yes(statement, "select pg_try_advisory_lock(" + LOCK + ")")) {
                Thread.sleep(TURN);
            }
            try {
                migrate(statement);
            } finally {
                statement.execute("select pg_advisory_unlock(" + LOCK + ")");
            }
        }
        database.schemaIsReady();
    }

    private void migrate(Statement statement) throws SQLException, InterruptedException {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length == 0) {
            LOG.info("The schema is up to date");
            return;
        }
        String names = Arrays.stream(pending).map(MigrationInfo::getScript).collect(Collectors.joining(", "));
        String backup = null;
        if (holdsOurs(statement)) {
            LOG.info("Pending migrations: {}. A backup comes first", names);
            backup = backup(names);
            LOG.info("Preflight backup {} is good", backup);
        } else {
            LOG.info("First install, nothing of ours to lose: {} without a backup", names);
        }
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            LOG.debug("Migration", e);
            throw new SchemaRefused("The migration failed: " + e.getMessage() + "\n" + wayBack(backup));
        }
        LOG.info("Migrated: {}", names);
    }

    private String backup(String names) throws InterruptedException {
        try {
            return preflight.backup();
        } catch (SchemaRefused e) {
            throw new SchemaRefused("Not migrated (" + names + "): " + e.getMessage()
                    + "\nNothing was changed. The way back: start the previous version of the service, it runs on the schema"
                    + " as it is. The way on: make `belay backup create --policy FILE --secrets DIR` succeed, with the"
                    + " files that preflight.policy and preflight.secrets name, and start again.");
        }
    }

    private static String wayBack(@Nullable String backup) {
        return backup == null
                ? "There was nothing of ours before it: drop the schema belay and start again."
                : "The way back: `belay backup restore " + backup
                        + " --into NAME --swap --policy FILE --secrets DIR`, then start the previous version of the"
                        + " service.";
    }

    private static boolean holdsOurs(Statement statement) throws SQLException {
        return yes(statement, "select exists (select 1 from pg_tables where schemaname = 'belay')");
    }

    private static boolean yes(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
