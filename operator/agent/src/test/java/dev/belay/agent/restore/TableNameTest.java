package dev.belay.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableNameTest {
    @Test
    void quotedNamesOfAnyLength() {
        var name = "a\"\"".repeat(1 << 19);
        assertThat(TableName.quoted("\"" + name + "\".\"t\"")).hasValue(new TableName("a\"".repeat(1 << 19), "t"));
        assertThat(TableName.quoted("a.\"\"")).isEmpty();
        assertThat(TableName.quoted("\"a\"\".t")).isEmpty();
    }
}
