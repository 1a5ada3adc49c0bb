package dev.belay.agent.run;

import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.JobTemplate;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a policy wants its runs: the fields of {@code spec.jobTemplate} that mean something without a cluster.
 *
 * @param suspended whether nothing is run
 * @param latestStart how late a missed run may still begin; null for any time: a machine may be off for days
 * @param deadline after which a run is ended
 * @param retries how often a failed run is tried again
 */
record Terms(boolean suspended, @Nullable Duration latestStart, Duration deadline, int retries) {
    private static final Duration DEADLINE = Duration.ofHours(6);
    private static final int RETRIES = 3;

    static Terms of(BackupPolicySpec policy) {
        var template = Optional.ofNullable(policy.jobTemplate());
        return new Terms(
                policy.isSuspended(),
                template.map(JobTemplate::startingDeadlineSeconds)
                        .map(Duration::ofSeconds)
                        .orElse(null),
                template.map(JobTemplate::activeDeadlineSeconds)
                        .map(Duration::ofSeconds)
                        .orElse(DEADLINE),
                template.map(JobTemplate::backoffLimit).orElse(RETRIES));
    }

    /** Whether a run of which so many attempts have failed is tried again. */
    boolean allowAnother(int attempts) {
        return attempts <= retries;
    }
}
