package dev.belay.agent.postgres;

import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.Database;
import dev.belay.api.policy.SslMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server and the role to be there.
 *
 * @param host name or address; for libpq also the folder of a Unix socket
 * @param port 1–65535
 * @param password never shown, not even by {@link #toString}
 * @param rootCertificate what the server's certificate is checked against; null where it is not
 */
public record Server(
        String host,
        int port,
        String user,
        String password,
        SslMode sslMode,
        @Nullable Path rootCertificate) {
    private static final String ROOT_CERTIFICATE = "ca.crt";

    /** The server of a policy's database, with its credentials read. */
    public static Server of(Database database, Secrets secrets) {
        return at(database.host(), database.portNumber(), database, secrets);
    }

    /** Where backups are read from: a standby, if the policy names one. */
    public static Server forDumps(Database database, Secrets secrets) {
        return at(database.dumpHost(), database.dumpPort(), database, secrets);
    }

    /** Whether this is the standby that a policy dumps from. */
    public boolean isStandbyOf(Database database) {
        return database.dumpFrom() != null && host.equals(database.dumpHost()) && port == database.dumpPort();
    }

    private static Server at(String host, int port, Database database, Secrets secrets) {
        var credentials = database.credentials();
        var verified = database.ssl() == SslMode.VERIFY_CA || database.ssl() == SslMode.VERIFY_FULL;
        if (verified) {
            secrets.text(credentials, ROOT_CERTIFICATE); // says which file is missing before libpq says something else
        }
        return new Server(
                host,
                port,
                secrets.text(credentials, "username"),
                secrets.secret(credentials, "password"),
                database.ssl(),
                verified ? secrets.file(credentials, ROOT_CERTIFICATE).toAbsolutePath() : null);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
