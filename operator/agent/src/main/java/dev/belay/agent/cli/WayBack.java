package dev.belay.agent.cli;

import dev.belay.agent.postgres.Sql;

/** How a swap is undone, for whoever has just done one. */
final class WayBack {
    private WayBack() {}

    static String text(String database, String previous) {
        return "the database as it was is kept as " + previous + "; the way back, in psql on another database:\n"
                + "  ALTER DATABASE " + Sql.identifier(database) + " RENAME TO "
                + Sql.identifier(database + "_restored") + ";\n"
                + "  ALTER DATABASE " + Sql.identifier(previous) + " RENAME TO " + Sql.identifier(database) + ";\n"
                + "or, when it is no longer needed: DROP DATABASE " + Sql.identifier(previous) + ";";
    }
}
