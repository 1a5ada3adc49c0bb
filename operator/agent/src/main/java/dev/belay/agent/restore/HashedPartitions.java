package dev.belay.agent.restore;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.QueryRows;
import dev.belay.agent.postgres.Server;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Partitions whose rows may belong to another one of the same table in another database: the hash of an enum's value
 * goes by its OID, as does that of what a dump names and the server keeps as an OID, such as a regclass. For keys that
 * are enums pg_dump sees to it, and has the rows go by the topmost parent; for those others, and for arrays, rows and
 * ranges that may hold some, it does not.
 */
final class HashedPartitions {
    /** Any array, whatever it holds: rows that go by the parent for nothing only take longer. */
    private static final String QUERY = """
            SELECT DISTINCT ns.nspname, c.relname, rns.nspname, r.relname FROM pg_catalog.pg_partitioned_table p
            CROSS JOIN LATERAL pg_catalog.pg_partition_tree(p.partrelid) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid JOIN pg_catalog.pg_namespace ns ON ns.oid = c.relnamespace
            JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.pg_partition_root(p.partrelid)
            JOIN pg_catalog.pg_namespace rns ON rns.oid = r.relnamespace
            WHERE t.isleaf AND p.partstrat = 'h'
            AND EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.oid = ANY (p.partclass)
                        AND o.opcname IN ('oid_ops', 'oidvector_ops', 'aclitem_ops',
                                          'array_ops', 'record_ops', 'range_ops', 'multirange_ops'))
            """;

    private static final int FIRST_WITH_TREES = 12;

    private HashedPartitions() {}

    /** Of each its topmost parent, by its name as SQL takes it. */
    static Map<String, TableName> of(Server server, String database) {
        try (var connection = Connections.open(server, database)) {
            if (connection.getMetaData().getDatabaseMajorVersion() < FIRST_WITH_TREES) {
                return Map.of();
            }
            return QueryRows.of(connection, QUERY).stream()
                    .collect(Collectors.toMap(
                            row -> new TableName(row.get(0), row.get(1)).sql(),
                            row -> new TableName(row.get(2), row.get(3))));
        } catch (SQLException e) {
            throw new AgentException(
                    Reason.RestoreFailed, "the restored tables cannot be looked at: " + e.getMessage(), e);
        }
    }
}
