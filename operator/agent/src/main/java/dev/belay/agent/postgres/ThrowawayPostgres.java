package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.SslMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL of one's own for a while: in a private folder, on a free port of the loopback address, with a random
 * password, and without a care for its data. Closing it stops it and deletes its folder. PostgreSQL refuses to run as
 * root: where we are root, it runs as the user {@code postgres}, or {@code nobody} where there is none.
 */
public final class ThrowawayPostgres implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String SUPERUSER = "postgres";
    private static final int POLL_MILLIS = 50;
    private static final int PORT_ATTEMPTS = 5;

    private final Unprivileged user = Unprivileged.find();
    private final Path folder;
    private final Path data;
    private final Server server;
    private final Thread stop = new Thread(this::stopAndDelete);

    private ThrowawayPostgres(List<String> settings) {
        folder = user.createFolder("belay-pg-");
        data = folder.resolve("data");
        var password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            initialise(password);
            server = start(settings, password);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("cannot write to " + folder, e);
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
        return "jdbc:postgresql://" + host() + ":" + port() + "/"
                + java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A connection of the superuser. */
    public Connection connect(String database) {
        return Connections.open(server, database);
    }

    /** Creates an empty database. */
    public void createDatabase(String name) {
        execute("postgres", "CREATE DATABASE " + Sql.identifier(name));
    }

    /** Runs statements as the superuser, all of them or none. */
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

    private void initialise(String password) throws IOException {
        var passwordFile = folder.resolve("password");
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        user.give(passwordFile);
        Files.writeString(passwordFile, password);
        run(
                "initdb",
                "--pgdata=" + data,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync");
        Files.delete(passwordFile);
    }

    private Server start(List<String> settings, String password) throws IOException {
        var configuration = new ArrayList<>(List.of(
                "listen_addresses='127.0.0.1'",
                "unix_socket_directories='" + folder + "'",
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_wal_size=4GB",
                "shared_buffers=64MB",
                "autovacuum=off"));
        configuration.addAll(settings);
        Files.writeString(data.resolve("postgresql.auto.conf"), String.join("\n", configuration) + "\n");
        for (var attempt = 1; ; attempt++) {
            var candidate = new Server("127.0.0.1", freePort(), SUPERUSER, password, SslMode.DISABLE, null);
            try {
                run(
                        "pg_ctl",
                        "--pgdata=" + data,
                        "--options=-p " + candidate.port(),
                        "--log=" + folder.resolve("log"),
                        "--timeout=" + START.toSeconds(),
                        "--wait",
                        "start");
                awaitConnections(candidate);
                return candidate;
            } catch (AgentException e) {
                // Somebody else may have taken the port in the meantime.
                if (attempt == PORT_ATTEMPTS || !log().contains("could not bind")) {
                    throw new AgentException(
                            Reason.Internal, "a throwaway PostgreSQL did not start: " + e.text() + "\n" + log(), e);
                }
            }
        }
    }

    private static void awaitConnections(Server server) {
        var end = Instant.now().plus(START);
        while (true) {
            try (var connection = Connections.openMaintenance(server)) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (AgentException | SQLException e) {
                if (Instant.now().isAfter(end)) {
                    throw new AgentException(Reason.Internal, "it takes no connections: " + e.getMessage(), e);
                }
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentException(Reason.Internal, "was interrupted", e);
            }
        }
    }

    private String log() throws IOException {
        var log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(String program, String... arguments) {
        var command = new ArrayList<>(user.prefix());
        command.add(Programs.find(program).toString());
        command.addAll(List.of(arguments));
        try (var process = ChildProcess.startSilent(command, Map.of())) {
            if (process.await() != 0) {
                throw new AgentException(Reason.Internal, program + " failed: " + process.words());
            }
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            return; // the process ends: the hook does it
        }
        stopAndDelete();
    }

    private void stopAndDelete() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            try {
                run("pg_ctl", "--pgdata=" + data, "--mode=immediate", "--wait", "stop");
            } catch (AgentException e) {
                System.err.println("belay: " + e.text());
            }
        }
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("belay: cannot delete " + folder + ": " + e);
        }
    }
}
