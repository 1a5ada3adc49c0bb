package dev.belay.agent.restore.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.postgres.RoleMembership;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalsScriptTest {
    private static final String SCRIPT = """
            --
            -- PostgreSQL database cluster dump; it's one
            --
            \\restrict a'b
            SET standard_conforming_strings = on;
            CREATE ROLE clerk;
            ALTER ROLE clerk WITH NOSUPERUSER INHERIT NOCREATEROLE CREATEDB LOGIN CONNECTION LIMIT 7 PASSWORD 'x' VALID UNTIL '2030-01-01 00:00:00+00';
            CREATE ROLE "Odd ""Name""; DROP";
            ALTER ROLE "Odd ""Name""; DROP" WITH SUPERUSER NOINHERIT NOLOGIN;
            COMMENT ON ROLE clerk IS 'it''s; a
            clerk';
            ALTER ROLE clerk SET search_path TO 'a', 'b;c';
            ALTER ROLE clerk IN DATABASE shop SET work_mem TO '1MB';
            ALTER ROLE stranger SET work_mem TO '1MB';
            GRANT pg_read_all_data TO clerk GRANTED BY postgres;
            GRANT clerk TO "Odd ""Name""; DROP" WITH ADMIN OPTION GRANTED BY postgres;
            CREATE TABLESPACE fast OWNER clerk LOCATION '/fast';
            \\unrestrict a'b
            """;

    @Test
    void rolesWithAllButTheirPasswords() {
        var script = GlobalsScript.of(SCRIPT);
        assertThat(script.roles()).extracting(GlobalsScript.Role::name).containsExactly("clerk", "Odd \"Name\"; DROP");
        var clerk = script.roles().getFirst();
        assertThat(clerk.attributes())
                .containsExactly("CREATEDB", "LOGIN", "CONNECTION LIMIT 7", "VALID UNTIL E'2030-01-01 00:00:00+00'");
        assertThat(clerk.statements())
                .containsExactly(
                        "COMMENT ON ROLE \"clerk\" IS E'it\\'s; a\nclerk'",
                        "ALTER ROLE \"clerk\" SET \"search_path\" TO E'a', E'b;c'");
        assertThat(script.roles().getLast().attributes()).containsExactly("SUPERUSER", "NOINHERIT");
        assertThat(script.memberships())
                .containsExactly(
                        new RoleMembership("pg_read_all_data", "clerk", false, null, true),
                        new RoleMembership("clerk", "Odd \"Name\"; DROP", true, null, true));
        assertThat(script.leftOut())
                .containsExactly(
                        "ALTER ROLE clerk IN DATABASE shop SET work_mem TO …", "ALTER ROLE stranger SET work_mem TO …");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE clerk SET a TO /* ' */ 'b'; DROP ROLE postgres; -- ';",
                "ALTER ROLE clerk SET a TO $$'$$; DROP ROLE postgres; --';",
            })
    void aStatementThatHidesAnotherIsNeverTaken(String forged) {
        assertThat(GlobalsScript.of("CREATE ROLE clerk;\n" + forged)
                        .roles()
                        .getFirst()
                        .statements())
                .isEmpty();
    }

    @Test
    void backslashesCountInTheTextsThatSayso() {
        var script = GlobalsScript.of("CREATE ROLE clerk; COMMENT ON ROLE clerk IS E'\\'; DROP ROLE x; --';");
        assertThat(script.roles().getFirst().statements())
                .containsExactly("COMMENT ON ROLE \"clerk\" IS E'\\'; DROP ROLE x; --'");
    }

    /** The server ends a comment at a carriage return, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMENT ON ROLE clerk IS 'x' --\r; ALTER ROLE backup WITH SUPERUSER; --\n;",
                "ALTER ROLE clerk SET a TO 'b' --\r; ALTER ROLE backup WITH SUPERUSER; --\n;",
                "ALTER ROLE clerk WITH LOGIN VALID UNTIL '1' --\r; ALTER ROLE backup WITH SUPERUSER; --\n;",
                "ALTER ROLE clerk WITH CONNECTION LIMIT 1 IN ROLE backup;",
                "GRANT clerk TO x --\r; ALTER ROLE backup WITH SUPERUSER; --\n;",
                "ALTER ROLE clerk SET a TO 'b' IN DATABASE x;",
                "ALTER ROLE clerk SET a TO b c d;",
            })
    void whatWouldChangeARoleThatIsThereIsNeverSaid(String forged) {
        var script = GlobalsScript.of("CREATE ROLE clerk;\n" + forged);
        assertThat(script.roles()).extracting(GlobalsScript.Role::name).containsExactly("clerk");
        var clerk = script.roles().getFirst();
        assertThat(Stream.concat(clerk.statements().stream(), clerk.attributes().stream()))
                .noneMatch(said -> said.contains("backup") || said.contains("--") || said.contains("DATABASE"));
        assertThat(script.leftOut()).isNotEmpty().noneMatch(told -> told.contains("\r") || told.contains("'"));
    }

    @Test
    void whatAMembershipHoldsBack() {
        var script = GlobalsScript.of("""
                GRANT a TO b WITH ADMIN OPTION, INHERIT FALSE, SET FALSE GRANTED BY c;
                GRANT a TO d WITH INHERIT TRUE GRANTED BY "c d";
                GRANT a TO e WITH INHERIT TRUE, SET FALSE;
                GRANT a TO f WITH INHERIT MAYBE;
                GRANT a TO g WITH ADMIN OPTION, ;
                GRANT a TO h, i;
                """);
        assertThat(script.memberships())
                .containsExactly(
                        new RoleMembership("a", "b", true, false, false),
                        new RoleMembership("a", "d", false, true, true),
                        new RoleMembership("a", "e", false, true, false));
        assertThat(script.leftOut()).hasSize(3);
    }

    @Test
    void longTexts() {
        var text = "it''s \" x".repeat(1 << 18);
        var script = GlobalsScript.of("CREATE ROLE clerk; COMMENT ON ROLE clerk IS '" + text
                + "'; ALTER ROLE clerk SET a TO E'" + text + "';");
        assertThat(script.roles().getFirst().statements())
                .allSatisfy(said -> assertThat(said.length()).isGreaterThan(1 << 20))
                .hasSize(2);
    }
}
