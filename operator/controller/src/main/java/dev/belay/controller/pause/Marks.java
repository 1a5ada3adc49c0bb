package dev.belay.controller.pause;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What tells a pod, or who looks at a CronJob, that it is paused. */
final class Marks {
    private static final Set<String> OURS =
            Set.of(Labels.PAUSED, Labels.PAUSED_REASON, Labels.PAUSED_SINCE, Labels.PAUSED_UNTIL);

    private Marks() {}

    /** The policy that paused it. */
    static Optional<String> pausedBy(HasMetadata target) {
        return Optional.ofNullable(target.getMetadata().getLabels()).map(labels -> labels.get(Labels.PAUSED_BY));
    }

    /** What is said on it now; empty for nothing. */
    static Map<String, String> said(HasMetadata target) {
        var annotations = Objects.requireNonNullElse(target.getMetadata().getAnnotations(), Map.<String, String>of());
        var said = new HashMap<>(annotations);
        said.keySet().retainAll(OURS);
        return said;
    }
}
