package dev.belay.api.policy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy must fulfil beyond its types. The API server enforces most of it by CEL; here the same rules serve
 * policy files on one machine, and those that CEL cannot see (cron fields, time zones) serve the controller too.
 */
public final class PolicyRules {

    /**
     * One broken rule.
     *
     * @param field path of the field, such as {@code spec.tiers[daily].schedule}
     * @param message what is wrong and what to write instead
     */
    public record Violation(String field, String message) {
        @Override
        public String toString() {
            return field + ": " + message;
        }
    }

    /** One byte less than PostgreSQL's {@code NAMEDATALEN}. */
    private static final int MOST_NAME_BYTES = 63;

    private final List<Violation> violations = new ArrayList<>();

    private PolicyRules() {}

    /** Every broken rule of a policy, in the order of its fields; empty for a good one. */
    @SuppressWarnings("NullAway") // A file that no API server has checked may lack required fields.
    public static List<Violation> check(BackupPolicySpec spec) {
        var rules = new PolicyRules();
        rules.database(spec.database());
        rules.repository(spec.repository());
        rules.encryption(spec.encryption());
        rules.tiers(spec.tiers());
        if (spec.drill() != null) {
            rules.schedule("spec.drill", spec.drill().schedule(), spec.drill().timeZone());
        }
        if (spec.objectives() != null) {
            rules.duration("spec.objectives.rpo", spec.objectives().rpo());
            rules.duration("spec.objectives.rto", spec.objectives().rto());
        }
        return List.copyOf(rules.violations);
    }

    private void database(@Nullable Database database) {
        if (database == null) {
            add("spec.database", "is missing; say which PostgreSQL database to keep safe");
            return;
        }
        host("spec.database.host", database.host());
        databases(database);
        if (database.dumpFrom() != null) {
            host("spec.database.dumpFrom.host", database.dumpFrom().host());
        }
        secret("spec.database.credentials.secretName", database.credentials());
    }

    private void host(String field, @Nullable String host) {
        required(field, host);
        if (host != null && host.contains("/")) {
            add(field, "is the path of a socket; write a host name or an address, such as 127.0.0.1");
        }
    }

    private void databases(Database database) {
        if (database.names() == null) {
            databaseName("spec.database.name", database.name());
            return;
        }
        var field = "spec.database.names";
        if (database.name() != null) {
            add(field, "set exactly one of name and names");
        }
        if (database.names().isEmpty()) {
            add(field, "name at least one database, or write [\"*\"] for all but templates");
        }
        if (database.names().size() > 1 && database.names().contains(Database.ALL)) {
            add(field, "\"*\" means every database: write it alone, or name the databases");
        }
        if (Set.copyOf(database.names()).size() < database.names().size()) {
            add(field, "a database stands twice; each would be saved twice");
        }
        database.names().forEach(name -> databaseName(field, name));
    }

    private void databaseName(String field, @Nullable String name) {
        required(field, name);
        if (name != null && name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
            add(
                    field,
                    "'" + name + "' has more than the " + MOST_NAME_BYTES + " bytes that PostgreSQL keeps of a name");
        }
    }

    private void repository(@Nullable Repository repository) {
        if (repository == null || (repository.s3() == null) == (repository.volume() == null)) {
            add("spec.repository", "set exactly one of s3 and volume");
            return;
        }
        if (repository.s3() != null) {
            required("spec.repository.s3.bucket", repository.s3().bucket());
            var s3 = repository.s3();
            if (s3.credentials() != null) {
                secret("spec.repository.s3.credentials.secretName", s3.credentials());
            }
            if (s3.kmsKeyId() != null && s3.serverSideEncryption() != ServerSideEncryption.KMS) {
                add("spec.repository.s3.kmsKeyId", "goes with serverSideEncryption: aws:kms");
            }
        }
    }

    private void encryption(@Nullable Encryption encryption) {
        var kinds = encryption == null
                ? 0
                : Stream.of(encryption.age(), encryption.aes256(), encryption.none())
                        .filter(Objects::nonNull)
                        .count();
        if (encryption == null || kinds != 1) {
            add("spec.encryption", "set exactly one of age, aes256 and none; none must be spelled out (none: {})");
            return;
        }
        if (encryption.age() != null) {
            recipients(encryption.age().recipients());
        }
        if (encryption.aes256() != null) {
            secret(
                    "spec.encryption.aes256.keyset.secretName",
                    encryption.aes256().keyset());
        }
    }

    private void recipients(@Nullable List<String> recipients) {
        if (recipients == null || recipients.isEmpty()) {
            add("spec.encryption.age.recipients", "name at least one public key (age1…); 'belay keygen' makes one");
        }
    }

    private void tiers(List<Tier> tiers) {
        if (tiers.isEmpty()) {
            add("spec.tiers", "name at least one tier, such as {name: daily, schedule: \"0 2 * * *\"}");
        }
        var names = new HashSet<String>();
        for (var tier : tiers) {
            required("spec.tiers[].name", tier.name());
            tierName(tier.name());
            var field = "spec.tiers[" + tier.name() + "]";
            if (!names.add(tier.name())) {
                add(field, "stands twice; tier names must be unique");
            }
            schedule(field, tier.schedule(), tier.timeZone());
            if (tier.keep() != null) {
                required(field + ".keep.for", tier.keep().duration());
                duration(field + ".keep.for", tier.keep().duration());
            }
        }
    }

    /** It becomes a part of paths in the repository. */
    private void tierName(@Nullable String name) {
        if (name != null
                && !name.isBlank()
                && (name.length() > Tier.LONGEST_NAME || !name.matches(Tier.NAME_PATTERN))) {
            add(
                    "spec.tiers[].name",
                    "'" + name + "' must be up to " + Tier.LONGEST_NAME
                            + " lower-case letters, digits and '-', such as daily");
        }
    }

    private void schedule(String field, @Nullable String schedule, @Nullable String timeZone) {
        if (schedule == null) {
            add(field + ".schedule", "is missing; write five cron fields, such as \"0 2 * * *\"");
            return;
        }
        try {
            if (Schedules.next(schedule, timeZone, Instant.EPOCH).isEmpty()) {
                add(field + ".schedule", "'" + schedule + "' never comes due");
            }
        } catch (IllegalArgumentException e) {
            add(field + ".schedule", String.valueOf(e.getMessage()));
        }
    }

    private void duration(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            add(field, String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings("NullAway") // See check.
    private void secret(String field, @Nullable SecretRef secret) {
        required(field, secret == null ? null : secret.secretName());
    }

    private void required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            add(field, "is missing");
        }
    }

    private void add(String field, String message) {
        violations.add(new Violation(field, message));
    }
}
