package dev.belay.agent.postgres;

import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * A PostgreSQL of one's own for a while: in a private folder, on a free port of the loopback address, with a random
 * password, and without a care for its data. Closing it stops it and deletes its folder. PostgreSQL refuses to run as
 * root: where we are root, it runs as the user {@code postgres}, or {@code nobody} where there is none.
 */
public final class ThrowawayPostgres implements AutoCloseable {
    private static final int PASSWORD_BYTES = 16;

    private final Cluster cluster = new Cluster();
    private final Server server;
    private final Thread stop = new Thread(cluster::stopAndDelete);

    private ThrowawayPostgres(List<String> settings) {
        var random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        var password = HexFormat.of().formatHex(random);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            cluster.initialise(password);
            server = cluster.start(settings, password);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("cannot write to the folder for temporary files", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts one and waits until it takes connections. */
    public static ThrowawayPostgres start() {
        return new ThrowawayPostgres(List.of());
    }

    /**
     * Starts one with settings of its own.
     *
     * @param settings as in {@code postgresql.conf}, such as {@code max_connections=20}
     */
    public static ThrowawayPostgres start(List<String> settings) {
        return new ThrowawayPostgres(settings);
    }

    /** How to connect as its superuser. */
    public Server server() {
        return server;
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    /** The superuser. */
    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** Without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** A connection of the superuser. */
    public Connection connect(String database) {
        return Connections.open(server, database);
    }

    /** Creates an empty database. */
    public void createDatabase(String name) {
        execute("postgres", "CREATE DATABASE " + Sql.identifier(name));
    }

    /** Runs statements as the superuser, one after the other. */
    public void execute(String database, String... statements) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.Internal);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            return; // the process ends: the hook does it
        }
        cluster.stopAndDelete();
    }
}
