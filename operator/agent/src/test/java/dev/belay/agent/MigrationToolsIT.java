package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.fixture.Agent;
import dev.belay.agent.fixture.FlywayCommand;
import dev.belay.agent.fixture.Schema;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Migrations with the tools that people use, behind {@code belay migrate}. */
class MigrationToolsIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    private static int databases;

    @TempDir
    Path folder;

    private String database;
    private Shop shop;
    private Path migrations;

    @BeforeEach
    void policy() throws Exception {
        database = "tools" + ++databases;
        Schema.create(SERVER.postgres(), database);
        shop = SERVER.shop(folder, database);
        migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("V1__colour.sql"), "ALTER TABLE customers ADD colour text;");
    }

    @Test
    void flywaySucceeds() throws Exception {
        var first = migrate("report", flyway()).exits(0).json();
        assertThat(manifest(first.path("backupId").asText()))
                .doesNotContain("schemaVersion")
                .contains("\"tier\" : \"daily\""); // and goes with that tier's retention
        Files.writeString(migrations.resolve("V2__size.sql"), "ALTER TABLE customers ADD size int;");
        var second = migrate("report", flyway()).exits(0).json();
        assertThat(manifest(second.path("backupId").asText())).contains("\"schemaVersion\" : \"1\"");
        assertThat(columns()).contains("colour", "size");
    }

    @Test
    void flywayFailsHalfWayAndAllOfItIsTakenBack() throws Exception {
        var before = SERVER.content(database);
        Files.writeString(migrations.resolve("V2__loss.sql"), "DELETE FROM orders WHERE customer > 3;");
        Files.writeString(migrations.resolve("V3__broken.sql"), "ALTER TABLE no_such_table ADD size int;");
        var result = migrate("restore", flyway()).exits(1);
        assertThat(result.err()).contains("no_such_table");
        assertThat(result.json().path("restore").path("database").asText()).isEqualTo(database);
        assertThat(SERVER.content(database)).isEqualTo(before);
        assertThat(columns()).as("the first migration had succeeded").doesNotContain("colour");
        Files.writeString(migrations.resolve("V3__broken.sql"), "SELECT 'mended';");
        migrate("restore", flyway()).exits(0); // what Flyway remembers was taken back, too
        assertThat(columns()).contains("colour");
    }

    @Test
    void psqlSucceedsAndFails() throws Exception {
        var script = migrations.resolve("V1__colour.sql");
        migrate("restore", psql(script)).exits(0);
        assertThat(columns()).contains("colour");
        var before = SERVER.content(database);
        Files.writeString(script, "DROP TABLE nothing; SELECT nonsense;");
        var failed = migrate("report", psql(script)).exits(1);
        // The way back that it prints is one that works.
        var wayBack = failed.json().path("restoreCommand").asText().split(" ", -1);
        assertThat(wayBack[0]).isEqualTo("belay");
        Agent.run(new ArrayList<>(List.of(wayBack).subList(1, wayBack.length))).exits(0);
        assertThat(SERVER.content(database)).isEqualTo(before);
    }

    @Test
    void anApplicationThatIsConnectedLosesItsSessionForTheWayBackAndNothingElse() throws Exception {
        var before = SERVER.content(database);
        var script = Files.writeString(migrations.resolve("V1__colour.sql"), "DROP TABLE nothing; SELECT nonsense;");
        try (var application = SERVER.connect(database);
                var statement = application.createStatement()) {
            statement.execute("SELECT 1");
            var result = migrate("restore", psql(script)).exits(1).json();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(SERVER.content(database)).isEqualTo(before);
            assertThat(SERVER.databases())
                    .as("what it wrote meanwhile is kept")
                    .contains(result.path("restore").path("previousDatabase").asText());
        }
        try (var again = SERVER.connect(database);
                var statement = again.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Test
    void aWayBackThatFailsIsAFailureAndWasToldBeforeItWasTried() throws Exception {
        var script = Files.writeString(
                migrations.resolve("V1__colour.sql"),
                "ALTER DATABASE " + database + " IS_TEMPLATE true; SELECT nonsense;");
        // Restores leave templates alone, with exit code 3: by then the command has run, so that 3 would be a lie.
        var result = migrate("restore", psql(script)).exits(1);
        var document = result.json();
        assertThat(document.path("ok").asBoolean(true)).isFalse();
        assertThat(document.path("error").path("message").asText())
                .contains("so did the way back")
                .contains("a template of others");
        var wayBack = document.path("restoreCommand").asText();
        assertThat(wayBack)
                .startsWith("belay backup restore " + document.path("backupId").asText() + " --into " + database);
        assertThat(result.err()).containsSubsequence("the way back:", wayBack, "so did the way back");
    }

    @Test
    void sessionsThatOurRoleMayNotEndKeepTheCommandFromRunning() throws Exception {
        SERVER.createDatabase("kept");
        SERVER.execute(
                "postgres",
                "CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper-password'",
                "CREATE ROLE app LOGIN PASSWORD 'app-password'",
                "ALTER DATABASE kept OWNER TO keeper");
        SERVER.execute("kept", "SET ROLE keeper", "CREATE TABLE t AS SELECT 'as it was' AS state");
        shop = SERVER.shop(folder, "kept");
        shop.credentials("keeper", "keeper-password");
        var marker = folder.resolve("ran");
        var command = List.of("sh", "-c", "touch '" + marker + "'; exit 1");
        try (var application = DriverManager.getConnection(SERVER.postgres().jdbcUrl("kept"), "app", "app-password");
                var statement = application.createStatement()) {
            var refused = migrate("restore", command).exits(3);
            assertThat(refused.reason()).isEqualTo("NoWayBack");
            assertThat(refused.err())
                    .contains("sessions of app")
                    .contains("grant it: GRANT pg_signal_backend TO \"keeper\"");
            assertThat(marker).doesNotExist();
            SERVER.execute("postgres", "GRANT pg_signal_backend TO keeper");
            try (var superuser = SERVER.connect("kept")) {
                assertThat(migrate("restore", command).exits(3).err())
                        .contains("sessions of the superuser "
                                + superuser.getMetaData().getUserName());
            }
            assertThat(marker).doesNotExist();
            // What it was told to grant is enough, though the role may end what it may not look into.
            var result = migrate("restore", command).exits(1).json();
            assertThat(result.path("restore").path("database").asText()).isEqualTo("kept");
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThat(marker).exists();
    }

    private Agent.Result migrate(String onFailure, List<String> command) throws Exception {
        var arguments = new ArrayList<>(List.of("migrate", "--on-failure", onFailure, "--"));
        arguments.addAll(command);
        return shop.belay(arguments.toArray(String[]::new));
    }

    private List<String> flyway() {
        return FlywayCommand.line(
                SERVER.postgres().jdbcUrl(database),
                SERVER.postgres().user(),
                shop.secretFile("shop-db", "password"),
                migrations);
    }

    private List<String> psql(Path script) throws Exception {
        return SERVER.psql(folder, script, database);
    }

    private String manifest(String id) throws Exception {
        return Files.readString(shop.backup(id).resolve("manifest.json"));
    }

    private List<String> columns() throws SQLException {
        try (var connection = SERVER.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attnum > 0")) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
