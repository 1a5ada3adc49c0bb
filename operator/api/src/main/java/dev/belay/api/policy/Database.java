package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL database that is kept safe, or several of one server: then each is a backup of its own.
 *
 * @param host host name or address of the server
 * @param port TCP port, 1–65535
 * @param name the database's name, as PostgreSQL stores it: case matters, no quotes
 * @param names of several databases; {@link #ALL} alone stands for every one but templates
 * @param sslMode how the connection is protected
 * @param credentials keys {@code username}, {@code password} and, to verify the server, {@code ca.crt}
 * @param dumpFrom a standby that is read instead; everything that writes goes to {@code host}
 */
// CEL sees the bytes of no text: that a name has at most 63 of them is told by PolicyRules.
@ValidationRule(
        value = "has(self.name) != has(self.names)",
        message = "set exactly one of name (one database) and names (several; \"*\" for all but templates)")
@ValidationRule(
        value = "!has(self.names) || self.names.size() == 1 || !self.names.exists(n, n == '*')",
        message = "\"*\" in names means every database: write it alone, or name the databases")
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

        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Name of the database, as PostgreSQL stores it: case matters, no quotes.")
        @Nullable
        String name,

        @Size(min = 1, max = 256)
        @JsonPropertyDescription(
                "Names of several databases of this server, instead of name. \"*\" alone: every one but templates, as they are found at each run.")
        @Nullable
        List<String> names,

        @Default("verify-full")
        @JsonPropertyDescription(
                "How the connection is protected, as libpq's sslmode: disable, require, verify-ca or verify-full. Default: verify-full, which needs the key ca.crt in the credentials.")
        @Nullable
        SslMode sslMode,

        @Required
        @JsonPropertyDescription("Secret with the keys username and password, and ca.crt where the server is verified.")
        SecretRef credentials,

        @JsonPropertyDescription(
                "A standby that backups are read from, with the same credentials. Restores go to host.")
        @Nullable
        DumpFrom dumpFrom) {

    public static final int DEFAULT_PORT = 5432;

    /** Stands in {@code names} for every database. */
    public static final String ALL = "*";

    /**
     * A standby of the server.
     *
     * @param host host name or address
     * @param port TCP port; that of the database where it is left out
     */
    public record DumpFrom(
            @Required
            @Size(min = 1, max = 253)
            @Pattern("^[^/ ]+$")
            @JsonPropertyDescription("Host name or address of the standby.")
            String host,

            @Min(1)
            @Max(65535)
            @JsonPropertyDescription("TCP port of the standby. Default: the database's port.")
            @Nullable
            Integer port) {}

    public Database {
        port = Objects.requireNonNullElse(port, DEFAULT_PORT);
        sslMode = Objects.requireNonNullElse(sslMode, SslMode.VERIFY_FULL);
        names = names == null ? null : List.copyOf(names);
    }

    /** The databases as the policy writes them, {@link #ALL} among them. */
    public List<String> written() {
        if (names != null) {
            return names;
        }
        return name == null ? List.of() : List.of(name);
    }

    /** The only database; empty where there are, or may be, several. */
    public Optional<String> only() {
        if (name != null) {
            return Optional.of(name);
        }
        return names != null && names.size() == 1 && !isAll() ? Optional.of(names.getFirst()) : Optional.empty();
    }

    /** Whether every database of the server is meant. */
    @JsonIgnore // read as a property, it would end up in every document that is written
    public boolean isAll() {
        return names != null && names.equals(List.of(ALL));
    }

    /** {@link #port()} with its default applied. */
    public int portNumber() {
        return port == null ? DEFAULT_PORT : port;
    }

    /** The host that backups are read from. */
    public String dumpHost() {
        return dumpFrom == null ? host : dumpFrom.host();
    }

    /** The port that backups are read from. */
    public int dumpPort() {
        return dumpFrom == null || dumpFrom.port() == null ? portNumber() : dumpFrom.port();
    }

    /** {@link #sslMode()} with its default applied. */
    public SslMode ssl() {
        return sslMode == null ? SslMode.VERIFY_FULL : sslMode;
    }
}
