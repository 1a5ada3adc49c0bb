package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens connections to a server. */
public final class Connections {
    private static final String TIMEOUT_SECONDS = "15";
    private static final String NO_SUCH_DATABASE = "3D000";

    private Connections() {}

    /**
     * Opens one.
     *
     * @throws AgentException {@link Reason#DatabaseUnreachable}, {@link Reason#DatabaseAuthFailed}
     */
    public static Connection open(Server server, String database) {
        try {
            return connect(server, database);
        } catch (SQLException e) {
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }

    /** Opens one to a database that is nobody's: others cannot be renamed or dropped from within. */
    static Connection openMaintenance(Server server) {
        try {
            return connect(server, "postgres");
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return open(server, "template1");
            }
            throw ServerWords.failure(server, e, Reason.DatabaseUnreachable);
        }
    }

    private static Connection connect(Server server, String database) throws SQLException {
        var host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        var url = "jdbc:postgresql://" + host + ":" + server.port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
        var properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("sslmode", server.sslMode().text());
        if (server.rootCertificate() != null) {
            properties.setProperty("sslrootcert", server.rootCertificate().toString());
        }
        properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
        properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
        properties.setProperty("ApplicationName", "belay");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(url, properties);
    }
}
