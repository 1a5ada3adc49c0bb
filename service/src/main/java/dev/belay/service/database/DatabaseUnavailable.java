package dev.belay.service.database;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** PostgreSQL does not answer, or its schema is not there yet: a transient failure. */
public final class DatabaseUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
