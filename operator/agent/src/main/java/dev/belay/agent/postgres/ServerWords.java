package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** Tells from the words of PostgreSQL's programs and driver what kind of failure it was. */
final class ServerWords {
    private static final List<String> UNREACHABLE = List.of(
            "could not connect",
            "could not translate host name",
            "Connection refused",
            "timeout expired",
            "No route to host",
            "the database system is starting up",
            "SSL error",
            "server does not support SSL");
    private static final List<String> DENIED =
            List.of("password authentication failed", "no pg_hba.conf entry", "no password supplied", "fe_sendauth");

    /** A file of ours, which is gone by the time somebody reads of it. */
    private static final Pattern OUR_PASSWORD_FILE = Pattern.compile("\\R?password retrieved from file \"[^\"\\n]*\"");

    /** From what a program says that refuses a server. */
    private static final Pattern MISMATCH = Pattern.compile("server version: (\\d+)[^;]*; (\\w+) version: ([\\d.]+)");

    /** What a server says where it has no room, by way of a program of its: not of a disk of the program's own. */
    private static final Pattern FULL = Pattern.compile("(?:ERROR|FATAL|PANIC): .*No space left on device");

    /** The same to the driver. */
    private static final String DISK_FULL = "53100";

    private static final String MAKE_ROOM =
            "; the disk of the database's server is full: make room there, or make it larger";

    private static final String CREDENTIALS = "; check username and password in the credentials";

    /** What pg_read_all_data does not reach. */
    private static final String LARGE_OBJECT = "; make the role a member of the one that owns it"
            + " (GRANT owner TO role): 'belay doctor' prints the statement";

    private ServerWords() {}

    /** A program's words, with what to look at where it was not let in. */
    static String forPeople(String words) {
        var clean = OUR_PASSWORD_FILE.matcher(words).replaceAll("");
        var versions = MISMATCH.matcher(clean);
        if (versions.find()) {
            var server = versions.group(1);
            return clean + "; the server is newer than the newest " + versions.group(2) + " here (" + versions.group(3)
                    + "): install the client programs of PostgreSQL " + server + " (Debian: apt-get install"
                    + " postgresql-client-" + server + ")";
        }
        if (words.contains("permission denied for large object")) {
            return clean + LARGE_OBJECT;
        }
        if (FULL.matcher(words).find()) {
            return clean + MAKE_ROOM;
        }
        return words.contains("password authentication failed") ? clean + CREDENTIALS : clean;
    }

    /**
     * The reason of a program's failure.
     *
     * @param otherwise where its words name none of the known ones
     */
    static Reason reason(String words, Reason otherwise) {
        if (words.contains("server version mismatch")) {
            return Reason.ServerNewerThanTools;
        }
        if (words.contains("due to conflict with recovery")) {
            return Reason.RecoveryConflict;
        }
        if (FULL.matcher(words).find()) {
            return Reason.DatabaseFull;
        }
        if (DENIED.stream().anyMatch(words::contains)) {
            return Reason.DatabaseAuthFailed;
        }
        var connecting = words.contains("connection to server") && words.contains(" failed: ");
        if (connecting || UNREACHABLE.stream().anyMatch(words::contains)) {
            return words.contains("server closed the connection unexpectedly") && !connecting
                    ? otherwise
                    : Reason.DatabaseUnreachable;
        }
        return otherwise;
    }

    /** The driver's failure in ours. */
    static AgentException failure(Server server, SQLException e, Reason otherwise) {
        var state = String.valueOf(e.getSQLState());
        var message = server + ": " + e.getMessage();
        if (state.startsWith("28")) {
            return new AgentException(Reason.DatabaseAuthFailed, message + CREDENTIALS, e);
        }
        if (isFull(e)) {
            return full(message, e);
        }
        return new AgentException(state.startsWith("08") ? Reason.DatabaseUnreachable : otherwise, message, e);
    }

    /** Whether the server refused for want of room on its disk. */
    static boolean isFull(SQLException e) {
        return DISK_FULL.equals(e.getSQLState());
    }

    /** It says so, and where room is to be made. */
    static AgentException full(String message, SQLException e) {
        return new AgentException(Reason.DatabaseFull, message + MAKE_ROOM, e);
    }
}
