package dev.belay.service.config;

import java.io.Serial;

/** The configuration cannot be used; the message says where and why, and holds no value of a secret. */
public final class InvalidConfiguration extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidConfiguration(String message) {
        super(message);
    }
}
