package dev.belay.agent.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Databases that restores have left half filled: killed ones, and those whose server went away. One counts as left only
 * if everything says so: its name and comment are ours, it was begun a while ago, nobody is connected to it, and no
 * session holds its lock.
 */
public final class Leftovers implements AutoCloseable {
    /** Longer than a restore without its lock needs to find that out and to take it again. */
    private static final Duration AGE = Duration.ofMinutes(5);

    private static final String CANDIDATES = """
            SELECT d.datname, d.datallowconn, coalesce(shobj_description(d.oid, 'pg_database'), ''),
                   to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM pg_database d
            WHERE d.datname LIKE 'belay\\_restore\\_%' AND pg_has_role(d.datdba, 'USAGE')
              AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)
            ORDER BY 1
            """;

    private final Maintenance maintenance;

    public Leftovers(Server server) {
        this(new Maintenance(server));
    }

    private Leftovers(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    /** The names of those that are there. */
    public List<String> find() {
        var found = new ArrayList<String>();
        for (var name : candidates()) {
            if (ScratchDatabase.lock(maintenance, name)) {
                ScratchDatabase.unlock(maintenance, name);
                found.add(name);
            }
        }
        return List.copyOf(found);
    }

    /** Drops them and returns their names; what somebody has begun to use meanwhile, or is not ours to drop, stays. */
    public List<String> sweep() {
        var dropped = new ArrayList<String>();
        for (var name : candidates()) {
            if (ScratchDatabase.lock(maintenance, name)) {
                if (isDropped(name)) {
                    dropped.add(name);
                }
                ScratchDatabase.unlock(maintenance, name);
            }
        }
        return List.copyOf(dropped);
    }

    /** Asked again behind the lock. Without FORCE: the server refuses while there are sessions. */
    private boolean isDropped(String name) {
        if (!candidates().contains(name)) {
            return false;
        }
        try {
            maintenance.execute("DROP DATABASE " + Sql.identifier(name));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private List<String> candidates() {
        return maintenance.rows(CANDIDATES).stream()
                .filter(row -> isLeft(row.get(1).startsWith("t"), row.get(2), Instant.parse(row.get(3))))
                .map(List::getFirst)
                .toList();
    }

    /** One that is still closed to all has never been marked, and holds nothing. */
    private static boolean isLeft(boolean open, String comment, Instant now) {
        return comment.isEmpty()
                ? !open
                : LeftoverComment.parse(comment)
                        .filter(c -> c.isOlder(AGE, now))
                        .isPresent();
    }

    @Override
    public void close() {
        maintenance.close();
    }
}
