package dev.belay.agent.cli;

import dev.belay.agent.postgres.DatabaseName;
import dev.belay.agent.postgres.Sql;
import java.security.SecureRandom;

/** How a swap is undone, for whoever has just done one. */
final class WayBack {
    private WayBack() {}

    /** The statements, to be run on another database, all or none of which take effect. */
    static String sql(String database, String previous) {
        var aside = DatabaseName.with(database, "_undone_%06x".formatted(new SecureRandom().nextInt(1 << 24)));
        return "BEGIN;\n"
                + "ALTER DATABASE " + Sql.identifier(database) + " RENAME TO " + Sql.identifier(aside) + ";\n"
                + "ALTER DATABASE " + Sql.identifier(previous) + " RENAME TO " + Sql.identifier(database) + ";\n"
                + "COMMIT;";
    }

    static String text(String database, String previous) {
        return "the database as it was is kept as " + previous + "; the way back, in psql on another database,"
                + " while nobody is connected to either:\n"
                + sql(database, previous).indent(2)
                + "or, when it is no longer needed: DROP DATABASE " + Sql.identifier(previous) + ";";
    }
}
