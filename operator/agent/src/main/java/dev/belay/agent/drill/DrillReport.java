package dev.belay.agent.drill;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import dev.belay.api.policy.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a drill came to, as it is kept; docs/repository-format.md tells each field.
 *
 * @param startedAt RFC 3339
 * @param completedAt RFC 3339
 * @param tables how many came back with the rows of the manifest
 * @param rows in all of them
 * @param failure why it did not pass; left out if it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrillReport(
        int formatVersion,
        String policy,
        boolean passed,
        String startedAt,
        String completedAt,
        Backup backup,
        Recovery recovery,
        int tables,
        long rows,
        Checks checks,
        @Nullable String failure) {

    public static final int FORMAT_VERSION = 1;

    /** What was restored. */
    public record Backup(String id, String database, String startedAt, long plainBytes, long storedBytes) {}

    /**
     * How long it took.
     *
     * @param seconds from the first read to the last check of a restore
     * @param objective as the policy says it; left out where it says none
     * @param kept whether the objective was; left out without one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recovery(
            long seconds,
            @Nullable String objective,
            @Nullable Boolean kept) {}

    /**
     * What a drill asks of the restored database.
     *
     * @param structure what amcheck looked at, or why it did not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Checks(
            List<String> readiness,
            List<String> integrity,
            @Nullable String structure) {}

    /** What a policy's status says of it. */
    public LastDrill forStatus() {
        return new LastDrill(
                passed, backup.id(), completedAt, DurationText.format(Duration.ofSeconds(recovery.seconds())), failure);
    }

    /** The same for people. */
    String markdown() {
        var text = new StringBuilder("# Drill of " + policy + ", " + startedAt + ": " + (passed ? "passed" : "FAILED")
                + "\n\n| | |\n|---|---|\n");
        row(text, "backup", backup.id() + " of the database " + backup.database() + ", taken " + backup.startedAt());
        row(text, "size", mebibytes(backup.plainBytes()) + " unpacked, " + mebibytes(backup.storedBytes()) + " stored");
        row(text, "recovery time", recovery.seconds() + " s" + objective());
        row(
                text,
                "came back",
                tables == 0
                        ? "no rows were compared, or it did not come back"
                        : rows + " rows in " + tables + " tables, as the manifest has them");
        row(text, "structure (amcheck)", checks.structure() == null ? "not reached" : checks.structure());
        row(text, "completed", completedAt);
        list(text, "Readiness", checks.readiness());
        list(text, "Integrity", checks.integrity());
        if (failure != null) {
            text.append("\n## Failure\n\n    ")
                    .append(failure.replace("\n", "\n    "))
                    .append('\n');
        }
        return text.toString();
    }

    private String objective() {
        return recovery.objective() == null
                ? ""
                : " (objective " + recovery.objective()
                        + (Boolean.TRUE.equals(recovery.kept()) ? ": kept)" : ": MISSED)");
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ")
                .append(name)
                .append(" | ")
                .append(value.replace("|", "\\|").replace("\n", " "))
                .append(" |\n");
    }

    private static void list(StringBuilder text, String name, List<String> statements) {
        if (!statements.isEmpty()) {
            text.append("\n## ").append(name).append("\n\n");
            statements.forEach(sql ->
                    text.append("    ").append(sql.replace("\n", "\n    ")).append('\n'));
        }
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
