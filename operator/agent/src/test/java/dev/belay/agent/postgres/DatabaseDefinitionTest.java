package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseDefinitionTest {
    private static String statement(String dumped) {
        return DatabaseDefinition.of(dumped).statement("a\"b");
    }

    @Test
    void takesEncodingAndLocaleOver() {
        assertThat(statement("CREATE DATABASE shop WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc"
                        + " LOCALE = 'C.UTF-8' TABLESPACE = fast;\n"))
                .isEqualTo("CREATE DATABASE \"a\"\"b\" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc"
                        + " LOCALE 'C.UTF-8'");
    }

    @Test
    void takesNothingElseOver() {
        assertThat(statement("CREATE DATABASE \"x LOCALE = 'evil'\" WITH TEMPLATE = template0 OWNER = mallory;"
                        + " DROP DATABASE shop;"))
                .isEqualTo("CREATE DATABASE \"a\"\"b\" TEMPLATE template0");
    }

    @Test
    void takesLongTexts() {
        var rules = "& a < ''x'' ".repeat(1 << 17);
        assertThat(statement("CREATE DATABASE shop WITH TEMPLATE = template0 ICU_RULES = '" + rules + "';"))
                .endsWith(" ICU_RULES '" + rules + "'");
    }

    @Test
    void withoutLocaleOnlyTheEncodingStays() {
        assertThat(DatabaseDefinition.of("CREATE DATABASE shop WITH TEMPLATE = template0 ENCODING = 'LATIN1'"
                                + " LC_COLLATE = 'de_DE' LC_CTYPE = 'de_DE';")
                        .withoutLocale()
                        .statement("x"))
                .isEqualTo("CREATE DATABASE \"x\" TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    }

    @Test
    void withoutAStatementTheServersDefaultsHold() {
        assertThat(DatabaseDefinition.of(null).statement("x")).isEqualTo("CREATE DATABASE \"x\" TEMPLATE template0");
    }
}
