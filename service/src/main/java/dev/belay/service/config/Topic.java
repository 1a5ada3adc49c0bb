package dev.belay.service.config;

/**
 * A named kind of job.
 *
 * @param name as in {@code /api/v1/topics/NAME/jobs}
 * @param provider whom its jobs call
 * @param path of that provider, which gets the payload by {@code method}
 * @param method POST unless said otherwise
 * @param mutating whether its calls change something upstream: such a topic is paused while the breaker is open
 * @param concurrency calls in flight at once in one replica, at least 1
 * @param maxAttempts failed calls after which a job is a dead letter, at least 1
 */
public record Topic(
        String name, String provider, String path, String method, boolean mutating, int concurrency, int maxAttempts) {}
