package dev.belay.service.schema;

import java.io.Serial;

/** The schema is not migrated, for safety; the message says what was changed (nothing, as a rule) and the way back. */
public final class SchemaRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public SchemaRefused(String message) {
        super(message);
    }
}
