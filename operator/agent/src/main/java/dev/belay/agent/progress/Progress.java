package dev.belay.agent.progress;

import org.jspecify.annotations.Nullable;

/** Is told how far a run has come, often and from any thread; must return at once. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = new Progress() {};

    /** Whether anybody wants to know of rows: they are counted only then. */
    default boolean wantsRows() {
        return false;
    }

    /** A new part of the run starts, such as "dumping". */
    default void step(String name) {}

    /** This step is done when so many bytes of the dump have passed. */
    default void expect(long bytes) {}

    /** So many bytes of the dump have passed in this step, of the table that is named where it is known. */
    default void at(long bytes, @Nullable String table) {}

    /** So many rows more have come; a few less, where what was taken for rows was their end. */
    default void rows(long more) {}

    /** Something that a person should know and that stops nothing. */
    default void warn(String message) {}
}
