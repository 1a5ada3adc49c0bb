package dev.belay.controller.pause;

import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a policy's pause.
 *
 * @param breakers as known: of a silent service those that were heard of last
 * @param pause while there is one
 * @param say what to say on which pods; an empty map takes back what we said
 * @param paused how many pods shall carry the annotation afterwards
 */
record PauseDecision(List<Breaker> breakers, Optional<Pause> pause, List<Saying> say, int paused) {

    /**
     * A pause.
     *
     * @param byHand whether a person asked for it
     * @param until when it is tried again at the earliest, RFC 3339
     */
    record Pause(
            boolean byHand,
            String reason,
            String since,
            @Nullable String until) {}

    /** Words for one pod. */
    record Saying(Pod pod, Map<String, String> annotations) {}
}
