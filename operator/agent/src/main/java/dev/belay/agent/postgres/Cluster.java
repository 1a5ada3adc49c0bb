package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.SslMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folder of a throwaway server, and the programs that make, start and stop it. */
final class Cluster {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String SUPERUSER = "postgres";
    private static final int POLL_MILLIS = 50;
    private static final int PORT_ATTEMPTS = 5;

    private final Unprivileged user = Unprivileged.find();
    private final Path folder = user.createFolder("belay-pg-");
    private final Path data = folder.resolve("data");

    /** From here on pg_ctl has something to stop: initdb's own server, which ends with initdb, is none. */
    private volatile boolean started;

    /** Makes it, with a password for its superuser. */
    void initialise(String password) throws IOException {
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

    /** Starts it on a free port and waits until it takes connections. */
    Server start(List<String> settings, String password) throws IOException {
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
        started = true;
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
        mustSucceed(program, ChildProcess.startSilent(command(program, arguments), Map.of()));
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<>(user.prefix());
        command.add(Programs.find(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void mustSucceed(String program, ChildProcess process) {
        try (process) {
            if (process.await() != 0) {
                throw new AgentException(Reason.Internal, program + " failed: " + process.words());
            }
        }
    }

    /** Stops it, if it runs, and deletes its folder; what does not work is told, for there is nobody left to act. */
    void stopAndDelete() {
        if (started && Files.exists(data.resolve("postmaster.pid"))) {
            try {
                var stopping = command("pg_ctl", "--pgdata=" + data, "--mode=immediate", "--wait", "stop");
                mustSucceed("pg_ctl", ChildProcess.startToTidyUp(stopping));
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
