package dev.belay.agent.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.archive.ArchiveSummary;
import dev.belay.agent.archive.TableRows;
import dev.belay.agent.postgres.DatabaseOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a backup; docs/repository-format.md tells each field. Written last: without it there is no backup.
 *
 * @param formatVersion a reader refuses one that is greater than its {@link #FORMAT_VERSION}
 * @param startedAt the moment that the content is of, RFC 3339
 * @param completedAt when it was safe, RFC 3339
 * @param plain the dump
 * @param stored what lies in the repository
 * @param compression {@code zstd}
 * @param tables every table with rows of its own; null where the archive's version could not be read
 * @param globals roles and tablespaces beside the dump; null where they were not to be had
 * @param wrap grows, not by one, whenever the backup is encrypted anew: its objects bear the number; 0 as it was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
        int formatVersion,
        String id,
        String policy,
        @Nullable String tier,
        String method,
        String startedAt,
        String completedAt,
        Source database,
        Tools tools,
        Content plain,
        Content stored,
        String compression,
        EncryptedTo encryption,
        @Nullable List<TableRows> tables,
        @Nullable Globals globals,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int wrap,
        Timings timings) {

    /** The newest format that is read. Written is the oldest that says all: 1, or 2 for one encrypted anew. */
    public static final int FORMAT_VERSION = 2;

    static final int AS_MADE = 1;
    public static final String ZSTD = "zstd";

    /**
     * What was dumped.
     *
     * @param definition how it was created, from {@code WITH} on; null where nobody tells
     * @param owner its role; null where nobody tells
     * @param standby set where it was read from a standby
     * @param schemaVersion from the table of Flyway or Alembic
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Source(
            String name,
            @Nullable String serverVersion,
            @Nullable String schemaVersion,
            @Nullable String definition,
            @Nullable String owner,
            @Nullable Standby standby) {

        /**
         * As its archive has it.
         *
         * @param archive null where its version could not be read
         */
        static Source of(String name, @Nullable ArchiveSummary archive, @Nullable Standby standby) {
            return archive == null
                    ? new Source(name, null, null, null, null, standby)
                    : new Source(
                            name,
                            archive.serverVersion(),
                            archive.schemaVersion(),
                            archive.databaseDefinition(),
                            archive.databaseOwner(),
                            standby);
        }

        /** The same, as the server has it. */
        Source with(DatabaseOrigin origin) {
            return new Source(name, serverVersion, schemaVersion, origin.definition(), origin.owner(), standby);
        }
    }

    /**
     * The standby that was dumped instead of its primary.
     *
     * @param replayLagMillis by how much its content was older than what it had received; null where it could not tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Standby(@Nullable Long replayLagMillis) {}

    /** What made it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tools(
            String belay, @Nullable String pgDump, @Nullable String archive) {

        /** This Belay, and the pg_dump that an archive tells of, if there is one. */
        static Tools of(@Nullable ArchiveSummary archive) {
            return new Tools(
                    BelayVersion.get(),
                    archive == null ? null : archive.dumpVersion(),
                    archive == null ? null : archive.version());
        }
    }

    /**
     * Bytes and their digest.
     *
     * @param sha256 hexadecimal
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Content(long bytes, String sha256) {}

    /** The roles and tablespaces of the server, as SQL, compressed and encrypted like the dump. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Globals(Content plain, Content stored) {}

    /**
     * How it is locked.
     *
     * @param kind {@code age}, {@code aes256} or {@code none}
     * @param recipients the public keys, any one of whose identities opens it; or the number of the AES key
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record EncryptedTo(String kind, List<String> recipients) {}

    /** How long the parts took, in milliseconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Timings(long dumpMillis, long confirmMillis) {}

    /**
     * The manifest of the same backup, encrypted anew.
     *
     * @param rewrap greater than {@link #wrap}
     */
    Manifest rewrapped(int rewrap, EncryptedTo to, Content newStored, @Nullable Globals newGlobals) {
        var draft = ManifestDraft.of(this);
        draft.formatVersion = FORMAT_VERSION;
        draft.wrap = rewrap;
        draft.encryption = to;
        draft.stored = newStored;
        draft.globals = newGlobals;
        return draft.manifest();
    }

    /** Rows of all tables; 0 where they are unknown. */
    public long rows() {
        return tables == null ? 0 : tables.stream().mapToLong(TableRows::rows).sum();
    }

    /** How many tables were counted. */
    public int tableCount() {
        return tables == null ? 0 : tables.size();
    }
}
