package dev.belay.api;

/** Group, version and category under which every kind is served. */
public final class ApiVersion {
    public static final String GROUP = "belay.dev";
    public static final String VERSION = "v1alpha1";
    public static final String CATEGORY = "belay";

    private ApiVersion() {}
}
