package dev.belay.service.jobs;

import dev.belay.service.database.Database;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs in {@code belay.jobs}. Each method is one short transaction: no call to a provider happens inside one. */
@Singleton
@Requires(property = "datasource.url")
public final class PostgresJobStore implements JobStore {
    private final Database database;

    public PostgresJobStore(Database database) {
        this.database = database;
    }

    @Override
    public Submission submit(NewJob job, Instant now) {
        return database.transaction(connection -> {
            Optional<Job> created = one(
                    connection,
                    JobSql.INSERT,
                    job.id(),
                    job.topic(),
                    job.payload(),
                    job.idempotencyKey(),
                    job.requestId(),
                    job.maxAttempts(),
                    zoned(now),
                    zoned(now),
                    zoned(now));
            return created.isPresent()
                    ? new Submission(created.get(), true)
                    : new Submission(
                            one(connection, JobSql.BY_KEY, job.topic(), job.idempotencyKey())
                                    .orElseThrow(),
                            false);
        });
    }

    @Override
    public Optional<Job> find(UUID id) {
        return database.transaction(connection -> one(connection, JobSql.BY_ID, id));
    }

    @Override
    public List<Lease> claim(String topic, int most, Duration lease, Instant now) {
        return database.transaction(connection -> {
            try (PreparedStatement claim = prepare(
                            connection,
                            JobSql.CLAIM,
                            topic,
                            zoned(now),
                            most,
                            topic,
                            zoned(now),
                            most,
                            most,
                            zoned(now.plus(lease)),
                            zoned(now));
                    ResultSet rows = claim.executeQuery()) {
                List<Lease> leases = new ArrayList<>();
                while (rows.next()) {
                    leases.add(new Lease(
                            job(rows), rows.getObject("lease_token", UUID.class), rows.getBoolean("reclaimed")));
                }
                return leases;
            }
        });
    }

    @Override
    public boolean complete(Lease lease, Instant now) {
        return finish(lease, JobState.COMPLETED, 1, null, null, now);
    }

    @Override
    public boolean retry(Lease lease, Instant runAt, String error, Instant now) {
        return finish(lease, JobState.QUEUED, 1, runAt, error, now);
    }

    @Override
    public boolean bury(Lease lease, String error, Instant now) {
        return finish(lease, JobState.DEAD, 1, null, error, now);
    }

    @Override
    public boolean release(Lease lease, Instant runAt, Instant now) {
        return finish(lease, JobState.QUEUED, 0, runAt, lease.job().lastError(), now);
    }

    @Override
    public Map<String, Depth> depths(Instant now) {
        return database.transaction(connection -> {
            try (PreparedStatement select = prepare(connection, JobSql.DEPTHS, zoned(now));
                    ResultSet rows = select.executeQuery()) {
                Map<String, Depth> depths = new HashMap<>();
                while (rows.next()) {
                    OffsetDateTime oldest = rows.getObject("oldest_due", OffsetDateTime.class);
                    depths.put(
                            rows.getString("topic"),
                            new Depth(
                                    rows.getLong("queued"),
                                    rows.getLong("running"),
                                    rows.getLong("dead"),
                                    oldest == null ? null : oldest.toInstant()));
                }
                return depths;
            }
        });
    }

    private boolean finish(
            Lease lease, JobState state, int attempts, @Nullable Instant runAt, @Nullable String error, Instant now) {
        return database.transaction(connection -> {
            try (PreparedStatement update = prepare(
                    connection,
                    JobSql.FINISH,
                    state.name(),
                    attempts,
                    runAt == null ? null : zoned(runAt),
                    error,
                    zoned(now),
                    lease.job().id(),
                    lease.token())) {
                return update.executeUpdate() == 1;
            }
        });
    }

    private static Optional<Job> one(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(job(rows)) : Optional.empty();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int index = 0; index < values.length; index++) {
            statement.setObject(index + 1, values[index]);
        }
        return statement;
    }

    private static Job job(ResultSet rows) throws SQLException {
        return new Job(
                rows.getObject("id", UUID.class),
                rows.getString("topic"),
                JobState.valueOf(rows.getString("state")),
                rows.getString("payload"),
                rows.getString("idempotency_key"),
                rows.getString("request_id"),
                rows.getInt("attempt"),
                rows.getInt("max_attempts"),
                rows.getInt("lost_leases"),
                instant(rows, "run_at"),
                rows.getString("last_error"),
                instant(rows, "created_at"),
                instant(rows, "updated_at"));
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime zoned(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
