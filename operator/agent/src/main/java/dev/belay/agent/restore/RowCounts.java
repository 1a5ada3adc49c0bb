package dev.belay.agent.restore;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.QueryRows;
import dev.belay.agent.postgres.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Compares the rows of a restored database with those of its backup. Where a row lies among the partitions of one table
 * may differ: the hash of an enum's value, or of an OID, is not the same in another database. Of these it is the sum that must hold, for
 * the server itself keeps a row out of a partition where it does not belong.
 */
final class RowCounts {
    /** Of a partition, all that have the same topmost parent; nothing for any other table. */
    private static final String TREE = """
            SELECT n.nspname, c.relname FROM pg_catalog.pg_partition_tree(pg_catalog.pg_partition_root(?::regclass)) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            """;

    private final Server server;
    private final String database;
    private final int jobs;
    private final Map<TableName, Long> found = new ConcurrentHashMap<>();
    private final Queue<Partition> differing = new ConcurrentLinkedQueue<>();

    /** A table that has other rows than in the backup, and those that may have them. */
    private record Partition(TableRows rows, Set<TableName> tree) {}

    /** @param jobs tables that are counted at once */
    RowCounts(Server server, String database, int jobs) {
        this.server = server;
        this.database = database;
        this.jobs = jobs;
    }

    /**
     * Does it, the largest table first, so that none of them is left alone at the end.
     *
     * @throws AgentException {@link Reason#ValidationFailed} for the first that has other rows
     */
    void compare(List<TableRows> tables) {
        var largestFirst = tables.stream()
                .sorted(Comparator.comparingLong(TableRows::rows).reversed())
                .toList();
        new OverConnections(server, database, jobs, Validation::unasked).each(largestFirst, this::compare);
        for (var partition : differing) {
            if (sum(partition.tree()) != expected(tables, partition.tree())) {
                throw differs(partition.rows());
            }
        }
    }

    private void compare(Connection connection, TableRows table) {
        try {
            var rows = count(connection, sql(table));
            found.put(name(table), rows);
            if (table.partOfExtension() ? rows < table.rows() : rows != table.rows()) {
                var tree = tree(connection, sql(table));
                if (tree.isEmpty()) {
                    throw differs(table);
                }
                differing.add(new Partition(table, tree));
            }
        } catch (SQLException e) {
            throw Validation.failed("table " + sql(table) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private AgentException differs(TableRows table) {
        return Validation.failed(
                "table " + sql(table) + " has " + found.get(name(table)) + " rows, the backup " + table.rows(), null);
    }

    private long sum(Set<TableName> tree) {
        return tree.stream().mapToLong(name -> found.getOrDefault(name, 0L)).sum();
    }

    private static long expected(List<TableRows> tables, Set<TableName> tree) {
        return tables.stream()
                .filter(table -> tree.contains(name(table)))
                .mapToLong(TableRows::rows)
                .sum();
    }

    private static long count(Connection connection, String sqlName) throws SQLException {
        try (var statement = connection.createStatement();
                // ONLY: the rows of children are counted as the children's.
                var row = statement.executeQuery("SELECT count(*) FROM ONLY " + sqlName)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Set<TableName> tree(Connection connection, String sqlName) throws SQLException {
        return QueryRows.of(connection, TREE, sqlName).stream()
                .map(row -> new TableName(row.getFirst(), row.getLast()))
                .collect(Collectors.toSet());
    }

    private static TableName name(TableRows table) {
        return new TableName(table.schema(), table.name());
    }

    private static String sql(TableRows table) {
        return name(table).sql();
    }
}
