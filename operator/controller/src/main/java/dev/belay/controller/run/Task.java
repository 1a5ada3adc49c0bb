package dev.belay.controller.run;

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
}
