package dev.belay.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of the distribution in a folder of its own, on a free port of this machine. */
public final class LocalPostgres implements AutoCloseable {
    private static final Path LOCK = Path.of("postmaster.pid");

    private final Path bin;
    private final Path home;
    private final int port;

    public LocalPostgres() {
        try {
            this.bin = newestInstalled();
            this.home = Files.createTempDirectory("belay-service-postgres");
            this.port = Processes.freePort();
            if (Processes.root()) {
                run("chown", "nobody", home.toString());
            }
            asServer(program("initdb"), "-D", data(), "-U", "belay", "-A", "trust", "-N", "--no-locale");
            start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public void start() {
        asServer(
                program("pg_ctl"),
                "-D",
                data(),
                "-w",
                "-l",
                home.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + home + " -c listen_addresses=127.0.0.1 -c fsync=off",
                "start");
    }

    public void stop() {
        asServer(program("pg_ctl"), "-D", data(), "-w", "-m", "immediate", "stop");
    }

    /** A new empty database. */
    public String create(String database) {
        asServer(program("createdb"), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "belay", database);
        return url(database);
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        if (Files.exists(Path.of(data()).resolve(LOCK))) {
            stop();
        }
        run("rm", "-rf", home.toString());
    }

    private String program(String name) {
        return bin.resolve(name).toString();
    }

    private String data() {
        return home.resolve("data").toString();
    }

    /** PostgreSQL does not run as root. */
    private static void asServer(String... command) {
        List<String> line = new ArrayList<>();
        if (Processes.root()) {
            line.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        line.addAll(List.of(command));
        run(line.toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Path log = Files.createTempFile("belay-service", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/tmp").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
            }
            Files.delete(log);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path newestInstalled() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        }
    }
}
