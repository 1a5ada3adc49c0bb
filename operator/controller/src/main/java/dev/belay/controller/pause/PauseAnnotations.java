package dev.belay.controller.pause;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The annotations that tell a pod to hold still. */
final class PauseAnnotations {
    private static final Set<String> OURS =
            Set.of(Labels.PAUSED, Labels.PAUSED_REASON, Labels.PAUSED_SINCE, Labels.PAUSED_UNTIL, Labels.PAUSED_BY);

    private PauseAnnotations() {}

    /** What we say on a pod now; empty for nothing. */
    static Map<String, String> said(Pod pod) {
        var said = new HashMap<String, String>();
        var annotations = pod.getMetadata().getAnnotations();
        if (annotations != null) {
            annotations.forEach((key, value) -> {
                if (OURS.contains(key)) {
                    said.put(key, value);
                }
            });
        }
        return said;
    }
}
