package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.QueryRows;
import dev.belay.agent.postgres.Server;
import java.sql.SQLException;
import java.util.List;

/** Columns in which tables keep the numbers of large objects, as far as their type tells: an oid, or a domain over it. */
final class LargeObjectColumns {
    private static final String QUERY = """
            SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname)
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
              AND 'oid'::regtype IN (t.oid, t.typbasetype)
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
            ORDER BY 1
            """;

    private LargeObjectColumns() {}

    /** Those of a database, as SQL writes them. */
    static List<String> of(Server server, String database) {
        try (var connection = Connections.open(server, database)) {
            return QueryRows.of(connection, QUERY).stream().map(List::getFirst).toList();
        } catch (SQLException e) {
            throw new AgentException(
                    Reason.RestoreFailed, "the restored tables cannot be looked at: " + e.getMessage(), e);
        }
    }
}
