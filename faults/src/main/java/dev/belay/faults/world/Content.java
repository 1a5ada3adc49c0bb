package dev.belay.faults.world;

import dev.belay.agent.postgres.Programs;
import dev.belay.faults.machine.Program;
import dev.belay.faults.plan.Store;
import dev.belay.faults.server.DatabaseServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The databases of the campaign: what is in them, how it changes, and when two are the same. */
public final class Content {
    private final DatabaseServer server;

    Content(DatabaseServer server) {
        this.server = server;
    }

    /**
     * Fills an empty database with a little of everything, and with bytes that do not compress: for S3 more than go
     * into one part.
     */
    void create(String database, Store store) {
        var noise = store == Store.S3 ? 1_150 : 150;
        server.execute(
                database,
                "CREATE TABLE marker (version int PRIMARY KEY, at timestamptz DEFAULT now())",
                "CREATE TABLE noise (id int PRIMARY KEY, bytes bytea)",
                "INSERT INTO noise SELECT g, decode((SELECT string_agg(md5(g || ' ' || i), '') FROM generate_series(1, 512) i),"
                        + " 'hex') FROM generate_series(1, " + noise + ") g",
                "CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE \"Ördérs; 'x'\" (id bigserial PRIMARY KEY, customer bigint REFERENCES customers, total numeric, note text)",
                "INSERT INTO customers (name) SELECT 'customer ' || g FROM generate_series(1, 2000) g",
                "INSERT INTO \"Ördérs; 'x'\" (customer, total, note) SELECT 1 + g % 2000, g / 7.0,"
                        + " CASE WHEN g % 3 = 0 THEN NULL ELSE E'line\\nbreak \\\\.' END FROM generate_series(1, 20000) g",
                "CREATE INDEX ON \"Ördérs; 'x'\" (customer, total)",
                "CREATE VIEW totals AS SELECT customer, sum(total) FROM \"Ördérs; 'x'\" GROUP BY customer",
                "CREATE SEQUENCE tickets START 500",
                "SELECT lo_from_bytea(4242, decode(repeat('00ff0a5c', 50000), 'hex'))");
    }

    /** Changes it, so that no two versions are alike. */
    void advance(String database, int version) {
        server.execute(
                database,
                "INSERT INTO marker (version) VALUES (" + version + ")",
                "INSERT INTO customers (name) VALUES ('of version " + version + "')",
                "UPDATE \"Ördérs; 'x'\" SET total = total + 1 WHERE id % 100 = " + version,
                "DELETE FROM noise WHERE id = " + version,
                "SELECT nextval('tickets')",
                "SELECT lo_put(4242, " + version + ", '\\xbe')");
    }

    /** A digest of all that is in a database: rows, sequences, large objects, definitions. */
    public String digest(String database) throws IOException, SQLException {
        var lines = new StringBuilder();
        try (var connection = server.postgres().connect(database);
                var statement = connection.createStatement()) {
            for (var query : queries(database)) {
                try (var rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        lines.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return hex(lines + definitions(database));
    }

    private List<String> queries(String database) throws SQLException {
        var queries = server.texts(database, """
                SELECT format('SELECT %L || count(*) || md5(coalesce(string_agg(md5(t::text), '''' ORDER BY t::text COLLATE "C"), '''')) FROM ONLY %s t',
                              oid::regclass, oid::regclass)
                FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C"
                """);
        queries.add(
                "SELECT sequencename || coalesce(last_value, 0) FROM pg_sequences ORDER BY sequencename COLLATE \"C\"");
        queries.add("SELECT oid || md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid");
        return queries;
    }

    /** What pg_dump says of it, without its random tokens and comments. */
    private String definitions(String database) throws IOException {
        var dump = Program.run(
                server.environment(),
                List.of(Programs.find("pg_dump").toString(), "--schema-only", "--no-password", "--dbname=" + database));
        return dump.lines()
                .filter(line -> !line.startsWith("\\") && !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
