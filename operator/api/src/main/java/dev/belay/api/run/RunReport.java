package dev.belay.api.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the agent came to: written to the container's termination message, read by the controller. At most
 * 4,096 bytes, Kubernetes' limit for such a message.
 *
 * @param task what was run: {@code belay backup create} is "backup", the others are called as their commands are
 * @param ok whether it did all that was asked
 * @param startedAt RFC 3339
 * @param completedAt RFC 3339
 * @param backup set by a good backup; the first good one of several databases
 * @param databases set where several databases were to be saved, even if not all were
 * @param restore set by a good restore
 * @param drill set by a drill that got as far as restoring, passed or not
 * @param listing set by a list of the repository
 * @param deleted set where backups were deleted: by retention behind a good backup, or because they were named
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
        @Nullable Databases databases,
        @Nullable RestoreResult restore,
        @Nullable DrillResult drill,
        @Nullable Listing listing,
        @Nullable Deleted deleted,
        @Nullable RunError error) {

    public static final int MAX_BYTES = 4096;

    /**
     * Several databases, each in a backup of its own.
     *
     * @param saved how many have a good backup of this run
     * @param failed how many have none
     * @param tables of all good backups
     * @param rows of all good backups
     * @param storedBytes of all good backups
     * @param backups the good ones, in the order of the run; the last are left out where the limit leaves no room
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Databases(
            int saved, int failed, int tables, long rows, long storedBytes, List<SavedDatabase> backups) {
        @SuppressWarnings("NullAway") // A document may leave the list out.
        public Databases {
            backups = backups == null ? List.of() : List.copyOf(backups);
        }
    }

    /**
     * Where one of several databases is saved.
     *
     * @param database its name
     * @param id of its backup in the repository
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SavedDatabase(String database, String id) {}

    /**
     * A good backup.
     *
     * @param id in the repository
     * @param database that was saved; null in a report of an agent of before there were several
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
            @Nullable String database,
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
     * What a list tells, whose entries are on the standard output.
     *
     * @param backups how many it has, by which a reader knows whether it has read them all
     * @param damaged how many more there are whose manifest cannot be read
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Listing(int backups, int damaged) {}

    /**
     * What is no longer in the repository.
     *
     * @param backups how many
     * @param ids of them; the last are left out where the limit leaves no room
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Deleted(int backups, List<String> ids) {
        @SuppressWarnings("NullAway") // A document may leave the list out.
        public Deleted {
            ids = ids == null ? List.of() : List.copyOf(ids);
        }

        public static @Nullable Deleted of(List<String> ids) {
            return ids.isEmpty() ? null : new Deleted(ids.size(), ids);
        }
    }

    /**
     * Why a run failed.
     *
     * @param reason a CamelCase word for machines, such as {@code DumpFailed}
     * @param message for people, in the failing program's own words where it had any; never holds a secret
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RunError(String reason, String message) {}
}
