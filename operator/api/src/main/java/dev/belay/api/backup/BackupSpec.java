package dev.belay.api.backup;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.policy.PolicyRef;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What to back up; never changes once written. */
@ValidationRule(
        value = "self == oldSelf",
        message = "a Backup is one run and its spec never changes; create another Backup instead")
public record BackupSpec(
        @Required @JsonPropertyDescription("The policy that says what to back up and where to.")
        PolicyRef policyRef,

        @Size(min = 1, max = 20)
        @JsonPropertyDescription("The policy's tier that the backup counts to. Default: the policy's first.")
        @Nullable
        String tier) {}
