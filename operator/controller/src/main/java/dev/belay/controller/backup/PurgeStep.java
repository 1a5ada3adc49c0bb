package dev.belay.controller.backup;

import dev.belay.controller.status.Said;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** What follows for the data of a deleted Backup. */
sealed interface PurgeStep {
    /** Condition of a Backup that is being deleted: whether its data is gone. */
    String CONDITION = "Purged";

    /** Nothing is to be deleted, and nothing to be told. */
    record Nothing() implements PurgeStep {}

    /** It has ended, well or not: the object may go. */
    record Release(Said said) implements PurgeStep {}

    /** The Job is to be created. */
    record Start(Job job, Said said) implements PurgeStep {}

    /** Something must happen first. */
    record Wait(Said said) implements PurgeStep {}
}
