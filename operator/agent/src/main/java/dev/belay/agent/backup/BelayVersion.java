package dev.belay.agent.backup;

/** Belay's own version, from the jar's manifest. */
public final class BelayVersion {
    private BelayVersion() {}

    /** Such as {@code 0.1.0}; {@code development} where it runs from class files. */
    public static String get() {
        var version = BelayVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
