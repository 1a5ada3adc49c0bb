package dev.belay.controller.run;

/** How many records of one tier stay. */
public final class HistoryLimit {
    public static final int FAILED = 10;
    public static final int SUCCEEDED = 50;

    private HistoryLimit() {}
}
