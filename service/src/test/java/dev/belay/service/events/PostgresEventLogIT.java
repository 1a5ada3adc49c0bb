package dev.belay.service.events;

import dev.belay.service.StoreContext;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresEventLogIT extends EventLogContract {
    private static ApplicationContext context;

    @BeforeAll
    static void start() {
        context = StoreContext.onPostgres();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Override
    EventLog store() {
        return context.getBean(PostgresEventLog.class);
    }
}
