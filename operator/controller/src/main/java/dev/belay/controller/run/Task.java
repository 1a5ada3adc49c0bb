package dev.belay.controller.run;

import dev.belay.api.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What a Job of ours does; the value of the label {@code belay.dev/task}. */
public enum Task {
    BACKUP("backup"),
    RESTORE("restore"),
    DRILL("drill"),
    MIGRATION("migration"),
    SYNC("sync"),
    PURGE("purge");

    private final String label;

    Task(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Whether an object is a Job of ours, or a pod of one, that does this. */
    public boolean isOf(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels != null && label.equals(labels.get(Labels.TASK));
    }
}
