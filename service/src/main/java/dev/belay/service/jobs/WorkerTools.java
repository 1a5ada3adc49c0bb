package dev.belay.service.jobs;

import dev.belay.service.upstream.Caller;
import io.micronaut.context.annotation.Property;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * What every worker works with.
 *
 * @param leaseMargin beyond a call's own timeout: time to write its outcome down before another worker takes the job
 *     for lost
 */
@Singleton
record WorkerTools(
        JobStore store,
        JobOutcomes outcomes,
        Caller caller,
        Clock clock,
        @Named(TaskExecutors.BLOCKING) ExecutorService executor,

        @Property(name = "jobs.lease-margin", defaultValue = "20s")
        Duration leaseMargin) {}
