package dev.belay.service.breaker;

import dev.belay.service.database.Database;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row a provider in {@code belay.breakers}. */
@Singleton
@Requires(property = "datasource.url")
public final class PostgresBreakerStore implements BreakerStore {
    private static final String SELECT = """
            select provider, state, opened_until, generation, reason, since, probes, probes_until
            from belay.breakers where provider = ?""";
    private static final String INSERT = """
            insert into belay.breakers (state, opened_until, generation, reason, since, probes, probes_until, provider)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (provider) do nothing""";
    private static final String UPDATE = """
            update belay.breakers
            set state = ?, opened_until = ?, generation = ?, reason = ?, since = ?, probes = ?, probes_until = ?
            where provider = ? and generation = ?""";

    private final Database database;

    public PostgresBreakerStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<BreakerRow> load(String provider) {
        return database.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT)) {
                select.setString(1, provider);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(row(rows)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public boolean compareAndSet(BreakerRow next) {
        boolean first = next.generation() == 1;
        return database.transaction(connection -> {
            try (PreparedStatement write = connection.prepareStatement(first ? INSERT : UPDATE)) {
                write.setString(1, next.state().name());
                write.setObject(2, zoned(next.openedUntil()));
                write.setLong(3, next.generation());
                write.setString(4, next.reason());
                write.setObject(5, zoned(next.since()));
                write.setInt(6, next.probes());
                write.setObject(7, zoned(next.probesUntil()));
                write.setString(8, next.provider());
                if (!first) {
                    write.setLong(9, next.generation() - 1);
                }
                return write.executeUpdate() == 1;
            }
        });
    }

    private static BreakerRow row(ResultSet rows) throws SQLException {
        return new BreakerRow(
                rows.getString("provider"),
                State.valueOf(rows.getString("state")),
                instant(rows, "opened_until"),
                rows.getLong("generation"),
                rows.getString("reason"),
                rows.getObject("since", OffsetDateTime.class).toInstant(),
                rows.getInt("probes"),
                instant(rows, "probes_until"));
    }

    private static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
        OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable OffsetDateTime zoned(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
