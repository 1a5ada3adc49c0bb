package dev.belay.service.breaker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a breaker lets through: everything, a few probes, nothing. */
public enum State {
    CLOSED(0),
    HALF_OPEN(1),
    OPEN(2);

    private final int number;

    State(int number) {
        this.number = number;
    }

    /** Its value in the metric {@code circuit_breaker_state}. */
    public int number() {
        return number;
    }

    /** Its word outside: {@code half_open}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
