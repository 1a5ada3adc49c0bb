package dev.belay.agent.restore.script;

import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.postgres.DatabaseProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the statements of an archive say of the database itself. They are read, not run: they name the database that was
 * dumped, which may be there, and alive.
 */
public final class DatabaseScript {
    private static final Set<String> RIGHTS = Set.of("CONNECT", "TEMPORARY", "TEMP", "CREATE", "ALL");

    private final boolean withRoles;
    private final List<DatabaseProperty> properties = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private DatabaseScript(boolean withRoles) {
        this.withRoles = withRoles;
    }

    /** Whether an entry holds some of them. */
    public static boolean isPart(TocEntry entry) {
        return entry.is("DATABASE PROPERTIES")
                || ((entry.is("COMMENT") || entry.is("ACL")) && entry.tag().startsWith("DATABASE "));
    }

    /**
     * Reads the statements about the database itself out of an archive's contents, and none about what is in it.
     *
     * @param withRoles whether rights, and settings of single roles, are among what is wanted
     */
    public static DatabaseScript of(List<TocEntry> entries, boolean withRoles) {
        var script = new DatabaseScript(withRoles);
        entries.stream()
                .filter(DatabaseScript::isPart)
                .flatMap(entry -> new SqlWords(entry.definition()).statements().stream())
                .forEach(script::statement);
        return script;
    }

    /** In the archive's order. */
    public List<DatabaseProperty> properties() {
        return List.copyOf(properties);
    }

    /** Statements that are not understood, in words for people. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private void statement(SqlWords.Statement s) {
        if (s.is(1, "SESSION") || (!withRoles && isOfRoles(s))) {
            return; // who grants, between the rights; and what is not wanted
        }
        var property = s.isClear() ? property(s) : Optional.<DatabaseProperty>empty();
        property.ifPresentOrElse(properties::add, () -> leftOut.add(s.told()));
    }

    private static boolean isOfRoles(SqlWords.Statement s) {
        return s.is(0, "GRANT") || s.is(0, "REVOKE") || s.startsWith("ALTER", "ROLE");
    }

    private static Optional<DatabaseProperty> property(SqlWords.Statement s) {
        if (s.startsWith("ALTER", "DATABASE") && s.is(3, "CONNECTION") && s.is(4, "LIMIT") && s.isNumber(6)) {
            return Optional.of(new DatabaseProperty.ConnectionLimit(Integer.parseInt(s.word(6))));
        }
        if (s.startsWith("ALTER", "DATABASE")) {
            return setting("", s, 3);
        }
        if (s.startsWith("ALTER", "ROLE") && s.is(3, "IN") && s.is(4, "DATABASE")) {
            return setting(s.name(2), s, 6);
        }
        if (s.startsWith("COMMENT", "ON", "DATABASE") && s.size() == 6) {
            return Optional.of(new DatabaseProperty.Comment(s.text(5)));
        }
        return s.is(0, "GRANT") || s.is(0, "REVOKE") ? rights(s) : Optional.empty();
    }

    private static Optional<DatabaseProperty> setting(String role, SqlWords.Statement s, int at) {
        return s.setting(at).map(found -> new DatabaseProperty.Setting(role, found.name(), found.values()));
    }

    /** {@code CONNECT, TEMPORARY ON DATABASE name TO role WITH GRANT OPTION}, behind GRANT or REVOKE. */
    private static Optional<DatabaseProperty> rights(SqlWords.Statement s) {
        var kinds = new ArrayList<String>();
        var at = 1;
        for (; at < s.size() && !s.is(at, "ON"); at++) {
            if (RIGHTS.contains(s.word(at))) {
                kinds.add(s.word(at));
            } else if (!s.is(at, ",")) {
                return Optional.empty();
            }
        }
        if (!s.is(at + 1, "DATABASE") || s.size() <= at + 4) {
            return Optional.empty();
        }
        return Optional.of(new DatabaseProperty.Rights(
                s.is(0, "GRANT"),
                List.copyOf(kinds),
                s.is(at + 4, "PUBLIC") ? "" : s.name(at + 4),
                s.is(at + 6, "GRANT")));
    }
}
