package dev.belay.service.health;

import org.jspecify.annotations.Nullable;

/** Looks at one component. May wait: it runs in the background, and is given up on after a while. */
interface Check {
    String name();

    Finding look();

    /**
     * What was seen.
     *
     * @param status how it is
     * @param reason for people, where it is not just up
     * @param type of the component, where it comes in several
     */
    record Finding(
            Status status,
            @Nullable String reason,
            @Nullable String type) {
        static final Finding UP = new Finding(Status.UP, null, null);

        static Finding of(Status status, String reason) {
            return new Finding(status, reason, null);
        }
    }
}
