package dev.belay.agent.postgres;

/** Names and texts as SQL writes them. */
public final class Sql {
    private Sql() {}

    /** A name, whatever it holds. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text, whatever it holds. */
    public static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
