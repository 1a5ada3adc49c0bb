package dev.belay.faults;

import java.util.Locale;

/** Where the repository lies. */
enum Store {
    FOLDER,
    S3;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
