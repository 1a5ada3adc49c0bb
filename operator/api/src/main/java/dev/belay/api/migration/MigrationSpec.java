package dev.belay.api.migration;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.policy.DurationText;
import dev.belay.api.policy.PolicyRef;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import org.jspecify.annotations.Nullable;

/** What to migrate, behind which backup; never changes once written. */
@ValidationRule(
        value = "self == oldSelf",
        message = "a Migration is one run and its spec never changes; create another Migration instead")
public record MigrationSpec(
        @Required @JsonPropertyDescription("The policy that backs up the database which is migrated.")
        PolicyRef policyRef,

        @Pattern(DurationText.PATTERN)
        @Size(min = 2, max = 16)
        @JsonPropertyDescription("A good backup younger than this is accepted. Default: a new one is made.")
        @Nullable
        String maxBackupAge,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "The database that is migrated, and goes back if that fails. Default: the policy's; needed where it has several.")
        @Nullable
        String database,

        @Required
        @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        @JsonPropertyDescription(
                "The Job that migrates, as a Job's metadata and spec: any image, such as Flyway, Liquibase or psql. Created only behind a good backup.")
        JobTemplateSpec jobTemplate,

        @Default("Report")
        @JsonPropertyDescription(
                "When the Job fails: Report says how to go back, Restore goes back to the backup by a swap. Default: Report.")
        @Nullable
        OnFailure onFailure) {

    /** What happens when the migration's Job fails. */
    public enum OnFailure {
        /** Status holds the Restore to apply. */
        Report,
        /** A Restore of exactly the gate's backup is created, with a swap. */
        Restore
    }
}
