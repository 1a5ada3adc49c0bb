package dev.belay.controller.pause;

import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a policy's pause.
 *
 * @param breakers as known: of a silent service those that were heard of last
 * @param pause while there is one
 * @param pods what to say on which, and how many are paused afterwards
 * @param cronJobs what to say on which, and how many are suspended by us afterwards
 */
record PauseDecision(
        List<Breaker> breakers, Optional<Pause> pause, Sayings<PodSaying> pods, Sayings<CronJobSaying> cronJobs) {

    /**
     * What is to be said on objects of one kind.
     *
     * @param paused how many are paused afterwards
     */
    record Sayings<T>(List<T> say, int paused) {}

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

    /** Words for one pod; none takes back what we said. */
    record PodSaying(Pod pod, Map<String, String> annotations) {}

    /**
     * Words for one CronJob; none takes back what we said, and resumes it.
     *
     * @param suspended whether it is suspended by us
     */
    record CronJobSaying(CronJob cronJob, Map<String, String> annotations, boolean suspended) {}
}
