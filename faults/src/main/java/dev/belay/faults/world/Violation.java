package dev.belay.faults.world;

/** A promise that did not hold. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Violation(String message) {
        super(message);
    }

    /** Throws one unless it holds. */
    public static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
