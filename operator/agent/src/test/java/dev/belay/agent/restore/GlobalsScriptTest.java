package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.restore.GlobalsScript.Membership;
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
                .containsExactly("CREATEDB", "LOGIN", "CONNECTION LIMIT 7", "VALID UNTIL '2030-01-01 00:00:00+00'");
        assertThat(clerk.statements())
                .containsExactly(
                        "COMMENT ON ROLE clerk IS 'it''s; a\nclerk'", "ALTER ROLE clerk SET search_path TO 'a', 'b;c'");
        assertThat(script.roles().getLast().attributes()).containsExactly("SUPERUSER", "NOINHERIT");
        assertThat(script.memberships())
                .containsExactly(
                        new Membership("pg_read_all_data", "clerk", false),
                        new Membership("clerk", "Odd \"Name\"; DROP", true));
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
                .containsExactly("COMMENT ON ROLE clerk IS E'\\'; DROP ROLE x; --'");
    }
}
