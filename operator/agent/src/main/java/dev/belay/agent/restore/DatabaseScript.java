package dev.belay.agent.restore;

import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.postgres.DatabaseProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the statements of an archive say of the database itself. They are read, not run: they name the database that was
 * dumped, which may be there, and alive.
 */
final class DatabaseScript {
    private static final Set<String> RIGHTS = Set.of("CONNECT", "TEMPORARY", "TEMP", "CREATE", "ALL");

    private final boolean withRoles;
    private final List<DatabaseProperty> properties = new ArrayList<>();

    private DatabaseScript(boolean withRoles) {
        this.withRoles = withRoles;
    }

    /** Whether an entry holds some of them. */
    static boolean isPart(TocEntry entry) {
        return entry.is("DATABASE PROPERTIES")
                || ((entry.is("COMMENT") || entry.is("ACL")) && entry.tag().startsWith("DATABASE "));
    }

    /**
     * Reads them, in the archive's order.
     *
     * @param withRoles whether rights, and settings of single roles, are among what is wanted
     */
    static List<DatabaseProperty> of(List<TocEntry> entries, boolean withRoles) {
        var script = new DatabaseScript(withRoles);
        entries.stream()
                .filter(DatabaseScript::isPart)
                .flatMap(entry -> new SqlWords(entry.definition()).statements().stream())
                .forEach(script::statement);
        return List.copyOf(script.properties);
    }

    private void statement(SqlWords.Statement s) {
        if (s.startsWith("ALTER", "DATABASE") && s.is(3, "CONNECTION") && s.is(4, "LIMIT") && s.isNumber(6)) {
            properties.add(new DatabaseProperty.ConnectionLimit(Integer.parseInt(s.word(6))));
        } else if (s.startsWith("ALTER", "DATABASE")) {
            setting("", s, 3);
        } else if (withRoles && s.startsWith("ALTER", "ROLE") && s.is(3, "IN") && s.is(4, "DATABASE")) {
            setting(s.name(2), s, 6);
        } else if (s.startsWith("COMMENT", "ON", "DATABASE") && s.size() == 6) {
            properties.add(new DatabaseProperty.Comment(s.text(5)));
        } else if (withRoles && (s.is(0, "GRANT") || s.is(0, "REVOKE"))) {
            rights(s);
        }
    }

    /** {@code SET name TO 'value', …}, from a word on. */
    private void setting(String role, SqlWords.Statement s, int at) {
        if (s.is(at, "SET") && s.is(at + 2, "TO") && s.size() > at + 3) {
            var values = new ArrayList<String>();
            for (var i = at + 3; i < s.size(); i += 2) {
                values.add(s.text(i));
            }
            properties.add(new DatabaseProperty.Setting(role, s.name(at + 1), List.copyOf(values)));
        }
    }

    /** {@code CONNECT, TEMPORARY ON DATABASE name TO role WITH GRANT OPTION}, behind GRANT or REVOKE. */
    private void rights(SqlWords.Statement s) {
        var kinds = new ArrayList<String>();
        var at = 1;
        for (; at < s.size() && !s.is(at, "ON"); at++) {
            if (RIGHTS.contains(s.word(at))) {
                kinds.add(s.word(at));
            } else if (!s.is(at, ",")) {
                return;
            }
        }
        if (s.is(at + 1, "DATABASE") && s.size() > at + 4) {
            properties.add(new DatabaseProperty.Rights(
                    s.is(0, "GRANT"),
                    List.copyOf(kinds),
                    s.is(at + 4, "PUBLIC") ? "" : s.name(at + 4),
                    s.is(at + 6, "GRANT")));
        }
    }
}
