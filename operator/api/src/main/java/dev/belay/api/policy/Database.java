package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL database that is kept safe.
 *
 * @param host host name or address of the server
 * @param port TCP port, 1–65535
 * @param name the database's name, as PostgreSQL stores it: case matters, no quotes
 * @param sslMode how the connection is protected
 * @param credentials keys {@code username}, {@code password} and, to verify the server, {@code ca.crt}
 */
public record Database(
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[^/ ]+$")
        @JsonPropertyDescription("Host name or address of the PostgreSQL server.")
        String host,

        @Min(1)
        @Max(65535)
        @Default("5432")
        @JsonPropertyDescription("TCP port of the server. Default: 5432.")
        @Nullable
        Integer port,

        @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Name of the database, as PostgreSQL stores it: case matters, no quotes.")
        String name,

        @Default("verify-full")
        @JsonPropertyDescription(
                "How the connection is protected, as libpq's sslmode: disable, require, verify-ca or verify-full. Default: verify-full, which needs the key ca.crt in the credentials.")
        @Nullable
        SslMode sslMode,

        @Required
        @JsonPropertyDescription("Secret with the keys username and password, and ca.crt where the server is verified.")
        SecretRef credentials) {

    public static final int DEFAULT_PORT = 5432;

    public Database {
        port = Objects.requireNonNullElse(port, DEFAULT_PORT);
        sslMode = Objects.requireNonNullElse(sslMode, SslMode.VERIFY_FULL);
    }

    /** {@link #port()} with its default applied. */
    public int portNumber() {
        return port == null ? DEFAULT_PORT : port;
    }

    /** {@link #sslMode()} with its default applied. */
    public SslMode ssl() {
        return sslMode == null ? SslMode.VERIFY_FULL : sslMode;
    }
}
