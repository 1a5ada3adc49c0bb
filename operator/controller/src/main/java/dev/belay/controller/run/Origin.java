package dev.belay.controller.run;

import dev.belay.api.Backup;
import dev.belay.api.Labels;

/** Where a Backup object comes from. */
public final class Origin {
    public static final String SCHEDULED = "scheduled";
    public static final String SYNCED = "synced";

    public static final String GATE = "gate";
    public static final String MIGRATION = "migration";

    private Origin() {}

    /** Whether nobody ordered it: it tells of a run of the schedule, or of what the repository was found to hold. */
    public static boolean isRecord(Backup backup) {
        return is(backup, SCHEDULED) || is(backup, SYNCED);
    }

    /** Whether it tells of what the repository was found to hold. */
    public static boolean isSynced(Backup backup) {
        return is(backup, SYNCED);
    }

    /** Whether it is a record that the operator lets go while its data stays. */
    public static boolean isOutdated(Backup backup) {
        var annotations = backup.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Labels.OUTDATED);
    }

    /** Whether it was made for a gate: a migration followed it, if it succeeded. */
    public static boolean isOfGate(Backup backup) {
        return is(backup, GATE) || is(backup, MIGRATION);
    }

    private static boolean is(Backup backup, String origin) {
        var labels = backup.getMetadata().getLabels();
        return labels != null && origin.equals(labels.get(Labels.ORIGIN));
    }
}
