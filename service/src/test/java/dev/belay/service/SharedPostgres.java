package dev.belay.service;

import dev.belay.agent.postgres.ThrowawayPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** One server for all tests of a run, one database for each that asks. */
public final class SharedPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    public static ThrowawayPostgres server() {
        return Holder.SERVER;
    }

    /** A new empty database. */
    public static Database database() {
        String name = "test" + DATABASES.incrementAndGet();
        Holder.SERVER.createDatabase(name);
        return new Database(name, Holder.SERVER.jdbcUrl(name), Holder.PASSWORD);
    }

    /**
     * A database and how to get in.
     *
     * @param name of the database
     * @param url of JDBC, without user and password
     * @param passwordFile holds the password of {@code postgres}
     */
    public record Database(String name, String url, Path passwordFile) {
        /** The same behind another address. */
        public Database at(String host, int port) {
            return new Database(name, "jdbc:postgresql://" + host + ":" + port + "/" + name, passwordFile);
        }

        /** The service's configuration of it, a line of YAML. */
        public String yaml() {
            return "datasource: {url: \"" + url + "\", username: postgres, passwordFile: \"" + passwordFile + "\"}\n";
        }
    }

    private static final class Holder {
        private static final ThrowawayPostgres SERVER = ThrowawayPostgres.start();
        private static final Path PASSWORD;

        static {
            try {
                PASSWORD = Files.writeString(Files.createTempFile("belay-db", ".password"), SERVER.password());
                PASSWORD.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
