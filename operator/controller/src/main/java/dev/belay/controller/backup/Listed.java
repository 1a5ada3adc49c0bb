package dev.belay.controller.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.controller.run.Origin;
import dev.belay.controller.run.Run;
import dev.belay.controller.run.RunReader;
import java.time.Instant;
import java.util.Optional;

/** The run that a backup of the repository must have come from, told from its entry of the list. */
final class Listed {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Listed() {}

    /** Empty for a Backup of any other origin, or without an entry that holds together. */
    static Optional<Run> of(Backup backup) {
        var annotations = backup.getMetadata().getAnnotations();
        var entry = annotations == null ? null : annotations.get(Labels.LISTED);
        if (!Origin.isSynced(backup) || entry == null) {
            return Optional.empty();
        }
        try {
            var result = MAPPER.readValue(entry, BackupResult.class);
            return RunReader.isWhole(result) ? Optional.of(run(result)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Run run(BackupResult result) {
        var report = new RunReport(
                "backup", true, result.startedAt(), result.completedAt(), result, null, null, null, null, null, null);
        return new Run.Done(report, true, Instant.parse(result.completedAt()));
    }
}
