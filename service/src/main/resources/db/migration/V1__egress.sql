-- Everything of the service lies in its own schema, which Flyway has made.

create table belay.jobs (
    id              uuid primary key,
    topic           text not null,
    state           text not null check (state in ('QUEUED', 'RUNNING', 'COMPLETED', 'DEAD')),
    payload         text not null,
    idempotency_key text,
    request_id      text,
    attempt         integer not null default 0,
    max_attempts    integer not null,
    lost_leases     integer not null default 0,
    run_at          timestamptz not null,
    lease_token     uuid,
    lease_until     timestamptz,
    last_error      text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);

create unique index jobs_idempotency on belay.jobs (topic, idempotency_key) where idempotency_key is not null;

-- Partial: finished jobs, which are most of them, never weigh on a claim.
create index jobs_due on belay.jobs (topic, run_at) where state = 'QUEUED';
create index jobs_leased on belay.jobs (topic, lease_until) where state = 'RUNNING';
create index jobs_dead on belay.jobs (topic) where state = 'DEAD';

create table belay.breakers (
    provider     text primary key,
    state        text not null check (state in ('CLOSED', 'HALF_OPEN', 'OPEN')),
    opened_until timestamptz,
    generation   bigint not null,
    reason       text,
    since        timestamptz not null,
    probes       integer not null default 0,
    probes_until timestamptz
);

create table belay.events (
    id           bigint generated always as identity primary key,
    time         timestamptz not null,
    type         text not null,
    topic        text,
    job_id       uuid,
    attempt      integer,
    max_attempts integer,
    queue        text,
    message      text not null
);

create index events_job on belay.events (job_id, id) where job_id is not null;
create index events_type on belay.events (type, id);
