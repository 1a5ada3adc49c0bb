package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoleMembershipTest {
    private static final RoleMembership PLAIN = new RoleMembership("a\"b", "c", false, null, true);
    private static final RoleMembership NARROW = new RoleMembership("a", "b", true, false, false);

    @Test
    void asItWas() {
        assertThat(PLAIN.statement(16)).hasValue("GRANT \"a\"\"b\" TO \"c\"");
        assertThat(NARROW.statement(16)).hasValue("GRANT \"a\" TO \"b\" WITH ADMIN OPTION, INHERIT FALSE, SET FALSE");
        assertThat(new RoleMembership("a", "b", false, true, true).statement(17))
                .hasValue("GRANT \"a\" TO \"b\" WITH INHERIT TRUE");
    }

    @Test
    void whereNothingCanBeHeldBackNoneIsMade() {
        assertThat(PLAIN.statement(15)).hasValue("GRANT \"a\"\"b\" TO \"c\"");
        assertThat(new RoleMembership("a", "b", true, true, true).statement(15))
                .hasValue("GRANT \"a\" TO \"b\" WITH ADMIN OPTION");
        assertThat(NARROW.statement(15)).isEmpty();
        assertThat(new RoleMembership("a", "b", false, true, false).statement(15))
                .isEmpty();
        assertThat(new RoleMembership("a", "b", false, false, true).statement(15))
                .isEmpty();
    }
}
