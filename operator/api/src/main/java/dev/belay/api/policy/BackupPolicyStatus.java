package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.belay.api.status.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a policy. Holds points in time, never ages: nothing is written only because time passed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupPolicyStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Ready, BackedUp, Restorable, Healthy and Running, each with reason and message.")
        List<Condition> conditions,

        @JsonPropertyDescription("The newest good backup.") @Nullable
        Success lastSuccess,

        @JsonPropertyDescription("The newest failed backup, with its cause.") @Nullable
        BackupFailure lastFailure,

        @JsonPropertyDescription("The run that comes due next.") @Nullable
        NextRun nextRun,

        @JsonPropertyDescription("From when to when a point to go back to exists.") @Nullable
        RecoveryWindow recoveryWindow,

        @JsonPropertyDescription("The newest restore drill.") @Nullable
        LastDrill lastDrill,

        @JsonPropertyDescription("How the Backup objects were last brought in step with the repository.") @Nullable
        Sync sync,

        @JsonPropertyDescription("The service's health and breakers, as read.") @Nullable
        Health health,

        @JsonPropertyDescription("What is paused and why.") @Nullable
        PauseStatus pause) {

    @SuppressWarnings("NullAway") // A document may leave the list out.
    public BackupPolicyStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /**
     * The newest good backup.
     *
     * @param backup name of the Backup object
     * @param id of the backup in the repository
     * @param tier it belongs to
     * @param startedAt the moment that its content is of, RFC 3339
     * @param completedAt when it was safe in the repository, RFC 3339
     * @param storedBytes its size in the repository
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Success(
            String backup,
            String id,
            @Nullable String tier,
            String startedAt,
            String completedAt,
            @Nullable Long storedBytes) {}

    /**
     * The newest failed backup.
     *
     * @param backup name of the Backup object
     * @param tier it belongs to
     * @param time when it failed, RFC 3339
     * @param reason a CamelCase word for machines
     * @param message the cause, in the agent's own words
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BackupFailure(String backup, @Nullable String tier, String time, String reason, String message) {}

    /**
     * The run that comes due next.
     *
     * @param tier whose run it is
     * @param time when, RFC 3339, UTC
     */
    public record NextRun(String tier, String time) {}

    /**
     * From when to when a point to go back to exists.
     *
     * @param first content of the oldest good backup, RFC 3339
     * @param last content of the newest good backup, RFC 3339
     */
    public record RecoveryWindow(String first, String last) {}

    /**
     * The newest restore drill.
     *
     * @param passed whether the backup came back whole and every check held
     * @param backupId what was restored
     * @param completedAt when, RFC 3339
     * @param rto how long the restore took, such as {@code 42s}
     * @param message the cause where it failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastDrill(
            boolean passed,
            @Nullable String backupId,
            String completedAt,
            @Nullable String rto,
            @Nullable String message) {}

    /**
     * How the Backup objects were last brought in step with what the repository holds.
     *
     * @param repository which one was listed: a digest of {@code spec.repository}
     * @param requested value of the policy's annotation {@code belay.dev/sync} that was answered
     * @param job that listed it
     * @param attemptedAt when it was last tried, RFC 3339
     * @param completedAt when it last succeeded, RFC 3339
     * @param backups how many the repository held then
     * @param records how many Backup objects told of them
     * @param failures how many tries in a row have failed since
     * @param message what is amiss, and what to do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sync(
            @Nullable String repository,
            @Nullable String requested,
            @Nullable String job,
            @Nullable String attemptedAt,
            @Nullable String completedAt,
            @Nullable Integer backups,
            @Nullable Integer records,
            @Nullable Integer failures,
            @Nullable String message) {}

    /**
     * The service's health, as read.
     *
     * @param status {@code ok}, {@code degraded}, {@code unhealthy} or {@code unknown}
     * @param reason why it is not ok
     * @param components each part with its state
     * @param breakers each provider's breaker
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Health(String status, @Nullable String reason, List<Component> components, List<Breaker> breakers) {
        @SuppressWarnings("NullAway") // A document may leave the lists out.
        public Health {
            components = components == null ? List.of() : List.copyOf(components);
            breakers = breakers == null ? List.of() : List.copyOf(breakers);
        }
    }

    /**
     * One part of the service.
     *
     * @param name {@code database}, {@code loops}, {@code auth}, {@code providers} …
     * @param status {@code up}, {@code degraded}, {@code down} or {@code disabled}
     * @param reason why it is not up
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Component(
            String name, String status, @Nullable String reason) {}

    /**
     * One provider's breaker.
     *
     * @param name of the provider
     * @param state {@code closed}, {@code half_open} or {@code open}
     * @param reason why it is not closed
     * @param since when it came into this state, RFC 3339
     * @param until when it is tried again at the earliest, RFC 3339
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Breaker(
            String name,
            String state,
            @Nullable String reason,
            @Nullable String since,
            @Nullable String until) {}

    /**
     * What is paused and why; absent while nothing is.
     *
     * @param reason why
     * @param since since when, RFC 3339
     * @param until until when at the earliest, RFC 3339
     * @param pods how many pods carry the annotation
     * @param cronJobs how many CronJobs are suspended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PauseStatus(
            String reason, String since, @Nullable String until, int pods, int cronJobs) {}
}
