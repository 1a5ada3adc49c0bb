package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
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
 * @param serviceAccountName whose identity the pods have towards others; no token of Kubernetes is mounted
 * @param affinity as in a pod
 * @param priorityClassName as in a pod
 * @param imagePullSecrets as in a pod
 * @param labels of the Jobs and their pods
 * @param annotations of the Jobs and their pods
 * @param sidecarQuitUrl what is asked to end when the agent has done its work
 * @param successfulJobsHistoryLimit how many Jobs stay
 * @param failedJobsHistoryLimit how many failed Jobs stay
 */
@ValidationRule(
        value = "!has(self.labels) || self.labels.all(key, !key.startsWith('belay.dev/'))",
        message = "labels that begin with belay.dev/ are Belay's own: leave them out")
@ValidationRule(
        value = "!has(self.annotations) || self.annotations.all(key, !key.startsWith('belay.dev/'))",
        message = "annotations that begin with belay.dev/ are Belay's own: leave them out")
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

        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
                "Service account of the pods, such as one that a cloud's identity is bound to. No token of Kubernetes is mounted. Default: the namespace's own.")
        @Nullable
        String serviceAccountName,

        @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        @JsonPropertyDescription("Which nodes take the pods, as a pod's affinity.")
        @Nullable
        Map<String, Object> affinity,

        @Size(min = 1, max = 253) @JsonPropertyDescription("Priority class of the pods.") @Nullable
        String priorityClassName,

        @Size(max = 16) @JsonPropertyDescription("Secrets for a private registry, as in a pod.") @Nullable
        List<LocalObjectReference> imagePullSecrets,

        @JsonPropertyDescription(
                "Labels of the Jobs and their pods, such as a mesh or a queue asks for; none that begin with belay.dev/.")
        @Nullable
        Map<String, String> labels,

        @JsonPropertyDescription(
                "Annotations of the Jobs and their pods, such as sidecar.istio.io/inject; none that begin with belay.dev/.")
        @Nullable
        Map<String, String> annotations,

        @Pattern("^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?(/[!-~]*)?$")
        @Size(max = 512)
        @JsonPropertyDescription(
                "What the agent sends a POST to when it has done its work, so that a mesh's sidecar ends too: http://127.0.0.1:15020/quitquitquit for Istio, http://127.0.0.1:4191/shutdown for Linkerd. Native sidecars need none.")
        @Nullable
        String sidecarQuitUrl,

        @Min(0) @JsonPropertyDescription("How many finished Jobs stay for a look. Default: 3.") @Nullable
        Integer successfulJobsHistoryLimit,

        @Min(0) @JsonPropertyDescription("How many failed Jobs stay for a look. Default: 3.") @Nullable
        Integer failedJobsHistoryLimit) {}
