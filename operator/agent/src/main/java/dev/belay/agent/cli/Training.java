package dev.belay.agent.cli;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.postgres.Folders;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the JVM watches to make its ahead-of-time cache (<a href="https://openjdk.org/jeps/514">JEP 514</a>): the
 * commands that people wait for, on a throwaway PostgreSQL. It runs when the program is built or installed, never
 * after.
 */
final class Training {
    /** Enough for the loops that every byte goes through to be known as hot. */
    private static final String ROWS = "CREATE TABLE rows AS SELECT g AS id, 'some words of text ' || g % 997 AS name,"
            + " timestamptz '2026-01-01' + g * interval '1 second' AS at, g / 8.0 AS total"
            + " FROM generate_series(1, 500000) g";

    private Training() {}

    /** Exit code 1 if a command failed: then there is no cache, and all works without. */
    public static void main(String... arguments) throws IOException {
        var folder = Files.createTempDirectory("belay-training-");
        var exitCode = 1;
        try (var postgres = ThrowawayPostgres.start()) {
            postgres.createDatabase("training");
            postgres.execute("training", ROWS);
            exitCode = run(folder, postgres);
        } finally {
            Folders.delete(folder);
        }
        System.exit(exitCode);
    }

    private static int run(Path folder, ThrowawayPostgres postgres) throws IOException {
        var secrets = folder.resolve("secrets");
        write(secrets.resolve("database/username"), postgres.user());
        write(secrets.resolve("database/password"), postgres.password());
        var failures =
                BelayCommand.execute("keygen", "--out", secrets.resolve("age").toString());
        var recipient = AgeIdentity.parseAll(Files.readString(secrets.resolve("age/identity")))
                .getFirst()
                .recipient();
        var policy = folder.resolve("policy.yaml");
        write(policy, """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: training}
                spec:
                  database: {host: %s, port: %d, name: training, sslMode: disable, credentials: {secretName: database}}
                  repository: {volume: {path: %s}}
                  encryption: {age: {recipients: [%s], identity: {secretName: age}}}
                  tiers: [{name: daily, schedule: "0 2 * * *", keep: {for: 7d}}]
                """.formatted(postgres.host(), postgres.port(), folder.resolve("repository"), recipient));
        for (var command : List.of(
                "backup create --tier daily",
                "backup create --output json",
                "backup list",
                "backup verify latest",
                "backup restore latest --into copy",
                "backup prune --dry-run")) {
            failures +=
                    BelayCommand.execute((command + " --policy " + policy + " --secrets " + secrets).split(" ", -1));
        }
        return failures == 0 ? 0 : 1;
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }
}
