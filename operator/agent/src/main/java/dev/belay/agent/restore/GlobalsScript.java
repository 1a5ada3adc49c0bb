package dev.belay.agent.restore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the output of {@code pg_dumpall --globals-only} says of roles. It is read, not run: it comes from the repository,
 * and would change roles that are there. What is not known here, a password above all, is left out.
 */
final class GlobalsScript {
    /** Those that a new role does not have by itself. */
    private static final Set<String> ATTRIBUTES =
            Set.of("SUPERUSER", "NOINHERIT", "CREATEROLE", "CREATEDB", "LOGIN", "REPLICATION", "BYPASSRLS");

    /**
     * A role.
     *
     * @param name as PostgreSQL stores it
     * @param attributes those that it does not have by itself, as SQL writes them
     * @param statements its comment and its settings, each a whole statement
     */
    record Role(String name, List<String> attributes, List<String> statements) {
        boolean canLogIn() {
            return attributes.contains("LOGIN");
        }
    }

    /** That one role is a member of another. */
    record Membership(String role, String member, boolean admin) {}

    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final List<Membership> memberships = new ArrayList<>();

    private GlobalsScript() {}

    /** Reads it. */
    static GlobalsScript of(String text) {
        var script = new GlobalsScript();
        new SqlWords(text).statements().forEach(script::statement);
        return script;
    }

    /** In the order in which they are to be created. */
    List<Role> roles() {
        return List.copyOf(roles.values());
    }

    List<Membership> memberships() {
        return List.copyOf(memberships);
    }

    private void statement(SqlWords.Statement s) {
        if (s.size() == 3 && s.startsWith("CREATE", "ROLE")) {
            roles.putIfAbsent(s.name(2), new Role(s.name(2), new ArrayList<>(), new ArrayList<>()));
        } else if (s.size() > 4 && s.startsWith("ALTER", "ROLE") && roles.containsKey(s.name(2))) {
            altered(roles.get(s.name(2)), s);
        } else if (s.size() == 6 && s.startsWith("COMMENT", "ON", "ROLE") && roles.containsKey(s.name(3))) {
            roles.get(s.name(3)).statements().add(s.text());
        } else if (s.size() >= 4 && s.is(0, "GRANT") && s.is(2, "TO")) {
            var admin = s.size() > 6 && s.is(4, "WITH") && s.is(5, "ADMIN") && s.is(6, "OPTION");
            memberships.add(new Membership(s.name(1), s.name(3), admin));
        }
    }

    private static void altered(Role role, SqlWords.Statement s) {
        if (s.is(3, "SET")) {
            role.statements().add(s.text());
            return;
        }
        for (var i = 4; s.is(3, "WITH") && i < s.size(); i++) {
            if (ATTRIBUTES.stream().anyMatch(at(s, i))) {
                role.attributes().add(s.word(i));
            } else if (i + 2 < s.size() && s.is(i, "CONNECTION") && s.is(i + 1, "LIMIT")) {
                role.attributes().add("CONNECTION LIMIT " + Integer.parseInt(s.word(i + 2)));
                i += 2;
            } else if (i + 2 < s.size() && s.is(i, "VALID") && s.is(i + 1, "UNTIL")) {
                role.attributes().add("VALID UNTIL " + s.word(i + 2));
                i += 2;
            }
        }
    }

    private static Predicate<String> at(SqlWords.Statement s, int index) {
        return word -> s.is(index, word);
    }
}
