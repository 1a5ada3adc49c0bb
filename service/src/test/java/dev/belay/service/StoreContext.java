package dev.belay.service;

import dev.belay.service.schema.SchemaGate;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The service without its HTTP server, on a database of its own. */
public final class StoreContext {
    private StoreContext() {}

    public static ApplicationContext onPostgres() {
        return on(SharedPostgres.database());
    }

    /** Returns when the schema is there. */
    public static ApplicationContext on(SharedPostgres.Database database) {
        ApplicationContext context = ApplicationContext.run(
                Map.of(
                        "datasource.url", database.url(),
                        "datasource.username", "postgres",
                        "datasource.password-file", database.passwordFile().toString(),
                        "admin.token-file", RunningService.tokenFile().toString()),
                "test");
        eventually(() -> context.getBean(SchemaGate.class).ready());
        return context;
    }

    /** Waits for something that comes by itself; only a hang fails it. */
    public static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not within 30 s, at " + Clock.systemUTC().instant());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
