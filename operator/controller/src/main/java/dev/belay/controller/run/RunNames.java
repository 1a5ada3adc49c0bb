package dev.belay.controller.run;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose run a Job or a pod is. */
public final class RunNames {
    /** Label on a pod: the uid of its Job, which outlives that one. */
    public static final String JOB_UID = "batch.kubernetes.io/controller-uid";

    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private RunNames() {}

    /** The object that asked for a Job or pod; for a scheduled run the record of the Job's own name. */
    public static Set<ResourceID> requester(HasMetadata object) {
        var metadata = object.getMetadata();
        var asked = get(metadata.getAnnotations(), Labels.REQUESTED_BY);
        var name = asked != null ? asked : object instanceof Pod pod ? jobOf(pod) : metadata.getName();
        return name == null ? Set.of() : Set.of(new ResourceID(name, metadata.getNamespace()));
    }

    /** The policy that an object serves, by its label. */
    public static Set<ResourceID> policy(HasMetadata object) {
        var policy = get(object.getMetadata().getLabels(), Labels.POLICY);
        return policy == null
                ? Set.of()
                : Set.of(new ResourceID(policy, object.getMetadata().getNamespace()));
    }

    /** Whether an object is a Job of ours, or a pod of one, that does this. */
    public static boolean isTask(HasMetadata object, Task task) {
        return task.isOf(object);
    }

    public static boolean isOf(Pod pod, String job) {
        return job.equals(jobOf(pod));
    }

    private static @Nullable String jobOf(Pod pod) {
        return get(pod.getMetadata().getLabels(), JOB_NAME);
    }

    private static @Nullable String get(@Nullable Map<String, String> map, String key) {
        return map == null ? null : map.get(key);
    }
}
