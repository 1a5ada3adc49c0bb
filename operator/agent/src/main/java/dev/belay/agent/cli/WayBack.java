package dev.belay.agent.cli;

/** How a swap is undone, for whoever has just done one. */
final class WayBack {
    private WayBack() {}

    static String text(String database, String previous) {
        return "the database as it was is kept as " + previous + "; the way back, in psql on another database:\n"
                + "  ALTER DATABASE " + quoted(database) + " RENAME TO " + quoted(database + "_restored") + ";\n"
                + "  ALTER DATABASE " + quoted(previous) + " RENAME TO " + quoted(database) + ";\n"
                + "or, when it is no longer needed: DROP DATABASE " + quoted(previous) + ";";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
