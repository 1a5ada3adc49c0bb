package dev.belay.service.events;

import io.micronaut.context.annotation.Requires;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table's statements. */
@JdbcRepository(dialect = Dialect.POSTGRES)
@Requires(property = "datasource.url")
interface EventRows extends GenericRepository<EventRow, Long> {
    EventRow save(EventRow row);

    @Query(value = """
                    select id, time, type, topic, job_id, attempt, max_attempts, queue, message
                    from belay.events
                    where (cast(:type as text) is null or type = :type)
                      and (cast(:topic as text) is null or topic = :topic)
                      and (cast(:jobId as uuid) is null or job_id = :jobId)
                      and id < :before
                    order by id desc
                    limit :limit
                    """, nativeQuery = true)
    List<EventRow> newest(@Nullable String type, @Nullable String topic, @Nullable UUID jobId, long before, int limit);
}
