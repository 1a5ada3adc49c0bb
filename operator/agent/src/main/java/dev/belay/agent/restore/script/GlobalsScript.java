package dev.belay.agent.restore.script;

import dev.belay.agent.postgres.RoleMembership;
import dev.belay.agent.postgres.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the output of {@code pg_dumpall --globals-only} says of roles. It is read, not run: it comes from the repository,
 * and would change roles that are there. What is to be run is written anew, from names and texts; what is not known here
 * is left out, as is every password.
 */
public final class GlobalsScript {
    /** Those that a new role does not have by itself. */
    private static final Set<String> ATTRIBUTES =
            Set.of("SUPERUSER", "NOINHERIT", "CREATEROLE", "CREATEDB", "LOGIN", "REPLICATION", "BYPASSRLS");

    /** Those that it has. */
    private static final Set<String> DEFAULTS =
            Set.of("NOSUPERUSER", "INHERIT", "NOCREATEROLE", "NOCREATEDB", "NOLOGIN", "NOREPLICATION", "NOBYPASSRLS");

    private static final Set<String> MEMBERSHIP_OPTIONS =
            Set.of("ADMIN OPTION", "INHERIT TRUE", "INHERIT FALSE", "SET TRUE", "SET FALSE");

    /**
     * A role.
     *
     * @param name as PostgreSQL stores it
     * @param attributes those that it does not have by itself, as SQL writes them
     * @param statements its comment and its settings, each a whole statement
     */
    public record Role(String name, List<String> attributes, List<String> statements) {
        public boolean canLogIn() {
            return attributes.contains("LOGIN");
        }
    }

    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final List<RoleMembership> memberships = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private GlobalsScript() {}

    /** Reads what pg_dumpall has written; what is not known here ends in {@link #leftOut()}. */
    public static GlobalsScript of(String text) {
        var script = new GlobalsScript();
        for (var s : new SqlWords(text).statements()) {
            if (!isOfNoRole(s) && !(s.isClear() && script.isTaken(s))) {
                script.leftOut.add(s.told());
            }
        }
        return script;
    }

    /** In the order in which they are to be created. */
    public List<Role> roles() {
        return List.copyOf(roles.values());
    }

    public List<RoleMembership> memberships() {
        return List.copyOf(memberships);
    }

    /** Statements that are not understood, in words for people. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Settings of the session, and tablespaces. */
    private static boolean isOfNoRole(SqlWords.Statement s) {
        return s.is(0, "SET")
                || s.is(1, "TABLESPACE")
                || s.startsWith("COMMENT", "ON", "TABLESPACE")
                || ((s.is(0, "GRANT") || s.is(0, "REVOKE")) && s.words().contains("TABLESPACE"));
    }

    private boolean isTaken(SqlWords.Statement s) {
        if (s.size() == 3 && s.startsWith("CREATE", "ROLE")) {
            roles.putIfAbsent(s.name(2), new Role(s.name(2), new ArrayList<>(), new ArrayList<>()));
            return true;
        }
        if (s.size() > 4 && s.startsWith("ALTER", "ROLE") && roles.containsKey(s.name(2))) {
            return isTaken(roles.get(s.name(2)), s);
        }
        if (s.size() == 6 && s.startsWith("COMMENT", "ON", "ROLE") && roles.containsKey(s.name(3)) && s.is(4, "IS")) {
            var comment = "COMMENT ON ROLE " + Sql.identifier(s.name(3)) + " IS " + Sql.literal(s.text(5));
            return roles.get(s.name(3)).statements().add(comment);
        }
        return s.size() >= 4 && s.is(0, "GRANT") && s.is(2, "TO") && isMembership(s);
    }

    private static boolean isTaken(Role role, SqlWords.Statement s) {
        if (s.is(3, "WITH")) {
            return areAttributes(role, s);
        }
        var setting = s.setting(3);
        setting.ifPresent(found -> role.statements()
                .add("ALTER ROLE " + Sql.identifier(role.name()) + " SET " + Sql.identifier(found.name()) + " TO "
                        + found.values().stream().map(Sql::literal).collect(Collectors.joining(", "))));
        return setting.isPresent();
    }

    /** Takes those that are known; false if there is another. */
    private static boolean areAttributes(Role role, SqlWords.Statement s) {
        var allKnown = true;
        for (var i = 4; i < s.size(); i++) {
            if (ATTRIBUTES.contains(s.word(i))) {
                role.attributes().add(s.word(i));
            } else if (s.is(i, "CONNECTION") && s.is(i + 1, "LIMIT") && s.isNumber(i + 2)) {
                role.attributes().add("CONNECTION LIMIT " + Integer.parseInt(s.word(i + 2)));
                i += 2;
            } else if (s.is(i, "VALID") && s.is(i + 1, "UNTIL") && i + 2 < s.size()) {
                role.attributes().add("VALID UNTIL " + Sql.literal(s.text(i + 2)));
                i += 2;
            } else if (s.is(i, "PASSWORD")) {
                i++;
            } else {
                allKnown &= DEFAULTS.contains(s.word(i));
            }
        }
        return allKnown;
    }

    /** {@code GRANT role TO member WITH ADMIN OPTION, INHERIT FALSE GRANTED BY other}. */
    private boolean isMembership(SqlWords.Statement s) {
        var options = new HashSet<String>();
        var at = 4;
        if (s.is(at, "WITH")) {
            do {
                var option = at + 2 < s.size() ? s.word(at + 1) + " " + s.word(at + 2) : "";
                if (!MEMBERSHIP_OPTIONS.contains(option)) {
                    return false;
                }
                options.add(option);
                at += 3;
            } while (s.is(at, ","));
        }
        if (at != s.size() && !(s.is(at, "GRANTED") && s.is(at + 1, "BY") && s.size() == at + 3)) {
            return false;
        }
        var says = options.contains("INHERIT TRUE") || options.contains("INHERIT FALSE");
        return memberships.add(new RoleMembership(
                s.name(1),
                s.name(3),
                options.contains("ADMIN OPTION"),
                says ? !options.contains("INHERIT FALSE") : null,
                !options.contains("SET FALSE")));
    }
}
