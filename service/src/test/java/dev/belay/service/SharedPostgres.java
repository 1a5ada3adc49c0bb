package dev.belay.service;

import java.util.concurrent.atomic.AtomicInteger;

/** One server for all tests of a run, one database for each that asks. */
public final class SharedPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    /** The URL of a new empty database. */
    public static String database() {
        return Holder.SERVER.create("test" + DATABASES.incrementAndGet());
    }

    private static final class Holder {
        private static final LocalPostgres SERVER = new LocalPostgres();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }
}
