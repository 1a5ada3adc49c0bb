package dev.belay.api.policy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of the database that a policy names. */
final class DatabaseRules {
    /** One byte less than PostgreSQL's {@code NAMEDATALEN}. */
    private static final int MOST_NAME_BYTES = 63;

    private final Findings findings;

    DatabaseRules(Findings findings) {
        this.findings = findings;
    }

    void check(@Nullable Database database) {
        if (database == null) {
            findings.add("spec.database", "is missing; say which PostgreSQL database to keep safe");
            return;
        }
        host("spec.database.host", database.host());
        databases(database);
        if (database.dumpFrom() != null) {
            host("spec.database.dumpFrom.host", database.dumpFrom().host());
        }
        findings.secret("spec.database.credentials.secretName", database.credentials());
    }

    private void host(String field, @Nullable String host) {
        findings.required(field, host);
        if (host != null && host.contains("/")) {
            findings.add(field, "is the path of a socket; write a host name or an address, such as 127.0.0.1");
        }
    }

    private void databases(Database database) {
        if (database.names() == null) {
            databaseName("spec.database.name", database.name());
            return;
        }
        var field = "spec.database.names";
        if (database.name() != null) {
            findings.add(field, "set exactly one of name and names");
        }
        if (database.names().isEmpty()) {
            findings.add(field, "name at least one database, or write [\"*\"] for all but templates");
        }
        if (database.names().size() > 1 && database.names().contains(Database.ALL)) {
            findings.add(field, "\"*\" means every database: write it alone, or name the databases");
        }
        if (Set.copyOf(database.names()).size() < database.names().size()) {
            findings.add(field, "a database stands twice; each would be saved twice");
        }
        database.names().forEach(name -> databaseName(field, name));
    }

    private void databaseName(String field, @Nullable String name) {
        findings.required(field, name);
        if (name != null && name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
            findings.add(
                    field,
                    "'" + name + "' has more than the " + MOST_NAME_BYTES + " bytes that PostgreSQL keeps of a name");
        }
    }
}
