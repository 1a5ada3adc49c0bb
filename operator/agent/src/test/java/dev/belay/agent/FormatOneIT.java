package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an old Belay wrote comes back, whatever has been added since. */
class FormatOneIT {
    private static final Path OLD = Path.of("src/test/resources/format-1").toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "age"})
    void comesBackWhole(String policy) throws Exception {
        try (var postgres = ThrowawayPostgres.start()) {
            writePolicy(policy, postgres);
            assertThat(belay("backup", "verify").exits(0).json().path("opened").asBoolean())
                    .isTrue();
            belay("backup", "restore", "latest", "--into", "back", "--no-owner").exits(0);
            assertThat(content(postgres))
                    .isEqualTo("Ada, Łukasz \"Zuse\", 漢字; 20 items of 1.25 to 25.00; view of 262.50; at 2.1");
        }
    }

    private static String content(ThrowawayPostgres postgres) throws Exception {
        try (var connection = postgres.connect("back");
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT (SELECT string_agg(name, ', ' ORDER BY id) FROM customers) || '; '
                          || (SELECT count(*) || ' items of ' || min(price) || ' to ' || max(price) FROM "Order Items")
                          || '; view of ' || (SELECT sum(total) FROM spent)
                          || '; at ' || (SELECT max(version) FROM flyway_schema_history WHERE success)
                        """)) {
            row.next();
            return row.getString(1);
        }
    }

    private void writePolicy(String name, ThrowawayPostgres postgres) throws Exception {
        var secrets = Files.createDirectories(folder.resolve("secrets/db"));
        Files.writeString(secrets.resolve("username"), postgres.user());
        Files.writeString(secrets.resolve("password"), postgres.password());
        var age = Files.createDirectories(folder.resolve("secrets/age"));
        Files.copy(OLD.resolve("secrets/age/identity"), age.resolve("identity"));
        var encryption = name.equals("none")
                ? "none: {}"
                : "age: {recipients: [" + recipient() + "], identity: {secretName: age}}";
        Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: %s}
                spec:
                  database: {host: %s, port: %d, name: shop, sslMode: disable, credentials: {secretName: db}}
                  repository: {volume: {path: '%s'}}
                  encryption: {%s}
                  tiers: [{name: daily, schedule: "0 2 * * *"}]
                """.formatted(
                        name, postgres.host(), postgres.port(), OLD.resolve("repository"), encryption));
    }

    private static String recipient() throws Exception {
        return Files.readString(OLD.resolve("secrets/age/identity"))
                .lines()
                .filter(line -> line.contains("age1"))
                .map(line -> line.replaceFirst(".*(age1\\w+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private Agent.Result belay(String... command) throws Exception {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--policy", folder.resolve("policy.yaml").toString(),
                "--secrets", folder.resolve("secrets").toString(),
                "--output", "json"));
        return Agent.run(arguments);
    }
}
