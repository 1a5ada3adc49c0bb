package dev.belay.faults.plan;

import java.util.Locale;

/** Where the repository lies. */
public enum Store {
    FOLDER,
    S3;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
