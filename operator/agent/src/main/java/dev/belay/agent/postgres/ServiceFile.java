package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * How PostgreSQL's programs are told where to connect: by files in a folder that only we may enter. Arguments and
 * environments can be read by others on the machine; and names in files reach the programs as they are, whatever they
 * hold and whatever this machine's locale.
 */
final class ServiceFile implements AutoCloseable {
    static final String SERVICES = "service";
    static final String PASSWORDS = "passwords";
    private static final String CONNECT_TIMEOUT_SECONDS = "15";

    private final Path directory;
    private final String database;

    /** Writes the files for one database of a server. */
    ServiceFile(Server server, String database) {
        this.database = database;
        try {
            directory = PasswordFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
            write(
                    passwords(),
                    "*:*:*:*:" + server.password().replace("\\", "\\\\").replace(":", "\\:") + "\n");
            write(services(), service(server));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the folder for temporary files", e);
        }
    }

    /** What stands after {@code --dbname=}. Holds no secret. */
    String connection() {
        return inService(database) ? "service=belay" : "service=belay dbname=" + quoted(database);
    }

    /** What the program must find in its environment. Holds no secret. */
    Map<String, String> environment() {
        return Map.of("PGSERVICEFILE", services().toString());
    }

    /** A value as a connection string writes it. */
    static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private String service(Server server) {
        var text = new StringBuilder("[belay]\n");
        line(text, "host", server.host());
        line(text, "port", Integer.toString(server.port()));
        line(text, "user", server.user());
        line(text, "passfile", passwords().toString());
        line(text, "sslmode", server.sslMode().text());
        if (server.rootCertificate() != null) {
            line(text, "sslrootcert", server.rootCertificate().toString());
        }
        line(text, "connect_timeout", CONNECT_TIMEOUT_SECONDS);
        line(text, "application_name", "belay");
        if (inService(database)) {
            line(text, "dbname", database);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new AgentException(Reason.PolicyInvalid, "the database's " + key + " must not hold a line break");
        }
        text.append(key).append('=').append(value).append('\n');
    }

    /** libpq drops blanks at the end of a service file's line, and reads lines of up to 1,023 bytes. */
    private static boolean inService(String value) {
        return !value.isEmpty() && !Character.isWhitespace(value.charAt(value.length() - 1)) && value.length() < 256;
    }

    private Path services() {
        return directory.resolve(SERVICES);
    }

    private Path passwords() {
        return directory.resolve(PASSWORDS);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    @Override
    public void close() {
        try {
            PasswordFolder.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory + ", which holds a password", e);
        }
    }
}
