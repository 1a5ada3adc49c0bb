package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the policy's Jobs look like.
 *
 * @param image the agent's image; the operator's default where left out
 * @param imagePullPolicy as in a pod
 * @param resources of the agent's container
 * @param nodeSelector as in a pod
 * @param tolerations as in a pod
 * @param activeDeadlineSeconds after which a run is ended and counts as failed
 * @param startingDeadlineSeconds how late a missed run may still start
 * @param backoffLimit how often a failed run is tried again
 * @param successfulJobsHistoryLimit how many Jobs stay
 * @param failedJobsHistoryLimit how many failed Jobs stay
 */
public record JobTemplate(
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Image of the agent. Default: the one that the operator was installed with.")
        @Nullable
        String image,

        @JsonPropertyDescription("When to pull the image: Always, IfNotPresent or Never.") @Nullable
        String imagePullPolicy,

        @JsonPropertyDescription("Resources of the agent's container.") @Nullable
        ResourceRequirements resources,

        @JsonPropertyDescription("Labels that a node must have to run the Jobs.") @Nullable
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Taints that the Jobs tolerate.") @Nullable
        List<Toleration> tolerations,

        @Min(1)
        @JsonPropertyDescription("Seconds after which a run is ended and counts as failed. Default: 21600 (6 h).")
        @Nullable
        Long activeDeadlineSeconds,

        @Min(10) @JsonPropertyDescription("Seconds that a missed run may start late. Default: 3600 (1 h).") @Nullable
        Long startingDeadlineSeconds,

        @Min(0) @JsonPropertyDescription("How often a failed run is tried again. Default: 1.") @Nullable
        Integer backoffLimit,

        @Min(0) @JsonPropertyDescription("How many finished Jobs stay for a look. Default: 3.") @Nullable
        Integer successfulJobsHistoryLimit,

        @Min(0) @JsonPropertyDescription("How many failed Jobs stay for a look. Default: 3.") @Nullable
        Integer failedJobsHistoryLimit) {}
