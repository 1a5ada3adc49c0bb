package dev.belay.agent.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real standby that streams from a throwaway primary. */
public final class Standby implements AutoCloseable {
    private final Unprivileged user = Unprivileged.find();
    private final Path folder = user.createFolder("belay-standby-");
    private final Path data = folder.resolve("data");
    private final int port;
    private final ThrowawayPostgres primary;

    /** What a primary needs so that a standby can follow it. */
    public static final List<String> PRIMARY = List.of("wal_level=replica", "max_wal_senders=4");

    /** Makes one and starts it. */
    public Standby(ThrowawayPostgres primary, List<String> settings) throws IOException {
        this.primary = primary;
        run(
                "pg_basebackup",
                "--pgdata=" + data,
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-password",
                "--host=" + primary.host(),
                "--port=" + primary.port(),
                "--username=" + primary.user());
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "\n" + String.join("\n", settings) + "\nunix_socket_directories='" + folder + "'\n",
                StandardOpenOption.APPEND);
        run("pg_ctl", "--pgdata=" + data, "--options=-p " + port, "--log=" + folder.resolve("log"), "--wait", "start");
    }

    public int port() {
        return port;
    }

    /** How to connect as its superuser, who is the primary's. */
    public Server server() {
        var of = primary.server();
        return new Server(of.host(), port, of.user(), of.password(), of.sslMode(), null);
    }

    private void run(String program, String... arguments) {
        var command = new ArrayList<>(user.prefix());
        command.add(Programs.find(program).toString());
        command.addAll(List.of(arguments));
        try (var process = ChildProcess.startSilent(command, Map.of("PGPASSWORD", primary.password()))) {
            if (process.await() != 0) {
                throw new IllegalStateException(program + " failed: " + process.words());
            }
        }
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "--pgdata=" + data, "--mode=immediate", "--wait", "stop");
        Folders.delete(folder);
    }
}
