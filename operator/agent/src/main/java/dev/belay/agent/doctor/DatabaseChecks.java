package dev.belay.agent.doctor;

import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.postgres.Connections;
import dev.belay.agent.postgres.DatabaseList;
import dev.belay.agent.postgres.Leftovers;
import dev.belay.agent.postgres.RoleRights;
import dev.belay.agent.postgres.Server;
import dev.belay.agent.postgres.ToolVersion;
import dev.belay.api.policy.SslMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The database, and what our role may do there. */
final class DatabaseChecks {
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private final Subject subject;

    DatabaseChecks(Subject subject) {
        this.subject = subject;
    }

    Check connection() throws SQLException {
        var server = server();
        var tls = ask(
                        database(server),
                        "SELECT coalesce((SELECT version FROM pg_stat_ssl"
                                + " WHERE pid = pg_backend_pid() AND ssl), '')")
                .getFirst();
        var said = "connected to " + server + (tls.isEmpty() ? ", not encrypted" : ", " + tls);
        if (server.sslMode() == SslMode.VERIFY_FULL || isHere(server.host())) {
            return Check.ok("connection", said);
        }
        return Check.warning(
                "connection",
                said + "; sslMode " + server.sslMode().text() + " does not make sure that it is the right server",
                "set spec.database.sslMode to verify-full and put the server's CA into the secret's ca.crt");
    }

    Check version() throws SQLException {
        var server = ask(database(server()), "SHOW server_version").getFirst();
        var tool = ToolVersion.of("pg_dump");
        return ToolVersion.major(tool) < ToolVersion.major(server)
                ? Check.failed(
                        "server-version",
                        "the server is " + server + ", and pg_dump " + tool + " cannot dump a newer one",
                        "install the client programs of PostgreSQL " + ToolVersion.major(server) + " or newer")
                : Check.ok("server-version", "the server is " + server + ", pg_dump " + tool);
    }

    /** Without these a backup works, and a restore on this server does not. */
    Check restoreRights() throws SQLException {
        var server = server();
        var obstacles = new ArrayList<String>();
        var todo = new ArrayList<String>();
        for (var database : DatabaseList.of(subject.policy().spec().database(), server)) {
            var rights = RoleRights.of(server, database);
            if (!rights.createsDatabases() && obstacles.isEmpty()) {
                obstacles.add("may not create databases, which a restore needs");
                todo.add(RoleRights.grantCreate(rights.role()));
            }
            if (!rights.owns() && !rights.owner().isEmpty()) {
                obstacles.add("does not own " + database + ", which --swap needs");
                todo.add(rights.grantOwnership(database));
            }
        }
        return obstacles.isEmpty()
                ? Check.ok("restore-rights", server.user() + " may create databases and owns those of the policy")
                : Check.warning(
                        "restore-rights",
                        server.user() + " " + String.join("; ", obstacles),
                        "where backups are to be restored on this server: "
                                + todo.stream().distinct().collect(Collectors.joining("; ")));
    }

    Check clock() throws SQLException {
        var theirs = Instant.parse(ask(
                        database(server()),
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                .getFirst());
        return Clocks.compare(
                "database-clock", "the database's", theirs, subject.clock().instant(), CLOCKS_APART);
    }

    Check leftovers() {
        try (var leftovers = new Leftovers(server())) {
            var found = leftovers.find();
            return found.isEmpty()
                    ? Check.ok("leftovers", "no restore has left a database behind")
                    : Check.warning(
                            "leftovers",
                            "restores that were cut off have left " + String.join(", ", found),
                            "the next restore drops them; or drop them yourself");
        }
    }

    private Server server() {
        return Server.of(subject.policy().spec().database(), subject.secrets());
    }

    private String database(Server server) {
        var all = DatabaseList.of(subject.policy().spec().database(), server);
        return all.isEmpty() ? "postgres" : all.getFirst();
    }

    private List<String> ask(String database, String query) throws SQLException {
        try (var connection = Connections.open(server(), database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
