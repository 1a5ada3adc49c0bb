package dev.belay.service.breaker;

import dev.belay.service.StoreContext;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresBreakerStoreIT extends BreakerStoreContract {
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
    BreakerStore store() {
        return context.getBean(PostgresBreakerStore.class);
    }
}
