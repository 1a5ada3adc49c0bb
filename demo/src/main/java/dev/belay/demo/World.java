package dev.belay.demo;

import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Folders;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that the demo needs, in one folder that goes with it: a PostgreSQL with rows, a key pair, a policy. */
final class World {
    final Path home;
    final Path directory;
    final ThrowawayPostgres postgres;
    final Shop shop;
    final BelayCommand belay;

    /** Ends what we started, then deletes what it left; the throwaway PostgreSQL ends by a hook of its own. */
    private final Thread interruption = new Thread(this::interrupted);

    private volatile boolean interrupted;

    private World(Path home, Path directory) throws InterruptedException {
        this.home = home;
        this.directory = directory;
        this.belay = new BelayCommand(
                home,
                policy(),
                secrets(),
                Map.of(
                        "PGPASSFILE",
                        directory.resolve("pgpass").toString(),
                        "XDG_STATE_HOME",
                        directory.resolve("state").toString()));
        // Before anything is started: Ctrl-C leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(interruption);
        try {
            this.postgres = ThrowawayPostgres.start();
        } catch (RuntimeException e) {
            stopIfInterrupted();
            throw e;
        }
        this.shop = new Shop(postgres);
    }

    static World create(Path home) throws IOException, InterruptedException {
        var world = new World(home, Files.createTempDirectory("belay-demo"));
        world.writeSecrets();
        return world;
    }

    Path policy() {
        return directory.resolve("policy.yaml");
    }

    Path secrets() {
        return directory.resolve("secrets");
    }

    private void writeSecrets() throws IOException {
        var database = Files.createDirectories(secrets().resolve("shop-db"));
        Files.writeString(database.resolve("username"), postgres.user());
        Files.writeString(database.resolve("password"), postgres.password());
        // For psql, which the demo's migrations run: it takes no password from a command line, and neither would we.
        var passwords = Files.createFile(
                directory.resolve("pgpass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                passwords, "127.0.0.1:" + postgres.port() + ":*:" + postgres.user() + ":" + postgres.password() + "\n");
    }

    /** The policy file, as a user would write it. */
    void writePolicy(String recipient) throws IOException {
        Files.writeString(policy(), """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: shop}
                spec:
                  database: {host: 127.0.0.1, port: %d, name: shop, sslMode: disable, credentials: {secretName: shop-db}}
                  repository:
                    volume: {path: %s}
                  encryption:
                    age: {recipients: [%s], identity: {secretName: shop-age}}
                  tiers:
                  - {name: daily, schedule: "0 2 * * *", keep: {for: 30d, atLeast: 7}}
                  drill:
                    schedule: "0 4 * * 1"
                    readiness: ["select 1 from orders limit 1"]
                    integrity: ["select count(*) = 0 from orders where total < 0"]
                  objectives: {rpo: 25h, rto: 4h}
                """.formatted(postgres.port(), directory.resolve("repository"), recipient));
    }

    /** A psql command line that runs statements in the shop's database one by one, as a migration would. */
    List<String> psql(List<String> statements) {
        var line = new ArrayList<>(List.of(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(postgres.port()),
                "-U",
                postgres.user(),
                "-d",
                Shop.DATABASE));
        statements.forEach(sql -> line.addAll(List.of("-c", sql)));
        return line;
    }

    private void interrupted() {
        interrupted = true;
        System.err.println("belay: interrupted, cleaning up");
        ChildProcess.endAll();
        belay.endAll();
        delete();
    }

    /** After Ctrl-C the story is over: whoever tells it waits here for the end of the process. */
    void stopIfInterrupted() throws InterruptedException {
        if (interrupted) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Ends PostgreSQL and deletes the folder. */
    void close() throws InterruptedException {
        stopIfInterrupted();
        Runtime.getRuntime().removeShutdownHook(interruption);
        postgres.close();
        delete();
    }

    private void delete() {
        try {
            Folders.delete(directory);
        } catch (IOException e) {
            System.err.println("belay: could not remove " + directory + ": " + e.getMessage());
        }
    }
}
