package dev.belay.agent.doctor;

import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.DatabaseList;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether our role can read all that a dump reads, in each database: one that cannot be reached hides no other. */
final class ReadRights {
    private static final String NAME = "read-rights";

    /** What pg_dump reads: tables and sequences in schemas that it may enter, and no rows hidden from it. */
    private static final String UNREADABLE = """
            SELECT format('%I.%I', n.nspname, c.relname)
                   || CASE WHEN c.relkind IN ('r', 'p') AND row_security_active(c.oid) THEN ' (row security)' ELSE '' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm', 'S') AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
              AND (NOT has_schema_privilege(n.oid, 'USAGE')
                   OR NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                               ELSE has_table_privilege(c.oid, 'SELECT') END
                   OR (c.relkind IN ('r', 'p') AND row_security_active(c.oid)))
            ORDER BY 1
            """;

    /** pg_read_all_data does not reach them. One of each owner is enough to say so: there may be millions. */
    private static final String UNREADABLE_OBJECTS = """
            SELECT min(l.oid)::text, r.rolname, r.rolsuper
            FROM pg_largeobject_metadata l JOIN pg_roles r ON r.oid = l.lomowner
            WHERE NOT pg_has_role(l.lomowner, 'USAGE') AND current_setting('lo_compat_privileges') = 'off'
              AND NOT EXISTS (SELECT FROM aclexplode(l.lomacl) a WHERE a.privilege_type = 'SELECT'
                              AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))
            GROUP BY r.rolname, r.rolsuper ORDER BY 2
            """;

    private final Subject subject;
    private final List<String> unreached = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<String> objects = new ArrayList<>();
    private final Set<String> grants = new LinkedHashSet<>();

    ReadRights(Subject subject) {
        this.subject = subject;
    }

    Check check() throws SQLException {
        var server = Server.of(subject.policy().spec().database(), subject.secrets());
        var databases = DatabaseList.of(subject.policy().spec().database(), server);
        for (var database : databases) {
            try {
                look(server, database);
            } catch (AgentException e) {
                unreached.add(database + ": " + e.text());
            }
        }
        var said = new ArrayList<>(unreached);
        if (!tables.isEmpty() || !objects.isEmpty()) {
            said.add(server.user() + " cannot read " + String.join("; ", unreadable()));
        }
        if (said.isEmpty()) {
            return Check.ok(NAME, server.user() + " can read every table of " + String.join(", ", databases));
        }
        var todo = new ArrayList<>(grants);
        if (!unreached.isEmpty()) {
            todo.add("see to it that " + server.user() + " can connect to each");
        }
        return Check.failed(NAME, String.join("; ", said), String.join("; ", todo));
    }

    /** All of the tables would be too many to say. */
    private List<String> unreadable() {
        var said = new ArrayList<String>();
        if (!tables.isEmpty()) {
            said.add(tables.getFirst() + (tables.size() == 1 ? "" : " and " + (tables.size() - 1) + " more"));
        }
        said.addAll(objects);
        return said;
    }

    private void look(Server server, String database) throws SQLException {
        var role = Sql.identifier(server.user());
        try (var connection = Connections.open(server, database);
                var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(UNREADABLE)) {
                while (rows.next()) {
                    var table = rows.getString(1);
                    tables.add(database + ": " + table);
                    grants.add("GRANT pg_read_all_data TO " + role);
                    if (table.endsWith("(row security)")) {
                        grants.add("ALTER ROLE " + role + " BYPASSRLS");
                    }
                }
            }
            try (var rows = statement.executeQuery(UNREADABLE_OBJECTS)) {
                while (rows.next()) {
                    var owner = rows.getString(2);
                    objects.add(database + ": large object " + rows.getString(1) + " of " + owner);
                    grants.add(
                            rows.getBoolean(3)
                                    ? "in the database " + database + ": " + eachOf(owner, server.user())
                                    : "GRANT " + Sql.identifier(owner) + " TO " + role);
                }
            }
        }
    }

    /** Nobody should become a superuser to read what one has left; for each object that comes it is to be run again. */
    private static String eachOf(String superuser, String role) {
        return "DO $$DECLARE o oid; BEGIN FOR o IN SELECT oid FROM pg_largeobject_metadata WHERE"
                + " pg_get_userbyid(lomowner) = " + Sql.literal(superuser)
                + " LOOP EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO %I', o, " + Sql.literal(role)
                + "); END LOOP; END$$";
    }
}
