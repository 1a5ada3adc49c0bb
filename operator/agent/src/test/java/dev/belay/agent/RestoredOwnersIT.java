package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.fixture.Dumps;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.fixture.SlowDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Owners that come back for a role that is no superuser, and a member of theirs. */
class RestoredOwnersIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    @TempDir
    Path folder;

    /** In one's schema by its GRANT, in another one by a superuser's will, or in one that nobody may create in any more. */
    @Test
    void whatOthersOwnInASchemaThatIsNotTheirs() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper'",
                "CREATE ROLE \"the \"\"app\"\"\"",
                "GRANT \"the \"\"app\"\"\" TO keeper",
                "CREATE DATABASE shared OWNER keeper");
        SERVER.execute(
                "shared",
                "SET ROLE keeper",
                "CREATE SCHEMA granted",
                "GRANT CREATE, USAGE ON SCHEMA granted TO \"the \"\"app\"\"\"",
                "GRANT CREATE ON SCHEMA public TO \"the \"\"app\"\"\"",
                "SET ROLE \"the \"\"app\"\"\"",
                "CREATE TABLE public.p AS SELECT 1 AS a",
                "CREATE TYPE granted.state AS ENUM ('new', 'paid')",
                "CREATE TABLE granted.t (id serial PRIMARY KEY, b int, s granted.state)",
                "CREATE STATISTICS granted.s ON id, b FROM granted.t",
                "CREATE VIEW granted.v AS SELECT count(*) AS n FROM granted.t",
                "CREATE MATERIALIZED VIEW granted.m AS SELECT count(*) AS n FROM granted.t",
                "CREATE FUNCTION granted.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "INSERT INTO granted.t (b, s) SELECT g, 'new' FROM generate_series(1, 1000) g",
                "SET ROLE keeper",
                "CREATE SCHEMA given",
                "CREATE TABLE given.t AS SELECT 2 AS a",
                "CREATE SCHEMA shut",
                "CREATE TABLE shut.t AS SELECT 3 AS a",
                "REVOKE CREATE ON SCHEMA shut FROM keeper",
                "RESET ROLE",
                "ALTER TABLE given.t OWNER TO \"the \"\"app\"\"\"",
                "ALTER TABLE shut.t OWNER TO \"the \"\"app\"\"\"");
        var shop = SERVER.shop(folder, "shared");
        shop.credentials("keeper", "keeper");
        shop.backup();
        var before = Dumps.of(SERVER.postgres(), "shared");
        for (var jobs : List.of("1", "2")) {
            shop.belay("backup", "restore", "--into", "shared by " + jobs, "-j", jobs)
                    .exits(0);
            assertThat(Dumps.of(SERVER.postgres(), "shared by " + jobs)).isEqualTo(before);
        }
        var migrated = shop.belay("migrate", "--on-failure", "restore", "--", "false");
        assertThat(migrated.json().path("restore").path("database").asText())
                .as(migrated.err())
                .isEqualTo("shared");
        assertThat(Dumps.of(SERVER.postgres(), "shared")).isEqualTo(before);
    }

    /** By its GRANT on the database, or by a superuser's will: schemas come first of all, publications behind the rows. */
    @Test
    void whatOthersOwnInTheDatabaseItself() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE bob",
                "CREATE ROLE carol",
                "CREATE ROLE lender LOGIN CREATEDB PASSWORD 'lender'",
                "GRANT bob, carol TO lender",
                "CREATE DATABASE published OWNER lender",
                "GRANT CREATE ON DATABASE published TO bob");
        SERVER.execute(
                "published",
                "SET ROLE lender",
                "CREATE TABLE t AS SELECT 1 AS a",
                "CREATE PUBLICATION pb FOR TABLE t",
                "ALTER PUBLICATION pb OWNER TO bob",
                "SET ROLE bob",
                "CREATE SCHEMA bobs",
                "CREATE TABLE bobs.t AS SELECT 2 AS a",
                "RESET ROLE",
                "CREATE SCHEMA carols AUTHORIZATION carol",
                "CREATE PUBLICATION pc",
                "ALTER PUBLICATION pc OWNER TO carol");
        var shop = SERVER.shop(folder, "published");
        shop.credentials("lender", "lender");
        shop.backup();
        var rights = "SELECT a::text FROM pg_database, unnest(datacl) a WHERE datname = '%s' ORDER BY 1";
        var before = Dumps.of(SERVER.postgres(), "published");
        for (var jobs : List.of("1", "2")) {
            var back = "published by " + jobs;
            shop.belay("backup", "restore", "--into", back, "-j", jobs).exits(0);
            assertThat(Dumps.of(SERVER.postgres(), back)).isEqualTo(before);
            assertThat(SERVER.query(rights.formatted(back))).isEqualTo(SERVER.query(rights.formatted("published")));
        }
    }

    /** The head of its dump is longer than is kept: then the server says whose it is, and in which encoding. */
    @Test
    void aDatabaseOfWhoseContentsNothingIsKnown() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE owner",
                "CREATE ROLE member LOGIN CREATEDB PASSWORD 'member'",
                "GRANT owner TO member",
                "CREATE DATABASE \"lo'ng\" OWNER owner ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        SERVER.execute(
                "lo'ng",
                "SET ROLE owner",
                "CREATE TABLE t AS SELECT 1 AS a",
                "DO $$ BEGIN EXECUTE 'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS ' || quote_literal('SELECT '"
                        + " || quote_literal(repeat('0123456789abcdef', 900000))); END $$");
        var shop = SERVER.shop(folder, "lo'ng");
        shop.credentials("member", "member");
        shop.backup();
        shop.belay("backup", "restore", "--into", "long back").exits(0);
        assertThat(SERVER.query(
                        "SELECT pg_get_userbyid(datdba) || ' ' || pg_encoding_to_char(encoding) || ' ' || datcollate"
                                + " FROM pg_database WHERE datname = 'long back'"))
                .containsExactly("owner LATIN1 C");
        assertThat(SlowDatabase.query(
                        SERVER.postgres(), "long back", "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .containsExactly("owner");
    }

    @Test
    void anOwnerToWhomOurRoleMayGiveNothing() throws Exception {
        SERVER.execute(
                "postgres",
                "CREATE ROLE alice",
                "CREATE ROLE stranger LOGIN CREATEDB PASSWORD 'stranger'",
                "CREATE DATABASE hers OWNER alice",
                "CREATE DATABASE ours OWNER stranger");
        SERVER.execute(
                "hers",
                "GRANT CREATE ON SCHEMA public TO stranger",
                "SET ROLE stranger",
                "CREATE TABLE public.t AS SELECT 1 AS a");
        var shop = SERVER.shop(folder, "hers");
        shop.credentials("stranger", "stranger");
        shop.backup();
        var restored = shop.belay("backup", "restore", "--into", "hers back").exits(0);
        assertThat(restored.err())
                .contains("warning: hers back will not belong to the original's owner alice (ERROR: must be ")
                .contains("ALTER DATABASE \"hers back\" OWNER TO \"alice\"")
                .contains("GRANT \"alice\" TO");
        assertThat(owner("hers back")).isEqualTo("stranger");
        assertThat(shop.belay("backup", "restore", "--into", "ours", "--swap")
                        .exits(0)
                        .err())
                .as("it gets the owner that is there")
                .doesNotContain("will not belong");
        assertThat(owner("ours")).isEqualTo("stranger");
        assertThat(shop.belay("drill").exits(0).err()).doesNotContain("will not belong");

        shop.credentials(SERVER.postgres().user(), SERVER.postgres().password());
        SERVER.execute("postgres", "REASSIGN OWNED BY alice TO stranger", "DROP ROLE alice");
        assertThat(shop.belay("backup", "restore", "--into", "nobody's")
                        .exits(0)
                        .err())
                .contains("the original's owner alice (ERROR: role \"alice\" does not exist");
    }

    /** What the server's databases share has no encoding: a role is called as those spell it from where it was made. */
    @Test
    void ownersBeyondAsciiInAnotherEncoding() throws Exception {
        var latin = " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0";
        SERVER.execute(
                "postgres",
                "CREATE ROLE \"grün\"",
                "CREATE ROLE \"żółw\"",
                "CREATE ROLE guest LOGIN CREATEDB PASSWORD 'guest'",
                "GRANT \"grün\", \"żółw\" TO guest",
                "CREATE DATABASE green OWNER \"grün\"" + latin,
                "CREATE DATABASE turtle OWNER \"żółw\"" + latin,
                "CREATE DATABASE brown" + latin);
        SERVER.execute(
                "brown",
                "CREATE ROLE \"bräun\"",
                "GRANT \"bräun\" TO guest",
                "ALTER DATABASE brown OWNER TO \"bräun\"");
        try {
            for (var database : List.of("green", "turtle", "brown")) {
                var shop = SERVER.shop(folder.resolve(database), database);
                shop.backup();
                var user = SERVER.postgres();
                for (var role : List.of(List.of(user.user(), user.password()), List.of("guest", "guest"))) {
                    shop.credentials(role.getFirst(), role.getLast());
                    var back = database + " by " + role.getFirst();
                    assertThat(shop.belay("backup", "restore", "--into", back)
                                    .exits(0)
                                    .err())
                            .doesNotContain("will not belong");
                    assertThat(SERVER.query("SELECT count(DISTINCT datdba) || ' of ' || count(*) FROM pg_database"
                                    + " WHERE datname IN ('" + database + "', '" + back + "')"))
                            .containsExactly("1 of 2");
                }
            }
        } finally {
            SERVER.execute("brown", "ALTER ROLE \"bräun\" RENAME TO brown"); // no name for the other databases
        }
    }

    private static String owner(String database) throws Exception {
        return SERVER.query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + database + "'")
                .getFirst();
    }
}
