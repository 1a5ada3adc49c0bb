package dev.belay.service.jobs;

/** The statements of {@link PostgresJobStore}, beside the table they serve ({@code V1__egress.sql}). */
final class JobSql {
    private JobSql() {}

    static final String COLUMNS =
            "id, topic, state, payload, idempotency_key, request_id, attempt, max_attempts, lost_leases, run_at,"
                    + " last_error, created_at, updated_at";

    static final String INSERT = """
            insert into belay.jobs
              (id, topic, state, payload, idempotency_key, request_id, max_attempts, run_at, created_at, updated_at)
            values (?, ?, 'QUEUED', ?, ?, ?, ?, ?, ?, ?)
            on conflict (topic, idempotency_key) where idempotency_key is not null do nothing
            returning\s""" + COLUMNS;

    static final String BY_KEY = "select " + COLUMNS + " from belay.jobs where topic = ? and idempotency_key = ?";

    static final String BY_ID = "select " + COLUMNS + " from belay.jobs where id = ?";

    // Two selects, since one condition with "or" would use neither partial index. SKIP LOCKED: a claim never waits for
    // another, and never takes what another is taking.
    static final String CLAIM = """
            with lost as (
              select id from belay.jobs
              where topic = ? and state = 'RUNNING' and lease_until < ?
              order by lease_until limit ? for update skip locked
            ), due as (
              select id from belay.jobs
              where topic = ? and state = 'QUEUED' and run_at <= ?
              order by run_at limit ? for update skip locked
            ), taken as (
              select id, true as reclaimed from lost union all select id, false from due limit ?
            )
            update belay.jobs as jobs
            set state = 'RUNNING', lease_token = gen_random_uuid(), lease_until = ?, updated_at = ?,
                lost_leases = lost_leases + case when taken.reclaimed then 1 else 0 end
            from taken where jobs.id = taken.id
            returning jobs.*, taken.reclaimed""";

    // One statement for every way to give a lease back: fenced by the token, so a lost lease changes nothing.
    static final String FINISH = """
            update belay.jobs
            set state = ?, attempt = attempt + ?, run_at = coalesce(?, run_at), last_error = ?, updated_at = ?,
                lease_token = null, lease_until = null
            where id = ? and lease_token = ? and state = 'RUNNING'""";

    static final String DEPTHS = """
            select topic,
                   count(*) filter (where state = 'QUEUED') as queued,
                   count(*) filter (where state = 'RUNNING') as running,
                   count(*) filter (where state = 'DEAD') as dead,
                   min(run_at) filter (where state = 'QUEUED' and run_at <= ?) as oldest_due
            from belay.jobs where state in ('QUEUED', 'RUNNING', 'DEAD')
            group by topic""";
}
