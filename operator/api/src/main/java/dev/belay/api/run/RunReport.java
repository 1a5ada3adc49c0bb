package dev.belay.api.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the agent came to: written to the container's termination message, read by the controller. At most
 * 4,096 bytes, Kubernetes' limit for such a message.
 *
 * @param task {@code backup}, {@code restore} or {@code drill}
 * @param ok whether it did all that was asked
 * @param startedAt RFC 3339
 * @param completedAt RFC 3339
 * @param backup set by a good backup
 * @param restore set by a good restore
 * @param drill set by a drill that got as far as restoring, passed or not
 * @param error set where {@code ok} is false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunReport(
        String task,
        boolean ok,
        String startedAt,
        String completedAt,
        @Nullable BackupResult backup,
        @Nullable RestoreResult restore,
        @Nullable DrillResult drill,
        @Nullable RunError error) {

    public static final int MAX_BYTES = 4096;

    /**
     * A good backup.
     *
     * @param id in the repository
     * @param tier it belongs to
     * @param startedAt the moment that its content is of, RFC 3339
     * @param completedAt when it was safe, RFC 3339
     * @param plainBytes size of the dump
     * @param storedBytes size in the repository
     * @param tables how many tables with rows of their own it holds
     * @param rows in all of them
     * @param serverVersion of PostgreSQL, such as {@code 17.6}
     * @param sha256 of the stored bytes, hexadecimal
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record BackupResult(
            String id,
            @Nullable String tier,
            String startedAt,
            String completedAt,
            long plainBytes,
            long storedBytes,
            int tables,
            long rows,
            @Nullable String serverVersion,
            @Nullable String sha256) {}

    /**
     * A good restore.
     *
     * @param backupId what was restored
     * @param database where it lies now
     * @param previousDatabase where the database lies that it changed places with
     * @param tables how many were counted and agreed with the manifest
     * @param rows in all of them
     * @param seconds from the first read to the last check
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RestoreResult(
            String backupId, String database, @Nullable String previousDatabase, int tables, long rows, long seconds) {}

    /**
     * A drill.
     *
     * @param passed whether the backup came back whole and every check held
     * @param backupId what was restored
     * @param rtoSeconds from the first read to the last check: the measured recovery time
     * @param tables how many were counted
     * @param rows in all of them
     * @param failedCheck the first check that did not hold
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DrillResult(
            boolean passed,
            String backupId,
            long rtoSeconds,
            int tables,
            long rows,
            @Nullable String failedCheck) {}

    /**
     * Why a run failed.
     *
     * @param reason a CamelCase word for machines, such as {@code DumpFailed}
     * @param message for people, in the failing program's own words where it had any; never holds a secret
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RunError(String reason, String message) {}
}
