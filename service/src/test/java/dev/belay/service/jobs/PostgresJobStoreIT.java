package dev.belay.service.jobs;

import dev.belay.service.StoreContext;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresJobStoreIT extends JobStoreContract {
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
    JobStore store() {
        return context.getBean(PostgresJobStore.class);
    }
}
