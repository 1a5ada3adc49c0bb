package dev.belay.api.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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

    private final Findings findings = new Findings();

    private PolicyRules() {}

    /** Every broken rule of a policy, in the order of its fields; empty for a good one. */
    @SuppressWarnings("NullAway") // A file that no API server has checked may lack required fields.
    public static List<Violation> check(BackupPolicySpec spec) {
        var rules = new PolicyRules();
        new DatabaseRules(rules.findings).check(spec.database());
        rules.repository(spec.repository());
        rules.encryption(spec.encryption());
        rules.tiers(spec.tiers());
        if (spec.drill() != null) {
            rules.findings.schedule(
                    "spec.drill", spec.drill().schedule(), spec.drill().timeZone());
        }
        if (spec.objectives() != null) {
            rules.findings.duration("spec.objectives.rpo", spec.objectives().rpo());
            rules.findings.duration("spec.objectives.rto", spec.objectives().rto());
        }
        return rules.findings.all();
    }

    private void repository(@Nullable Repository repository) {
        if (repository == null || (repository.s3() == null) == (repository.volume() == null)) {
            findings.add("spec.repository", "set exactly one of s3 and volume");
            return;
        }
        if (repository.s3() != null) {
            findings.required("spec.repository.s3.bucket", repository.s3().bucket());
            var s3 = repository.s3();
            if (s3.credentials() != null) {
                findings.secret("spec.repository.s3.credentials.secretName", s3.credentials());
            }
            if (s3.kmsKeyId() != null && s3.serverSideEncryption() != ServerSideEncryption.KMS) {
                findings.add("spec.repository.s3.kmsKeyId", "goes with serverSideEncryption: aws:kms");
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
            findings.add(
                    "spec.encryption", "set exactly one of age, aes256 and none; none must be spelled out (none: {})");
            return;
        }
        if (encryption.age() != null) {
            recipients(encryption.age().recipients());
        }
        if (encryption.aes256() != null) {
            findings.secret(
                    "spec.encryption.aes256.keyset.secretName",
                    encryption.aes256().keyset());
        }
    }

    private void recipients(@Nullable List<String> recipients) {
        if (recipients == null || recipients.isEmpty()) {
            findings.add(
                    "spec.encryption.age.recipients", "name at least one public key (age1…); 'belay keygen' makes one");
            return;
        }
        for (var recipient : recipients) {
            if (recipient == null || !recipient.matches(Age.RECIPIENT_PATTERN)) {
                findings.add(
                        "spec.encryption.age.recipients",
                        "'" + recipient + "' is not an age public key (age1…); 'belay keygen' makes one");
            }
        }
    }

    private void tiers(List<Tier> tiers) {
        if (tiers.isEmpty()) {
            findings.add("spec.tiers", "name at least one tier, such as {name: daily, schedule: \"0 2 * * *\"}");
        }
        var names = new HashSet<String>();
        for (var tier : tiers) {
            findings.required("spec.tiers[].name", tier.name());
            tierName(tier.name());
            var field = "spec.tiers[" + tier.name() + "]";
            if (!names.add(tier.name())) {
                findings.add(field, "stands twice; tier names must be unique");
            }
            findings.schedule(field, tier.schedule(), tier.timeZone());
            if (tier.keep() != null) {
                findings.required(field + ".keep.for", tier.keep().duration());
                findings.duration(field + ".keep.for", tier.keep().duration());
            }
        }
    }

    /** It becomes a part of paths in the repository. */
    private void tierName(@Nullable String name) {
        if (name != null
                && !name.isBlank()
                && (name.length() > Tier.LONGEST_NAME || !name.matches(Tier.NAME_PATTERN))) {
            findings.add(
                    "spec.tiers[].name",
                    "'" + name + "' must be up to " + Tier.LONGEST_NAME
                            + " lower-case letters, digits and '-', such as daily");
        }
    }
}
