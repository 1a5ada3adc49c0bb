package dev.belay.agent.postgres;

import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * That one role is a member of another.
 *
 * @param admin whether it may let others in
 * @param inherit whether it has the role's rights without asking for them; null where the member itself tells, as before
 *     PostgreSQL 16
 * @param set whether it may become the role
 */
public record RoleMembership(
        String role, String member, boolean admin, @Nullable Boolean inherit, boolean set) {
    /** The first server whose memberships can hold something back. */
    private static final int WITH_OPTIONS = 16;

    /**
     * The SQL that makes it.
     *
     * @param serverVersion the major one
     * @return empty where the server would give more than this one gives
     */
    public Optional<String> statement(int serverVersion) {
        var sql = "GRANT " + Sql.identifier(role) + " TO " + Sql.identifier(member);
        var options = new StringJoiner(", ", " WITH ", "").setEmptyValue("");
        if (admin) {
            options.add("ADMIN OPTION");
        }
        if (serverVersion < WITH_OPTIONS) {
            return set && !Boolean.FALSE.equals(inherit) ? Optional.of(sql + options) : Optional.empty();
        }
        if (inherit != null) {
            options.add(inherit ? "INHERIT TRUE" : "INHERIT FALSE");
        }
        if (!set) {
            options.add("SET FALSE");
        }
        return Optional.of(sql + options);
    }
}
