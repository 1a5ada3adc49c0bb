package dev.belay.faults.server;

import dev.belay.agent.postgres.Programs;
import dev.belay.agent.postgres.Sql;
import dev.belay.agent.postgres.ThrowawayPostgres;
import dev.belay.faults.machine.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL of the campaign's own, that can be stopped without a word to anybody. */
public final class DatabaseServer implements AutoCloseable {
    /** A process that dies takes nothing with it that was committed: what is in the page cache stays. */
    private final ThrowawayPostgres postgres =
            ThrowawayPostgres.start(List.of("synchronous_commit=on", "full_page_writes=on", "max_connections=40"));

    private final Path passwords;
    private final Path data;

    public DatabaseServer(Path folder) throws IOException, SQLException {
        try {
            passwords = Files.createFile(
                    folder.resolve("pgpass"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwords, "*:*:*:*:" + postgres.password() + "\n");
            data = Path.of(texts("postgres", "SHOW data_directory").getFirst());
        } catch (IOException | SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    public ThrowawayPostgres postgres() {
        return postgres;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(postgres.host(), postgres.port());
    }

    /** Ends every process of the server as a crash would. */
    public void stopAtOnce() throws IOException {
        control("stop", "--mode=immediate", "--wait");
    }

    public void start() throws IOException {
        control("start", "--wait", "--log=" + data.resolveSibling("log"), "--options=-p " + postgres.port());
    }

    /** Starts it if it is down. */
    public void mustBeUp() throws IOException {
        try {
            control("status");
        } catch (IOException e) {
            start();
        }
    }

    private void control(String verb, String... options) throws IOException {
        var command = new ArrayList<String>();
        if (Program.isRoot()) {
            command.addAll(List.of("runuser", "-u", Files.getOwner(data).getName(), "--"));
        }
        command.addAll(List.of(Programs.find("pg_ctl").toString(), verb, "--silent", "--pgdata=" + data));
        command.addAll(List.of(options));
        // What it starts must not hold a pipe of ours.
        command.addAll(0, List.of("sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh"));
        Program.run(Map.of("PWD", "/"), command);
    }

    /** The first column of a query's answer. */
    public List<String> texts(String database, String query) throws SQLException {
        try (var connection = postgres.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    public List<String> databases() throws SQLException {
        return texts("postgres", "SELECT datname FROM pg_database ORDER BY 1");
    }

    public void execute(String database, String... statements) {
        postgres.execute(database, statements);
    }

    /** Makes a database with the content of another, to which nobody is connected. */
    public void copy(String from, String to) {
        execute("postgres", "CREATE DATABASE " + Sql.identifier(to) + " TEMPLATE " + Sql.identifier(from));
    }

    public void rename(String from, String to) {
        execute("postgres", "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to));
    }

    /** Lets the comments that restores leave on their databases be of another time. */
    public void ageComments(Duration by) throws SQLException {
        var then = Instant.now().minus(by).truncatedTo(ChronoUnit.SECONDS);
        for (var statement :
                texts("postgres", """
                SELECT format('COMMENT ON DATABASE %I IS %L', datname,
                              regexp_replace(shobj_description(oid, 'pg_database'), '("startedAt":)"[^"]*"', '\\1"%s"'))
                FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%%"startedAt"%%'
                """.replace("%s", then.toString()).replace("%%", "%"))) {
            execute("postgres", statement);
        }
    }

    public void drop(String database) {
        execute("postgres", "DROP DATABASE IF EXISTS " + Sql.identifier(database) + " WITH (FORCE)");
    }

    /** What PostgreSQL's own programs need to know to find a database here. */
    public Map<String, String> environment() {
        return Map.of(
                "PGPASSFILE", passwords.toString(),
                "PGHOST", postgres.host(),
                "PGPORT", Integer.toString(postgres.port()),
                "PGUSER", postgres.user());
    }

    @Override
    public void close() {
        postgres.close();
    }
}
