package dev.belay.service.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.cli.Belay;
import dev.belay.service.RunningService;
import dev.belay.service.ServiceProcess;
import dev.belay.service.SharedPostgres;
import dev.belay.service.StoreContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema with something in it is migrated behind a good backup, or not at all. */
class SchemaMigrationIT {
    @TempDir
    private Path folder;

    private final SharedPostgres.Database database = SharedPostgres.database();

    /** As the version before this one left it: with our tables, and a migration still to come. */
    @BeforeEach
    void install() throws SQLException {
        StoreContext.on(database).close();
        sql("delete from belay.flyway_schema_history where version = '1';"
                + " drop table belay.jobs, belay.breakers, belay.events;"
                + " create table belay.older (id int); insert into belay.older values (1)");
    }

    @Test
    void anEmptyDatabaseHasNothingToLose() {
        try (ServiceProcess service = service(SharedPostgres.database(), "")) {
            service.started();
            assertThat(service.log())
                    .contains("First install, nothing of ours to lose: V1__egress.sql without a backup");
        }
    }

    @Test
    void noPreflightNoMigration() {
        try (ServiceProcess service = service("")) {
            assertThat(service.exitCode()).isEqualTo(3);
            assertThat(service.log())
                    .contains("Not migrated (V1__egress.sql): preflight.policy and preflight.secrets are not both set")
                    .contains("The way back: start the previous version");
        }
    }

    @Test
    void aFailedBackupIsNoBackup() throws IOException {
        String command = script("echo 'pg_dump: error: connection refused' >&2; exit 1");
        try (ServiceProcess service = service(preflight(command))) {
            assertThat(service.exitCode()).isEqualTo(3);
            assertThat(service.log())
                    .contains("failed with exit code 1: pg_dump: error: connection refused")
                    .contains("Nothing was changed");
        }
    }

    @Test
    void exitCodeZeroAloneIsNoBackup() throws IOException {
        try (ServiceProcess service = service(preflight(script("echo '{\"ok\": false}'")))) {
            assertThat(service.exitCode()).isEqualTo(3);
            assertThat(service.log()).contains("did not report \"ok\": true");
        }
    }

    @Test
    void aCommandThatIsNotThereIsNoBackup() {
        try (ServiceProcess service = service(preflight("/nowhere/belay"))) {
            assertThat(service.exitCode()).isEqualTo(3);
            assertThat(service.log()).contains("could not be started");
        }
    }

    @Test
    void aGoodBackupLetsItGoOn() throws IOException {
        Path told = folder.resolve("told");
        String command = script("echo \"$@\" > " + told + "; echo '{\"ok\": true, \"backup\": {\"id\": \"b-17\"}}'");
        try (ServiceProcess service = service(preflight(command))) {
            service.started();
            assertThat(service.log()).contains("Preflight backup b-17 is good").contains("Migrated: V1__egress.sql");
        }
        assertThat(Files.readString(told).strip())
                .isEqualTo("backup create --policy /etc/p.yaml --secrets /etc/s --output json");
    }

    @Test
    void aMigrationThatFailsNamesTheBackupToRestore() throws IOException, SQLException {
        sql("create table belay.events (mine int)");
        String command = script("echo '{\"ok\": true, \"backup\": {\"id\": \"b-17\"}}'");
        try (ServiceProcess service = service(preflight(command))) {
            assertThat(service.exitCode()).isEqualTo(3);
            assertThat(service.log()).contains("The way back: `belay backup restore b-17 --into NAME --swap");
        }
    }

    @Test
    void theAgentTakesARealBackupFirst() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets/db"));
        Files.writeString(secrets.resolve("username"), SharedPostgres.server().user());
        Files.writeString(secrets.resolve("password"), SharedPostgres.server().password());
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: service}
                spec:
                  database: {host: 127.0.0.1, port: %d, name: %s, sslMode: disable, credentials: {secretName: db}}
                  repository: {volume: {path: %s}}
                  encryption: {none: {}}
                  tiers: [{name: daily, schedule: "0 2 * * *", keep: {for: 30d}}]
                """.formatted(
                        SharedPostgres.server().port(), database.name(), folder.resolve("repository")));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "[\"%s\", -cp, \"%s\", %s]"
                .formatted(java, System.getProperty("java.class.path"), Belay.class.getName());
        try (ServiceProcess service = service("preflight: {command: " + command + ", policy: \"" + policy
                + "\", secrets: \"" + secrets.getParent() + "\"}")) {
            service.started();
            assertThat(service.log()).containsPattern("Preflight backup \\S+ is good");
            assertThat(service.log()).doesNotContain(SharedPostgres.server().password());
        }
        try (Stream<Path> kept = Files.walk(folder.resolve("repository"))) {
            assertThat(kept.map(path -> path.getFileName().toString())).contains("manifest.json", "data");
        }
    }

    private String script(String body) throws IOException {
        Path file = Files.writeString(folder.resolve("belay"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    private static String preflight(String command) {
        return "preflight: {command: \"" + command + "\", policy: /etc/p.yaml, secrets: /etc/s}";
    }

    private ServiceProcess service(String more) {
        return service(database, more);
    }

    private ServiceProcess service(SharedPostgres.Database on, String more) {
        return new ServiceProcess(
                folder, on.yaml() + "admin: {tokenFile: \"" + RunningService.tokenFile() + "\"}\n" + more, Map.of());
    }

    private void sql(String statements) throws SQLException {
        try (Connection connection = SharedPostgres.server().connect(database.name());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
