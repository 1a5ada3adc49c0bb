package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ThrowawayPostgres;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.restore.RolesRestore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Roles and tablespaces lie beside the data, and roles come back from there. */
class GlobalsIT {
    private static final String ROLES = """
            SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolconnlimit,
                   rolvaliduntil, rolbypassrls, shobj_description(oid, 'pg_authid'),
                   (SELECT array_agg(s.setconfig::text) FROM pg_db_role_setting s
                    WHERE s.setrole = r.oid AND s.setdatabase = 0),
                   (SELECT array_agg((g.rolname, m.admin_option)::text ORDER BY g.rolname)
                    FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid)
            FROM pg_roles r WHERE rolname !~ '^pg_' AND rolname <> 'there already' ORDER BY rolname
            """;

    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SERVER.createDatabase("shop");
        SERVER.execute("shop", """
                CREATE TABLE t AS SELECT 1 AS a;
                CREATE ROLE clerk LOGIN PASSWORD 'never-in-a-backup' CREATEDB CONNECTION LIMIT 3 VALID UNTIL '2040-01-01';
                CREATE ROLE "Größe ""q""; DROP ROLE x" NOINHERIT CREATEROLE;
                COMMENT ON ROLE clerk IS E'it''s\\na \\\\clerk';
                ALTER ROLE clerk SET search_path TO public, "My Schema";
                ALTER ROLE clerk SET belay.note TO E'a\\\\b''c';
                GRANT pg_read_all_data TO clerk;
                GRANT "Größe ""q""; DROP ROLE x" TO clerk WITH ADMIN OPTION;
                CREATE ROLE "there already" LOGIN;
                GRANT clerk TO "there already";
                """);
    }

    @Test
    void liesBesideTheDataAndIsCheckedWithThem() throws Exception {
        var shop = SERVER.shop(folder);
        var stored = shop.backup(shop.backup()).resolve("globals");
        var manifest = shop.belay("backup", "show").exits(0).json();
        assertThat(manifest.path("globals").path("stored").path("bytes").asLong())
                .isEqualTo(Files.size(stored));
        assertThat(shop.belay("backup", "verify")
                        .exits(0)
                        .json()
                        .path("globals")
                        .asBoolean())
                .isTrue();
        var bytes = Files.readAllBytes(stored);
        bytes[bytes.length / 2] ^= 1;
        Files.write(stored, bytes);
        assertThat(shop.belay("backup", "verify").exits(1).err()).contains("the globals object is not what was stored");
        Files.delete(stored);
        assertThat(shop.belay("backup", "verify").exits(1).err()).contains("a manifest but no globals");
    }

    @Test
    void debiansOwnProgramsOpenThem() throws Exception {
        var shop = SERVER.shop(folder);
        var globals = shop.backup(shop.backup()).resolve("globals");
        var out = folder.resolve("globals.sql");
        var open = "age -d -i '" + shop.secretFile("shop-age", "identity") + "' '" + globals + "' | zstd -dc >'" + out
                + "'";
        assertThat(new ProcessBuilder("bash", "-c", "set -euo pipefail; " + open)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        assertThat(Files.readString(out)).contains("CREATE ROLE clerk").doesNotContain("PASSWORD");
    }

    @Test
    void aServerThatRefusesThemGetsABackupAllTheSame() throws Exception {
        try (var managed = ThrowawayPostgres.start()) {
            managed.createDatabase("shop");
            managed.execute("postgres", "CREATE ROLE clerk LOGIN PASSWORD 'clerk-password'");
            managed.execute("postgres", "REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC");
            var shop = Shop.onFolder(folder, managed, "shop");
            shop.credentials("clerk", "clerk-password");
            var created = shop.belay("backup", "create").exits(0);
            assertThat(created.err()).contains("warning: this backup has no roles and tablespaces: pg_dumpall failed");
            var id = created.json().path("backup").path("id").asText();
            assertThat(shop.backup(id).resolve("globals")).doesNotExist();
            assertThat(shop.belay("backup", "show").exits(0).json().has("globals"))
                    .isFalse();
            assertThat(shop.belay("backup", "verify")
                            .exits(0)
                            .json()
                            .path("globals")
                            .asBoolean(true))
                    .isFalse();
        }
    }

    @Test
    void rolesThatAreMissingComeBack() throws Exception {
        var shop = SERVER.shop(folder);
        var backup = StoredBackup.at(new FolderRepository(shop.backup(shop.backup())), "");
        var key = new Decryption.Age(List.of(shop.identity()));
        try (var fresh = ThrowawayPostgres.start()) {
            fresh.execute("postgres", "CREATE ROLE \"there already\" NOLOGIN");
            var created = new RolesRestore(fresh.server(), Progress.NONE).run(backup, key);
            assertThat(created.roles()).containsExactlyInAnyOrder("clerk", "Größe \"q\"; DROP ROLE x");
            assertThat(created.withoutPassword()).containsExactly("clerk");
            assertThat(rows(fresh, ROLES)).isEqualTo(rows(SERVER.postgres(), ROLES));
            assertThat(rows(
                            fresh,
                            "SELECT rolcanlogin, (SELECT count(*) FROM pg_auth_members WHERE member = r.oid)"
                                    + " FROM pg_roles r WHERE rolname = 'there already'"))
                    .isEqualTo("f|0|\n");
            assertThat(rows(fresh, "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL"))
                    .isEqualTo("postgres|\n");
            assertThat(new RolesRestore(fresh.server(), Progress.NONE)
                            .run(backup, key)
                            .roles())
                    .isEmpty();
        }
    }

    @Test
    void withoutTheRightNoRoleIsCreated() throws Exception {
        var shop = SERVER.shop(folder);
        var backup = StoredBackup.at(new FolderRepository(shop.backup(shop.backup())), "");
        var key = new Decryption.Age(List.of(shop.identity()));
        try (var fresh = ThrowawayPostgres.start()) {
            fresh.execute("postgres", "CREATE ROLE meek LOGIN PASSWORD 'meek-password'");
            var meek = new Server(
                    fresh.host(),
                    fresh.port(),
                    "meek",
                    "meek-password",
                    fresh.server().sslMode(),
                    null);
            assertThatThrownBy(() -> new RolesRestore(meek, Progress.NONE).run(backup, key))
                    .hasMessageContaining("ALTER ROLE \"meek\" CREATEROLE");
            assertThat(rows(fresh, "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1"))
                    .isEqualTo("meek|\npostgres|\n");
        }
    }

    private static String rows(ThrowawayPostgres server, String query) throws SQLException {
        var text = new StringBuilder();
        try (var connection = server.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                for (var column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    text.append(rows.getString(column)).append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
