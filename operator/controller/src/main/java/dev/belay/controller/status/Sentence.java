package dev.belay.controller.status;

/** Words of others, such as the agent's or Kubernetes', among our own. */
public final class Sentence {
    private Sentence() {}

    /** With a full stop at its end, unless it ends already. */
    public static String of(String words) {
        var text = words.strip();
        return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") || text.endsWith("…") ? text : text + ".";
    }
}
