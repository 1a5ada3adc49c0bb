package dev.belay.service.schema;

import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nobody at the stores before the schema is there. The migration runs beside the start, so that probes are answered
 * while a backup is taken and while a database that comes up late is waited for.
 */
@Context
public final class SchemaGate {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaGate.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int REFUSED_FOR_SAFETY = 3;

    private final @Nullable SchemaMigration migration;
    private final Thread thread;
    private volatile boolean ready;
    private volatile String waitingFor = "the schema's migration";

    SchemaGate(@Nullable SchemaMigration migration) {
        this.migration = migration;
        this.ready = migration == null;
        this.thread = Thread.ofVirtual().name("schema").unstarted(this::migrate);
    }

    @PostConstruct
    void begin() {
        if (migration == null) {
            LOG.info("No datasource: jobs, breakers and events are kept in memory and end with this process");
        } else {
            thread.start();
        }
    }

    public boolean ready() {
        return ready;
    }

    /** What a gate that is not ready waits for. */
    public String waitingFor() {
        return waitingFor;
    }

    private void migrate() {
        try {
            while (!migrated()) {
                Thread.sleep(AGAIN);
            }
            ready = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SchemaRefused e) {
            LOG.error("The service does not start. {}", e.getMessage());
            System.exit(REFUSED_FOR_SAFETY);
        }
    }

    private boolean migrated() throws InterruptedException {
        if (migration == null) {
            return true;
        }
        try {
            migration.run();
            return true;
        } catch (SQLException | FlywayException e) {
            waitingFor = "PostgreSQL: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            LOG.warn("Waiting for PostgreSQL: {}", e.getMessage());
            return false;
        }
    }

    @PreDestroy
    void end() {
        thread.interrupt();
    }
}
