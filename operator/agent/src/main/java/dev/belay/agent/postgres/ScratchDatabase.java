package dev.belay.agent.postgres;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The database that a restore fills before it gets its name. Nobody but its owner may enter it, its comment says what
 * it is, and a lock of our session that somebody is at work on it: so that {@link Leftovers} can tell one that a killed
 * restore has left behind.
 */
public final class ScratchDatabase {
    static final String PREFIX = "belay_restore_";

    private static final String DUPLICATE = "42P04";
    private static final Set<String> NOT_OURS_TO_GIVE = Set.of("42501", "42704"); // no right, or no such role
    private static final long LOCKS = 0x62656c61L << 32; // a number of our own among everybody's

    /**
     * The setting under which it is filled: nothing of it need survive a crash before it gets its name, and the commit of
     * that brings all before it to the disk. More memory for indexes was tried, and made them slower (ADR 6).
     */
    private static final String QUICKLY = "synchronous_commit TO off";

    private final Maintenance maintenance;
    private final String name;
    private final String oid;

    private ScratchDatabase(Maintenance maintenance, String name) {
        this.maintenance = maintenance;
        this.name = name;
        oid = maintenance
                .texts("SELECT oid::text FROM pg_database WHERE datname = ?", name)
                .getFirst();
    }

    /** A name for one that nobody else has. */
    static String nameFor(String backupId) {
        return DatabaseName.with(
                PREFIX, DatabaseName.part(backupId) + "_" + "%06x".formatted(new SecureRandom().nextInt(1 << 24)));
    }

    /** Creates one under a name that is locked: closed to all until it is marked as ours. */
    static ScratchDatabase create(Maintenance maintenance, String name, String backupId, DatabaseDefinition definition)
            throws SQLException {
        maintenance.execute(definition.statement(name) + " ALLOW_CONNECTIONS false");
        var scratch = new ScratchDatabase(maintenance, name);
        var comment = LeftoverComment.of(
                        backupId,
                        maintenance
                                .texts("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
                                .getFirst())
                .text();
        maintenance.inTransaction(
                connection -> {
                    try (var statement = connection.createStatement()) {
                        var quoted = Sql.identifier(name);
                        statement.execute("REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
                        statement.execute("COMMENT ON DATABASE " + quoted + " IS " + Sql.literal(comment));
                        statement.execute("ALTER DATABASE " + quoted + " SET " + QUICKLY);
                        statement.execute("ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS true");
                    }
                },
                () -> false);
        return scratch;
    }

    /**
     * Gives it the owner of the original, as far as our role may: what is to be owned by that role in the schema public
     * can then be, since PostgreSQL 15, without a superuser.
     *
     * @param role null or empty where it is not known
     * @return the server's words, where it may not, or where there is no such role
     */
    public Optional<String> giveTo(@Nullable String role) {
        if (role == null || role.isEmpty()) {
            return Optional.empty();
        }
        try {
            new OwnEncoding(maintenance, name).giveTo(name, role);
            return Optional.empty();
        } catch (SQLException e) {
            if (NOT_OURS_TO_GIVE.contains(e.getSQLState())) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            throw ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed);
        }
    }

    /** Whether the lock on a name could be had; it ends with the session, or by {@link #unlock}. */
    static boolean lock(Maintenance maintenance, String name) {
        return maintenance
                .texts("SELECT pg_try_advisory_lock(?::bigint)", key(name))
                .equals(List.of("t"));
    }

    static void unlock(Maintenance maintenance, String name) {
        maintenance.texts("SELECT pg_advisory_unlock(?::bigint)", key(name));
    }

    private static String key(String name) {
        var crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return Long.toString(LOCKS | crc.getValue());
    }

    public String name() {
        return name;
    }

    /**
     * Makes sure, after a long time, that it is still there and ours, over another connection where the former broke.
     *
     * @throws AgentException {@link Reason#RestoreFailed}
     */
    public void mustBeOurs() {
        if (maintenance.renew() && !lock(maintenance, name)) {
            throw new AgentException(
                    Reason.RestoreFailed,
                    "the connection to " + maintenance.server() + " broke, and another run has taken " + name
                            + " for a leftover; try again");
        }
        if (!isCalled(name)) {
            throw new AgentException(
                    Reason.RestoreFailed, "somebody dropped or renamed " + name + " while it was restored; try again");
        }
    }

    /** Whether that is its name by now. */
    boolean isCalled(String asked) {
        return maintenance
                .texts("SELECT datname FROM pg_database WHERE oid = ?::oid", oid)
                .equals(List.of(asked));
    }

    /**
     * Gives it a name that is free, the rights of any new database, and then the properties: all at once, so that
     * nobody finds it open whom they keep out.
     *
     * @return statements that the server refused, with its words
     * @throws AgentException {@link Reason#TargetExists} if another run was faster
     */
    public List<String> giveName(String to, List<DatabaseProperty> properties) {
        var refused = new ArrayList<String>();
        var encoding = new OwnEncoding(maintenance, name);
        try {
            maintenance.inTransaction(
                    connection -> {
                        try (var statement = connection.createStatement()) {
                            var quoted = Sql.identifier(name);
                            statement.execute("GRANT CONNECT, TEMPORARY ON DATABASE " + quoted + " TO PUBLIC");
                            statement.execute("COMMENT ON DATABASE " + quoted + " IS NULL");
                            statement.execute(resetting(name));
                            statement.execute(Swap.renaming(name, to));
                        }
                        refused.addAll(DatabaseProperty.give(connection, to, encoding.legibleHere(properties)));
                    },
                    () -> isCalled(to));
            refused.addAll(encoding.give(to, properties));
            return List.copyOf(refused);
        } catch (SQLException e) {
            throw DUPLICATE.equals(e.getSQLState())
                    ? new AgentException(Reason.TargetExists, "a database " + to + " has appeared; it stays", e)
                    : ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed);
        }
    }

    /** Takes back the settings under which it was filled. */
    static String resetting(String name) {
        return "ALTER DATABASE " + Sql.identifier(name) + " RESET ALL";
    }

    /**
     * Lets it change places with a live database.
     *
     * @param kept what the live one is called from then on
     * @param terminate whether sessions of the live one are ended
     * @return statements about its properties that our role had no right to run
     * @throws AgentException {@link Reason#ConnectionsOpen} if there are sessions that may not, or will not, end
     */
    public List<String> swapWith(String live, String kept, boolean terminate) {
        return new Swap(maintenance, this, live, kept).run(terminate);
    }

    /** Drops it, whoever is connected to it; one that has got its name meanwhile stays. */
    public void drop() {
        maintenance.renew();
        try {
            maintenance.drop(name);
        } catch (SQLException e) {
            throw ServerWords.failure(maintenance.server(), e, Reason.RestoreFailed);
        }
    }
}
