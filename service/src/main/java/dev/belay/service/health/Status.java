package dev.belay.service.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a component is. */
public enum Status {
    UP,
    DEGRADED,
    DOWN,
    DISABLED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
