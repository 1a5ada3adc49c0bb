package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a BackupPolicy asks for. See {@link PolicyRules} for what must hold beyond the fields' own limits. */
// At a component the generator writes a rule twice (its field and its accessor), which server-side apply refuses.
@ValidationRule(
        value = "self.tiers.all(t, self.tiers.exists_one(u, u.name == t.name))",
        message = "tier names must be unique: rename or remove the tier that stands twice")
public record BackupPolicySpec(
        @Required @JsonPropertyDescription("The PostgreSQL database that is kept safe.")
        Database database,

        @Required @JsonPropertyDescription("Where the backups lie: exactly one of s3 and volume.")
        Repository repository,

        @Required @JsonPropertyDescription("How the backups are encrypted: exactly one of age, aes256 and none.")
        Encryption encryption,

        @Required @Size(min = 1, max = 16) @JsonPropertyDescription("Schedules with their retention; at least one.")
        List<Tier> tiers,

        @JsonPropertyDescription("A regular real restore of the newest backup into a throwaway PostgreSQL.") @Nullable
        Drill drill,

        @JsonPropertyDescription("What the backups must achieve; measured against in the status.") @Nullable
        Objectives objectives,

        @JsonPropertyDescription("The Belay service whose health and breakers the policy follows.") @Nullable
        ServiceRef service,

        @JsonPropertyDescription("Pods that are told to hold still while a provider refuses.") @Nullable
        Pause pause,

        @JsonPropertyDescription("What the policy's Jobs look like.") @Nullable
        JobTemplate jobTemplate,

        @JsonPropertyDescription("Stops the schedule without deleting anything. Default: false.") @Nullable
        Boolean suspend,

        @JsonPropertyDescription(
                "What becomes of the data when somebody deletes a Backup object of this policy: Retain keeps it, Delete has a"
                        + " Job delete it, but never the last good backup of a database. Deleting the policy itself never deletes data. Default: Retain.")
        @Nullable
        DeletionPolicy deletionPolicy) {

    @SuppressWarnings("NullAway") // A document may leave the list out; PolicyRules says so in words.
    public BackupPolicySpec {
        tiers = tiers == null ? List.of() : List.copyOf(tiers);
    }

    /** Whether the schedule is stopped. */
    @JsonIgnore // read as a property, it would end up in every document that is written
    public boolean isSuspended() {
        return Boolean.TRUE.equals(suspend);
    }

    /** Whether data goes with the object that tells of it. */
    @JsonIgnore
    public boolean purges() {
        return deletionPolicy == DeletionPolicy.Delete;
    }
}
