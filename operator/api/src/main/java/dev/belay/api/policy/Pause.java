package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * What holds still while a provider refuses.
 *
 * @param podSelector pods in the policy's namespace; they get the annotations {@code belay.dev/paused…}
 * @param suspendCronJobs CronJobs in the policy's namespace that are suspended meanwhile; those of Belay itself never are
 * @param manual a pause by hand
 */
public record Pause(
        @JsonPropertyDescription(
                "Pods in this namespace that are annotated belay.dev/paused while a breaker of the service is open.")
        @Nullable
        LabelSelector podSelector,

        @JsonPropertyDescription(
                "CronJobs in this namespace that are suspended meanwhile, and resumed afterwards; those that somebody else suspended, and Belay's own, are left alone.")
        @Nullable
        LabelSelector suspendCronJobs,

        @JsonPropertyDescription("A pause by hand, whatever the breakers say.") @Nullable
        Manual manual) {

    /**
     * A pause by hand.
     *
     * @param paused whether the pods are paused
     * @param reason shown on the pods and in the policy's status
     */
    public record Manual(
            @Required @JsonPropertyDescription("Whether the selected pods are paused.")
            boolean paused,

            @Size(max = 256) @JsonPropertyDescription("Why; shown on the pods and in the status.") @Nullable
            String reason) {}
}
