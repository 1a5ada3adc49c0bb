package dev.belay.controller.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.AgentJob;
import dev.belay.controller.kube.Names;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a policy's repository is to be listed, and by which Job.
 *
 * @param repository digest of what the policy's spec says of it
 * @param requested value of the policy's annotation {@code belay.dev/sync}; empty where there is none
 * @param known what is known of the last time
 */
record SyncOrder(
        BackupPolicy policy,
        String repository,
        String requested,
        @Nullable Sync known) {
    static final Duration EVERY = Duration.ofDays(1);
    static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    static final Duration LAST_RETRY = Duration.ofHours(6);

    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final Duration KEPT_FOR = Duration.ofHours(1);
    private static final int DIGITS = 12;

    /** Without what is not set: a field that a later version adds must not have everything listed anew. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL))
            .build();

    static SyncOrder of(BackupPolicy policy) {
        var annotations = policy.getMetadata().getAnnotations();
        var status = policy.getStatus();
        return new SyncOrder(
                policy,
                digest(policy),
                annotations == null ? "" : annotations.getOrDefault(Labels.SYNC, ""),
                status == null ? null : status.sync());
    }

    /** From when on it is due. */
    Instant due() {
        if (known == null
                || known.attemptedAt() == null
                || !repository.equals(known.repository())
                || !requested.equals(Objects.requireNonNullElse(known.requested(), ""))) {
            return Instant.EPOCH;
        }
        return Instant.parse(known.attemptedAt()).plus(known.failures() == null ? EVERY : retry(known.failures()));
    }

    /** A name for each try: created twice, it is there once. */
    Job job(AgentImage image) {
        var attempt =
                policy.getMetadata().getUid() + repository + requested + (known == null ? "" : known.attemptedAt());
        var name = policy.getMetadata().getName() + "-sync-" + Names.hash(attempt, 8);
        return new AgentJob(policy, image, Task.SYNC, null, List.of("backup", "list"))
                .named(Names.fit(name, Names.JOB), policy)
                .edit()
                .editMetadata()
                .addToAnnotations(Labels.REPOSITORY, repository)
                .addToAnnotations(Labels.SYNC, requested)
                .endMetadata()
                .editSpec()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(DEADLINE.toSeconds())
                .withTtlSecondsAfterFinished((int) KEPT_FOR.toSeconds())
                .endSpec()
                .build();
    }

    private static Duration retry(int failures) {
        var doubled = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 16));
        return doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
    }

    private static String digest(BackupPolicy policy) {
        try {
            return Names.hash(MAPPER.writeValueAsString(policy.getSpec().repository()), DIGITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy that was read must be writable", e);
        }
    }
}
